import type { SilenceScope } from '../../approval/silence.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Silences } from '../../store/silences.ts';

/** The name of the command. */
export const SILENCE = 'silence';

/** The command of `approval-relay silence`, or of the page. */
export type SilenceOrder = (
  | {
      readonly do: 'add';
      readonly scope: Omit<SilenceScope, 'steps'>;
      readonly until: number;
      readonly reason: string;
    }
  | { readonly do: 'end'; readonly id: string }
) & {
  /** Absent: by the command line. */
  readonly by?: 'page';
};

/** The result. */
export interface SilenceDone {
  /** Empty: there is no silence with this id, or the request to defer is unknown or has ended. */
  readonly id: string;
}

export interface SilenceParts {
  readonly work: Pick<Silences, 'addSilence' | 'endSilence'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Begins or ends a silence. */
export async function obeySilence(
  { work, clock, log }: SilenceParts,
  order: SilenceOrder,
): Promise<SilenceDone> {
  const now = clock.now();
  const by = order.by ?? 'command';
  if (order.do === 'end') {
    const isEnded = await work.endSilence(order.id, now);
    if (isEnded) log.info({ silence: order.id, by }, 'a silence was ended');
    return { id: isEnded ? order.id : '' };
  }
  const { scope, until, reason } = order;
  const made = { steps: [], begunAt: now, by: '', choice: '' };
  const id = await work.addSilence({ ...scope, ...made, until, reason });
  if (id === '') return { id };
  const covered = Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== ''));
  log.info({ silence: id, by, ...covered, until: new Date(until).toISOString() }, 'a silence was added');
  return { id };
}
