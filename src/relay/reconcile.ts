import { asError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { startLoop } from '../base/loop.ts';
import { matchedBetween } from '../base/schedule.ts';
import type { Settings } from '../settings/settings.ts';
import type { Errands } from '../store/errands.ts';
import type { Schedules } from '../store/schedules.ts';
import { newReport, type RunOrder, type RunReport } from './report.ts';
import { type RunOnceParts, runOnce } from './runOnce.ts';

export interface ReconcileParts extends RunOnceParts {
  readonly settings: RunOnceParts['settings'] & Pick<Settings, 'timezone'>;
  readonly work: RunOnceParts['work'] & Schedules;
  readonly errands: Pick<Errands, 'next' | 'begin' | 'note' | 'finish'>;
  readonly log: Log;
  /** Aborts when this process is to work no more. */
  readonly signal: AbortSignal;
}

/** Finds by itself what Feishu has not pushed. */
export interface Reconcile {
  /** Does what is due. Says when it wants to be asked again at the latest. */
  tick(): Promise<number>;
  /** Something may have been missed: a run is due. */
  wake(reason: string): void;
}

/** The errand of the command line. */
export const RECONCILE = 'reconcile';

const SCHEDULE = 'reconcile';
/** How often it looks whether somebody asks for a run, or the schedule has ticked. */
const LOOK_MS = 1_000;
const MINUTE_MS = 60_000;
/** After a run that ended early: when the next one tries to go on. */
const AGAIN_MS = { unreachable: 5 * MINUTE_MS, refused: 60 * MINUTE_MS, month: 60 * MINUTE_MS } as const;
/** Feishu bills each request: what comes and goes all the time does not bring a run each time. */
const WAKES_APART_MS = 10 * MINUTE_MS;
/** Whoever asked has long given up: of what nobody began, and of what a bot began that is no more. */
const STALE_MS = { unbegun: 10 * MINUTE_MS, begun: 60 * MINUTE_MS } as const;

const SCHEDULED: RunOrder = { openOnly: false, adopt: false, everything: false };

/**
 * Fifth of the five verbs: what did we miss? A run comes at the start, by the schedule, after the intake was down, and
 * when the command line asks for one, which goes before the others. One at a time; one that ends early goes on later.
 */
export function createReconcile(parts: ReconcileParts): Reconcile {
  const { settings, work, errands, clock, signal } = parts;
  const tell = createTeller(parts.log);
  const rules = settings.reconcile;
  let due: string | undefined = rules && 'the start';
  let notBefore = 0;
  // Only time, or a person, mends why the last run ended: no wake does.
  let isBarred = false;
  let isWoken = false;
  let wokenRunAt: number | undefined;
  // What was kept while it was on is told even where it is off now.
  let isHeldLeft = rules === undefined;

  const isScheduled = async (): Promise<boolean> => {
    const last = rules && (await work.lastRun(SCHEDULE))?.at;
    if (!rules || last === undefined) return false;
    return matchedBetween(rules.schedule, settings.timezone, last, clock.now()) !== undefined;
  };

  /** Nothing waits for longer than the longest of these pauses: otherwise the clock was set back. */
  const isTime = (): boolean => {
    const leftMs = notBefore - clock.now();
    return leftMs <= 0 || leftMs > AGAIN_MS.month;
  };

  /** A run that nobody asked for: called off when somebody asks for one. */
  const runUnasked = async (order: RunOrder): Promise<RunReport> => {
    const calledOff = new AbortController();
    const watch = startLoop({ clock, everyMs: LOOK_MS, onError: () => undefined }, async () => {
      if (await errands.next(RECONCILE)) calledOff.abort();
    });
    try {
      return await runOnce(parts, order, AbortSignal.any([signal, calledOff.signal]));
    } finally {
      await watch.stop();
    }
  };

  const runScheduled = async (reason: string): Promise<void> => {
    due = undefined;
    isBarred = false;
    if (isWoken) wokenRunAt = clock.now();
    isWoken = false;
    const begunAt = clock.now();
    try {
      const report = await runUnasked(SCHEDULED);
      tell(report, reason);
      const { stopped, listsFrom } = report;
      if (!stopped) {
        if (listsFrom !== undefined) {
          due ??= 'what was listed a moment ago';
          notBefore = Math.max(notBefore, listsFrom);
        }
        return await work.noteRun(SCHEDULE, { at: begunAt, state: '' });
      }
      due ??= reason;
      if (stopped.why === 'called-off') return;
      isBarred = stopped.why !== 'unreachable';
      notBefore = clock.now() + AGAIN_MS[stopped.why];
    } catch (thrown) {
      // A fault of ours: not again at once.
      due ??= reason;
      notBefore = clock.now() + AGAIN_MS.unreachable;
      throw thrown;
    }
  };

  /** Tells what was kept, and nothing else; again later where Feishu was away, or somebody asked for another run. */
  const runHeld = async (): Promise<void> => {
    // Where a fault of ours ends it, too.
    notBefore = clock.now() + AGAIN_MS.unreachable;
    const report = await runUnasked({ ...SCHEDULED, heldOnly: true });
    const { stopped } = report;
    if (stopped) tell(report, 'what was kept');
    // Where the month's requests are used up, all was told as it was.
    isHeldLeft = stopped !== undefined && stopped.why !== 'month';
    notBefore = stopped && stopped.why !== 'called-off' ? clock.now() + AGAIN_MS[stopped.why] : 0;
  };

  const runErrand = async (seq: number, options: string): Promise<void> => {
    await errands.begin(seq, clock.now());
    const report = newReport();
    const told = startLoop({ clock, everyMs: LOOK_MS, onError: () => undefined }, () =>
      errands.note(seq, JSON.stringify(report)),
    );
    try {
      tell(await runOnce(parts, JSON.parse(options) as RunOrder, signal, report), 'the command line');
    } catch (thrown) {
      const { name, message } = asError(thrown);
      if (name === 'LeaseLost') throw thrown;
      // A fault of ours: whoever waits is told, and it is not tried again and again.
      parts.log.error({ error: message }, 'an errand of the command line met an error');
      report.stopped = { why: 'unreachable', message };
    } finally {
      await told.stop();
    }
    // Otherwise whoever works next does it again from where it stopped.
    if (!signal.aborted) await errands.finish(seq, JSON.stringify(report), clock.now());
  };

  return {
    wake(reason) {
      if (!rules) return;
      due ??= reason;
      if (isBarred) return;
      isWoken = true;
      notBefore = wokenRunAt === undefined ? 0 : wokenRunAt + WAKES_APART_MS;
    },
    async tick() {
      const errand = await errands.next(RECONCILE);
      if (errand) {
        const patienceMs = errand.begunAt === null ? STALE_MS.unbegun : STALE_MS.begun;
        if (clock.now() - errand.askedAt > patienceMs) await errands.finish(errand.seq, '', clock.now());
        else await runErrand(errand.seq, errand.options);
        return clock.now();
      }
      if (due === undefined && (await isScheduled())) due = 'the schedule';
      if (due !== undefined && isTime() && !signal.aborted) await runScheduled(due);
      if (isHeldLeft && isTime() && !signal.aborted) await runHeld();
      return clock.now() + LOOK_MS;
    },
  };
}

/** Tells whoever reads the log, and only once of what lasts. */
function createTeller(log: Log): (report: RunReport, reason: string) => void {
  let lasting: string | undefined;
  return (report, reason) => {
    const { found, stopped, listsFrom: _, ...counts } = report;
    const facts = { reason, ...counts, found: found.length };
    if (report.missed > 0) {
      log.warn(
        { ...facts, first: found.slice(0, 5).map((one) => one.instance) },
        'changes were found that Feishu has not pushed: somebody should look at the event subscription, and at the ' +
          'address or the long connection by which events come in',
      );
    }
    if (!stopped) log.info(facts, 'reconciled');
    else if (stopped.why === 'called-off' || stopped.why === lasting)
      log.info(facts, 'reconciling goes on later');
    else {
      const line = { ...facts, why: stopped.message };
      log.warn(line, 'reconciling ended before it was through: it goes on later');
    }
    lasting = stopped?.why;
  };
}
