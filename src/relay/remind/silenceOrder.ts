import type { Silence, SilenceScope } from '../../approval/silence.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Silences } from '../../store/silences.ts';

/** Under which the command line and the operators' page ask for it. */
export const SILENCE = 'silence';

/** What `approval-relay silence`, or the page, asks of the bot. */
export type SilenceOrder = SilenceMove & {
  /** Absent: by the command line. */
  readonly by?: 'page';
};

type SilenceMove =
  | {
      readonly do: 'add';
      readonly scope: Omit<SilenceScope, 'steps'>;
      readonly until: number;
      readonly reason: string;
    }
  | { readonly do: 'end'; readonly id: string };

/** What became of it. */
export interface SilenceDone {
  /** Empty: there is no silence with this id. */
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
  const id = await work.addSilence({
    ...scope,
    steps: [],
    until,
    reason,
    begunAt: now,
    by: '',
    choice: '',
  });
  log.info(
    { silence: id, by, ...filled(scope), until: new Date(until).toISOString() },
    'a silence was added',
  );
  return { id };
}

/** What of a scope says something. */
function filled(
  scope: Pick<Silence, 'person' | 'standIn' | 'approval' | 'chat' | 'instance'>,
): Partial<Record<'person' | 'standIn' | 'approval' | 'chat' | 'instance', string>> {
  const { person, standIn, approval, chat, instance } = scope;
  return Object.fromEntries(
    Object.entries({ person, standIn, approval, chat, instance }).filter(([, value]) => value !== ''),
  );
}
