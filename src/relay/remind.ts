import type { Clock } from '../base/clock.ts';
import { asError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { matchedBetween, nextMatch } from '../base/schedule.ts';
import { FULL_DETAIL } from '../cards/cardInput.ts';
import type { Settings } from '../settings/settings.ts';
import type { OpenInstances } from '../store/openInstances.ts';
import type { FreshInstance } from '../store/reminderOrder.ts';
import { PUT_OFF } from '../store/reminderRows.ts';
import type { Reminders } from '../store/reminders.ts';
import type { Schedules } from '../store/schedules.ts';
import { digestsOf, type OverviewParts, writeOverview } from './overview.ts';
import {
  createRemindInstance,
  type RemindInstance,
  type RemindInstanceParts,
  type ToFold,
} from './remindInstance.ts';
import { approvalsOf, resyncReminders } from './resync.ts';
import { Counts } from './runCounts.ts';

export interface RemindParts extends RemindInstanceParts {
  readonly settings: Settings;
  readonly work: RemindInstanceParts['work'] &
    OverviewParts['work'] &
    Schedules &
    OpenInstances &
    Pick<Reminders, 'dueInstances' | 'nextPutOff' | 'foldReminders' | 'resyncReminders' | 'remindersOf'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks whether anybody is to be reminded. Says when it wants to look again at the latest. */
export type Remind = () => Promise<number>;

/** Something that a schedule is for. */
interface Scheduled {
  /** Under which its last run is noted. */
  readonly name: string;
  readonly schedule: string;
  /**
   * False: it is to be tried again.
   *
   * @param ticked when the schedule said so
   */
  readonly act: (ticked: number) => Promise<boolean>;
}

/** How often it looks whether a schedule has ticked, whatever becomes of the clock. */
const LOOK_MS = 30_000;
/** Between two looks at the least. */
const REST_MS = 500;
/** Instances that are gone through together; what exceeds a chat's limit among them becomes one card. */
const BATCH = 2_000;
/** Instances in one card, and in one transaction. */
const MOST_FOLDED = 200;
/** So many failures that nobody understands are the store's, not an instance's. */
const MOST_ODD = 5;
const ODD_MS = 3_600_000;
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
  const schedules = schedulesOf(settings);
  const lastRuns = new Map<string, number>();
  const lookedAt = new Map<string, number>();
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

  /** Does what a schedule is for, once, if it ticked since its last run. */
  const tick = async ({ name, schedule, act }: Scheduled): Promise<void> => {
    const now = clock.now();
    const last = lastRuns.get(name) ?? (await work.lastRun(name))?.at;
    // Never run before: what is due is told of at the next tick, as the schedule says.
    if (last !== undefined) {
      // What was looked at before, in vain, need not be looked at again: a weekly schedule has ten thousand minutes.
      const looked = lookedAt.get(name) ?? last;
      const ticked = matchedBetween(
        schedule,
        settings.timezone,
        looked <= now ? Math.max(last, looked) : last,
        now,
      );
      if (ticked === undefined) {
        lastRuns.set(name, last);
        lookedAt.set(name, now);
        return;
      }
      const isDone = await act(ticked);
      if (!isDone || signal.aborted) {
        lastRuns.set(name, last);
        return;
      }
    }
    await work.noteRun(name, { at: now, state: '' });
    lastRuns.set(name, now);
  };

  const scheduled: Scheduled[] = [
    ...schedules.map((schedule) => ({
      name: `remind:${schedule}`,
      schedule,
      act: () => run(schedule).then(() => true),
    })),
    ...digestsOf(settings).map((one) => ({
      name: one.name,
      schedule: one.schedule,
      act: (ticked: number) => writeOverview(parts, one, ticked),
    })),
  ];

  return async () => {
    if (!isResynced) {
      await resyncReminders(parts, settings, schedules.length > 0);
      isResynced = !signal.aborted;
    }
    for (const one of scheduled) if (!signal.aborted) await tick(one);
    const putOff = await work.nextPutOff();
    if (putOff !== undefined && putOff <= clock.now()) await run(PUT_OFF);
    const now = clock.now();
    const next = scheduled.map(
      ({ schedule }) => nextMatch(schedule, settings.timezone, now, LOOK_MS) ?? Number.POSITIVE_INFINITY,
    );
    const soonest = Math.min((await work.nextPutOff()) ?? Number.POSITIVE_INFINITY, ...next);
    return Math.max(now + REST_MS, Math.min(now + LOOK_MS, soonest));
  };
}

async function runBatch(
  codes: readonly string[],
  { schedule, now }: { readonly schedule: string; readonly now: number },
  remindInstance: RemindInstance,
  { work, clock, log, signal, counts, onComposed }: RemindParts & { readonly counts: Counts },
): Promise<void> {
  const folds: ToFold[] = [];
  const waiting = [...codes];
  let oddOnes = 0;
  const oneByOne = async (): Promise<void> => {
    for (let code = waiting.shift(); code !== undefined && !signal.aborted; code = waiting.shift()) {
      try {
        folds.push(...(await remindInstance(code, { schedule, now, counts })));
      } catch (thrown) {
        const error = asError(thrown);
        oddOnes += 1;
        if (error.name === 'LeaseLost' || oddOnes > MOST_ODD) throw thrown;
        // One that is odd must not keep the others from being told of.
        log.error({ instance: code, error: error.message }, 'a reminder failed; tried again in an hour');
        const rows = (await work.remindersOf(code)).filter((row) => row.dueAt !== null && row.dueAt <= now);
        await work.putOffReminders(rows.map((row) => ({ row, until: now + ODD_MS })));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, oneByOne));
  for (const { first, items } of together(folds)) {
    const { chat, rule, isExcess } = first;
    // What exceeds even this waits for the next look; of a digest it is another card.
    for (let from = 0; from < items.length && !signal.aborted; from += MOST_FOLDED) {
      if (isExcess && from > 0) break;
      const fold = { chat, rule, isExcess, items: items.slice(from, from + MOST_FOLDED) };
      counts.add('folded', await work.foldReminders(fold, { now: clock.now(), detail: FULL_DETAIL }));
      onComposed([chat]);
    }
  }
}

/** What goes into one card, by its first. */
function together(folds: readonly ToFold[]): { readonly first: ToFold; readonly items: FreshInstance[] }[] {
  const cards = new Map<string, { first: ToFold; items: FreshInstance[] }>();
  for (const fold of folds) {
    const { chat, rule, isExcess, manner, item } = fold;
    const key = JSON.stringify([chat, rule, isExcess, manner]);
    const card = cards.get(key);
    if (card) card.items.push(item);
    else cards.set(key, { first: fold, items: [item] });
  }
  return [...cards.values()];
}

/** Every schedule by which anybody is reminded, each once. */
function schedulesOf(settings: Settings): string[] {
  const entries = approvalsOf(settings).flatMap(({ chats }) => chats);
  return [...new Set(entries.flatMap(({ reminders }) => (reminders ? [reminders.schedule] : [])))];
}
