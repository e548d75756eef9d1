import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { matchedBetween, nextMatch } from '../base/schedule.ts';
import { FULL_DETAIL } from '../cards/cardInput.ts';
import type { Settings } from '../settings/settings.ts';
import type { OpenInstances } from '../store/openInstances.ts';
import { PUT_OFF } from '../store/reminderRows.ts';
import type { Reminders } from '../store/reminders.ts';
import type { Schedules } from '../store/schedules.ts';
import { createRemindInstance, type RemindInstance, type RemindInstanceParts } from './remindInstance.ts';
import { approvalsOf, resyncReminders } from './resync.ts';
import { Counts } from './runCounts.ts';

export interface RemindParts extends RemindInstanceParts {
  readonly settings: Settings;
  readonly work: RemindInstanceParts['work'] &
    Schedules &
    OpenInstances &
    Pick<Reminders, 'dueInstances' | 'nextPutOff' | 'foldReminders' | 'resyncReminders' | 'remindersOf'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks whether anybody is to be reminded. Says when it wants to look again at the latest. */
export type Remind = () => Promise<number>;

/** How often it looks whether a schedule has ticked, whatever becomes of the clock. */
const LOOK_MS = 30_000;
/** Between two looks at the least. */
const REST_MS = 500;
/** Instances that are gone through together; what exceeds a chat's limit among them becomes one card. */
const BATCH = 2_000;
/** Look-ups side by side. */
const AT_ONCE = 8;

/**
 * Fourth of the five verbs: who has waited too long? A tick is a function of `now`: each schedule is asked whether it
 * matched since its last run, which is on disk, and however often it did, that is one run. A run ends by noting
 * itself: one that is cut off is done again, and finds due only what it had not come to.
 */
export function createRemind(parts: RemindParts): Remind {
  const { settings, work, clock, signal } = parts;
  const remindInstance = createRemindInstance(parts);
  const expressions = schedulesOf(settings);
  const lastRuns = new Map<string, number>();
  let isResynced = false;

  const run = async (schedule: string): Promise<void> => {
    const counts = new Counts();
    const handled = new Set<string>();
    const now = clock.now();
    while (!signal.aborted) {
      const due = await work.dueInstances(schedule, now, BATCH);
      const fresh = due.filter((code) => !handled.has(code));
      if (fresh.length === 0) break;
      for (const code of fresh) handled.add(code);
      await runBatch(fresh, { schedule, now }, remindInstance, { ...parts, counts });
    }
    if (handled.size > 0) parts.log.info({ schedule, due: handled.size, ...counts.all() }, 'reminded');
  };

  const tick = async (expression: string): Promise<void> => {
    const name = `remind:${expression}`;
    const now = clock.now();
    const last = lastRuns.get(expression) ?? (await work.lastRun(name))?.at;
    // Never run before: what is due is told of at the next tick, as the schedule says.
    if (last !== undefined) {
      if (matchedBetween(expression, settings.timezone, last, now) === undefined) {
        lastRuns.set(expression, last);
        return;
      }
      await run(expression);
      if (signal.aborted) return;
    }
    await work.noteRun(name, { at: now, state: '' });
    lastRuns.set(expression, now);
  };

  return async () => {
    if (!isResynced) {
      await resyncReminders(parts, settings, expressions.length > 0);
      isResynced = !signal.aborted;
    }
    for (const expression of expressions) if (!signal.aborted) await tick(expression);
    const putOff = await work.nextPutOff();
    if (putOff !== undefined && putOff <= clock.now()) await run(PUT_OFF);
    const now = clock.now();
    const next = expressions.map(
      (one) => nextMatch(one, settings.timezone, now, LOOK_MS) ?? Number.POSITIVE_INFINITY,
    );
    const soonest = Math.min((await work.nextPutOff()) ?? Number.POSITIVE_INFINITY, ...next);
    return Math.max(now + REST_MS, Math.min(now + LOOK_MS, soonest));
  };
}

async function runBatch(
  codes: readonly string[],
  { schedule, now }: { readonly schedule: string; readonly now: number },
  remindInstance: RemindInstance,
  { work, clock, signal, counts, onComposed }: RemindParts & { readonly counts: Counts },
): Promise<void> {
  const folds: Awaited<ReturnType<RemindInstance>>[number][] = [];
  const waiting = [...codes];
  const oneByOne = async (): Promise<void> => {
    for (let code = waiting.shift(); code !== undefined && !signal.aborted; code = waiting.shift()) {
      folds.push(...(await remindInstance(code, { schedule, now, counts })));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, oneByOne));
  for (const { item, chat, rule, isExcess } of firstOfEach(folds)) {
    if (signal.aborted) return;
    const alike = folds.filter(
      (one) => one.chat === chat && one.rule === rule && one.isExcess === isExcess && one.item !== item,
    );
    const items = [item, ...alike.map((one) => one.item)];
    const written = { now: clock.now(), detail: FULL_DETAIL };
    counts.add('folded', await work.foldReminders({ chat, rule, isExcess, items }, written));
    onComposed([chat]);
  }
}

function firstOfEach<F extends { chat: string; rule: string; isExcess: boolean }>(folds: readonly F[]): F[] {
  const first = new Map<string, F>();
  for (const fold of folds) {
    const key = JSON.stringify([fold.chat, fold.rule, fold.isExcess]);
    if (!first.has(key)) first.set(key, fold);
  }
  return [...first.values()];
}

/** Every schedule by which anybody is reminded, each once. */
function schedulesOf(settings: Settings): string[] {
  const entries = approvalsOf(settings).flatMap(({ chats }) => chats);
  return [...new Set(entries.flatMap(({ reminders }) => (reminders ? [reminders.schedule] : [])))];
}
