import { isStatus, type Status } from '../../approval/status.ts';
import type { SandboxInstance } from '../world/instance.ts';
import type { DemoSandbox } from './pageOptions.ts';

/** What a person can do to an instance from the page. */
export type Move =
  | 'approve'
  | 'reject'
  | 'withdraw'
  | 'revoke'
  | 'remove'
  | 'overtimeClose'
  | 'overtimeRecover';

/** The moves that make sense in a status, the likeliest first. */
export const MOVES: { readonly [status in Status]: readonly Move[] } = {
  PENDING: ['approve', 'reject', 'withdraw', 'overtimeClose', 'remove'],
  OVERTIME_RECOVER: ['approve', 'reject', 'withdraw', 'remove'],
  OVERTIME_CLOSE: ['overtimeRecover', 'remove'],
  APPROVED: ['revoke', 'remove'],
  REJECTED: ['remove'],
  CANCELED: ['remove'],
  REVERTED: ['remove'],
  DELETED: [],
};

/**
 * The statuses of instances by their events: only events know REVERTED and OVERTIME_*. Reads each push once, since the story
 * may have made thousands.
 */
export class InstanceStatuses {
  readonly #sandbox: DemoSandbox;
  readonly #byInstance = new Map<string, Status>();
  #read = 0;

  constructor(sandbox: DemoSandbox) {
    this.#sandbox = sandbox;
  }

  /** How many events Feishu has pushed so far. */
  get pushed(): number {
    return this.#read;
  }

  of(instance: SandboxInstance): Status {
    // Without a subscription there are no events.
    const pushed = this.#byInstance.get(instance.instanceCode);
    return pushed ?? (instance.reverted ? 'REVERTED' : instance.status);
  }

  /** Reads what was pushed since the last call. */
  refresh(): void {
    const pushes = this.#sandbox.pushes();
    for (const { envelope } of pushes.slice(this.#read)) {
      const event = envelope.event as
        | { type?: unknown; instance_code?: unknown; status?: unknown }
        | undefined;
      if (event?.type === 'approval_instance' && isStatus(event.status)) {
        this.#byInstance.set(String(event.instance_code), event.status);
      }
    }
    this.#read = pushes.length;
  }
}
