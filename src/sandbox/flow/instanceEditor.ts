import type { Status } from '../../approval/status.ts';
import type { EventPublisher } from '../push/eventPublisher.ts';
import { openTasks, type SandboxInstance, type SandboxTask } from '../world/instance.ts';
import { mustFind, type World } from '../world/world.ts';
import { addEntry, type FlowWatcher } from './flow.ts';

/** Who acts, and their comment. Without `by`: the first whose task is open. */
export interface Act {
  readonly by?: string;
  readonly comment?: string;
}

/** What every action on an instance needs: find it, add to its timeline, publish the change. */
export class InstanceEditor {
  readonly world: World;
  readonly publisher: EventPublisher;

  constructor(world: World, publisher: EventPublisher) {
    this.world = world;
    this.publisher = publisher;
  }

  /** The instance, which must be in one of these statuses. */
  find(code: string, ...allowed: SandboxInstance['status'][]): SandboxInstance {
    const instance = mustFind(this.world.instances, code, 'instance');
    if (allowed.length > 0 && !allowed.includes(instance.status)) {
      throw new Error(`instance ${code} is ${instance.status}, not ${allowed.join(' or ')}`);
    }
    return instance;
  }

  /** The open task of the person who acts. */
  findTask(code: string, act: Act): { instance: SandboxInstance; task: SandboxTask; watcher: FlowWatcher } {
    const instance = this.find(code, 'PENDING');
    const task = openTasks(instance).find((one) => act.by === undefined || one.openId === act.by);
    if (!task) throw new Error(`instance ${code} has no open task${act.by ? ` for ${act.by}` : ''}`);
    return { instance, task, watcher: this.watch(instance) };
  }

  watch(instance: SandboxInstance): FlowWatcher {
    return {
      now: this.world.clock.now(),
      onTask: (task, status) => this.publisher.task(instance, task, status),
    };
  }

  entry(
    instance: SandboxInstance,
    type: string,
    openId: string,
    more: { task?: SandboxTask; others?: readonly string[]; comment?: string | undefined } = {},
  ): void {
    addEntry(instance, {
      type,
      at: this.world.clock.now(),
      openId,
      others: more.others ?? [],
      comment: more.comment,
      ...(more.task && { taskId: more.task.id, nodeKey: more.task.node.nodeId }),
    });
  }

  end(instance: SandboxInstance, status: 'APPROVED' | 'REJECTED' | 'CANCELED' | 'DELETED'): void {
    instance.status = status;
    instance.endedAt = this.world.clock.now();
    this.announce(instance, status);
  }

  /** Pushes a status. `operate_time` is the clock's, and strictly rises within an instance. */
  announce(instance: SandboxInstance, status: Status): void {
    instance.lastOperateAt = Math.max(this.world.clock.now(), instance.lastOperateAt + 1);
    this.publisher.instance(instance, status);
    this.changed(instance);
  }

  changed(instance: SandboxInstance): void {
    this.world.signals.emit('instance', instance);
  }
}
