import { REMIND } from './reminder.ts';

/** A step that was silenced by a button. */
export interface SilencedStep {
  readonly step: string;
  /** When it began to wait, ms: one that began anew is a different one. */
  readonly since: number;
}

/** What a silence covers: everything that is not empty must match. */
export interface SilenceScope {
  /** Who must act. */
  readonly person: string;
  /** Who is reminded instead of that person; empty: nobody. */
  readonly standIn: string;
  readonly approval: string;
  readonly chat: string;
  readonly instance: string;
  /** Only these steps, and no escalation: a button was pressed; empty: all. */
  readonly steps: readonly SilencedStep[];
}

/** For a while nobody is reminded of what it covers, or a stand-in is. */
export interface Silence extends SilenceScope {
  readonly id: string;
  /** ms; null: until the step ends. */
  readonly until: number | null;
  readonly reason: string;
  readonly begunAt: number;
  /** The open_id of the person who pressed a button; empty: a command created it. */
  readonly by: string;
  /** The choice of the button; empty: a command created it. */
  readonly choice: string;
}

/** What a reminder is about. */
export interface SilencedReminder extends SilencedStep {
  readonly instance: string;
  readonly approval: string;
  readonly chat: string;
  readonly rule: string;
  readonly person: string;
}

/** A reminder is deferred at most this long, and then judged again, even if the silence continues. */
const LONGEST_MS = 7 * 86_400_000;

/** Whether a silence covers a reminder at a time. Pure. */
export function covers(silence: Silence, reminder: SilencedReminder, now: number): boolean {
  const { person, approval, chat, instance, steps, until } = silence;
  if (until !== null && until <= now) return false;
  const isListed = steps.length === 0 || (reminder.rule === REMIND && isAmong(steps, reminder));
  return (
    isListed &&
    (person === '' || person === reminder.person) &&
    (approval === '' || approval === reminder.approval) &&
    (chat === '' || chat === reminder.chat) &&
    (instance === '' || instance === reminder.instance)
  );
}

/** Until when a reminder is deferred, ms, and by what; undefined: it is not. Pure. */
export function holdOf(
  silences: readonly Silence[],
  reminder: SilencedReminder,
  now: number,
): { readonly until: number; readonly silence: Silence } | undefined {
  let longest: { until: number; silence: Silence } | undefined;
  for (const silence of silences) {
    if (silence.standIn !== '' || !covers(silence, reminder, now)) continue;
    const until = Math.min(silence.until ?? Number.POSITIVE_INFINITY, now + LONGEST_MS);
    if (!longest || until > longest.until) longest = { until, silence };
  }
  return longest;
}

/** Who is reminded instead of a person, by the newest silence with a stand-in; undefined: nobody. Pure. */
export function standInFor(
  silences: readonly Silence[],
  reminder: SilencedReminder,
  now: number,
): string | undefined {
  if (reminder.person === '') return undefined;
  const fitting = silences.filter((one) => one.standIn !== '' && covers(one, reminder, now));
  return fitting.toSorted((a, b) => b.begunAt - a.begunAt)[0]?.standIn;
}

/** Whether a step is one of these, and has not begun anew. */
export function isAmong(steps: readonly SilencedStep[], one: SilencedStep): boolean {
  return steps.some(({ step, since }) => step === one.step && since === one.since);
}

/** The silence created by a button of this card, or of another about the same steps. */
export function pressedSilence(
  silences: readonly Silence[],
  { chat, instance }: Pick<SilenceScope, 'chat' | 'instance'>,
  steps: readonly SilencedStep[],
): Silence | undefined {
  return silences.findLast(
    (one) =>
      one.by !== '' &&
      one.chat === chat &&
      one.instance === instance &&
      one.steps.some((step) => isAmong(steps, step)),
  );
}
