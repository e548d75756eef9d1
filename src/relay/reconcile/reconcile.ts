import { asError } from '../../base/errors.ts';
import { linkAbort } from '../../base/linkAbort.ts';
import type { Log } from '../../base/log.ts';
import { startLoop } from '../../base/loop.ts';
import { matchedBetween } from '../../base/schedule.ts';
import type { Command, Commands } from '../../store/commands.ts';
import { LeaseLost } from '../../store/engine/storeError.ts';
import type { Rests } from '../../store/reconcile/rests.ts';
import { runOnce } from './reconcileRun.ts';
import { createRunLog, type RunLog } from './runLog.ts';
import type { RunParts } from './runParts.ts';
import { newReport, type RunOrder, type RunReport } from './runReport.ts';
import { AT_START, afterRun, afterWake, type RunEnd, type RunSchedule } from './runSchedule.ts';

export interface ReconcileParts extends RunParts {
  readonly work: RunParts['work'] & Pick<Rests, 'endRests'>;
  readonly commands: Pick<Commands, 'next' | 'begin' | 'note' | 'finish'>;
  readonly log: Log;
  /** Aborts when this process must stop working. */
  readonly signal: AbortSignal;
}

/** Finds changes that Feishu did not push. */
export interface Reconcile {
  /** Does what is due. Returns when to call it again at the latest. */
  tick(): Promise<number>;
  /** Something may have been missed: a run is due. */
  wake(reason: string): void;
}

/** The command for a run. */
export const RECONCILE = 'reconcile';

const SCHEDULE = 'reconcile';
/** How often it checks for commands and for ticks of the schedule. */
const CHECK_MS = 1_000;
/** How often it checks whether the findings of a run are composed. */
const COMPOSED_MS = 100;
/** Older commands are dropped: the caller has given up, or the bot that began it is long gone. */
const STALE_MS = 60 * 60_000;

const SCHEDULED: RunOrder = { openOnly: false, adopt: false, everything: false };
const RESTS_ONLY: RunOrder = { ...SCHEDULED, restsOnly: true };

/** When the next run comes, and what the last one left to do. */
interface State {
  schedule: RunSchedule;
  /** A run is complete: its findings need not rest any more. */
  isRestOver: boolean;
  readonly log: RunLog;
}

/**
 * Finds changes that Feishu did not push. A run comes at the start, by the schedule, after the intake was down, and on
 * command, which goes first. One at a time; one that ends early continues later. At the start it also runs if reconcile
 * is off: findings may still be waiting from when it was on.
 */
export function createReconcile(parts: ReconcileParts): Reconcile {
  const { settings, clock, signal } = parts;
  const state: State = { schedule: AT_START, isRestOver: false, log: createRunLog(parts.log) };
  return {
    wake(reason) {
      if (settings.reconcile) state.schedule = afterWake(state.schedule, reason);
    },
    async tick() {
      const command = await parts.commands.next(RECONCILE);
      if (command) await serveCommand(parts, state, command);
      else {
        if (state.schedule.due === undefined && (await isScheduled(parts)))
          state.schedule = { ...state.schedule, due: 'the schedule' };
        const { due, notBefore } = state.schedule;
        if (due !== undefined && clock.monotonic() >= notBefore && !signal.aborted)
          await runDue(parts, state, due);
      }
      if (!signal.aborted) await endRests(parts, state);
      if (command) return clock.now();
      return clock.now() + (state.isRestOver ? COMPOSED_MS : CHECK_MS);
    },
  };
}

async function isScheduled({ settings, work, clock }: ReconcileParts): Promise<boolean> {
  const rules = settings.reconcile;
  const noted = rules && (await work.lastRun(SCHEDULE))?.at;
  if (!rules || noted === undefined) return false;
  // A future run was recorded with a fast clock. One run too many does no harm.
  const last = Math.min(noted, clock.now());
  if (last < noted) await work.noteRun(SCHEDULE, { at: last, state: '' });
  return matchedBetween(rules.schedule, settings.timezone, last, clock.now()) !== undefined;
}

async function runDue(parts: ReconcileParts, state: State, reason: string): Promise<void> {
  const { work, clock } = parts;
  const isOn = parts.settings.reconcile !== undefined;
  const end = (how: Omit<RunEnd, 'reason'>): void => {
    state.schedule = afterRun(state.schedule, { reason, ...how }, clock.monotonic());
  };
  state.schedule = { ...state.schedule, due: undefined };
  const begunAt = clock.now();
  try {
    const report = await runUnasked(parts, isOn ? SCHEDULED : RESTS_ONLY);
    const { stopped, listsFrom } = report;
    if (isOn || stopped) state.log(report, reason);
    noteEnd(state, report);
    end({ stopped: stopped?.why, listsFrom });
    if (isOn && !stopped) await work.noteRun(SCHEDULE, { at: begunAt, state: '' });
  } catch (thrown) {
    // A bug of ours: not again at once.
    end({ stopped: 'fault' });
    throw thrown;
  }
}

/** A run without a command: aborted when a command comes. */
async function runUnasked(parts: ReconcileParts, order: RunOrder): Promise<RunReport> {
  const { commands, clock, signal } = parts;
  const calledOff = new AbortController();
  const watch = startLoop({ clock, everyMs: CHECK_MS, onError: onCheckError(parts) }, async () => {
    if (await commands.next(RECONCILE)) calledOff.abort();
  });
  const unlink = linkAbort(signal, calledOff);
  try {
    return await runOnce(parts, order, calledOff.signal);
  } finally {
    unlink();
    await watch.stop();
  }
}

async function serveCommand(parts: ReconcileParts, state: State, command: Command): Promise<void> {
  const { commands, clock, signal } = parts;
  const { seq, options, askedAt } = command;
  if (clock.now() - askedAt > STALE_MS) return commands.finish(seq, '', clock.now());
  await commands.begin(seq, clock.now());
  const report = newReport();
  const noting = startLoop({ clock, everyMs: CHECK_MS, onError: onCheckError(parts) }, () =>
    commands.note(seq, JSON.stringify(report)),
  );
  try {
    state.log(await runOnce(parts, JSON.parse(options) as RunOrder, signal, report), 'the command line');
    noteEnd(state, report);
  } catch (thrown) {
    if (thrown instanceof LeaseLost) throw thrown;
    const { message } = asError(thrown);
    // A bug of ours: it is reported to the caller, and not tried again.
    parts.log.error({ error: message }, 'a command from the command line met an error');
    report.stopped = { why: 'unreachable', message };
  } finally {
    await noting.stop();
  }
  // Otherwise the next worker continues where it stopped.
  if (!signal.aborted) await commands.finish(seq, JSON.stringify(report), clock.now());
}

function onCheckError({ log }: ReconcileParts): (thrown: unknown) => void {
  return (thrown) =>
    log.debug({ error: asError(thrown).message }, 'a command could not be read or answered; tried again');
}

/** Findings of a complete run need not rest; nor if there are no calls for weeks. An aborted run continues later. */
function noteEnd(state: State, { stopped }: RunReport): void {
  if (stopped?.why !== 'called-off') state.isRestOver = !stopped || stopped.why === 'month';
}

/** Lets the findings of a run be sent, once all are composed: then it is known how many go to one chat. */
async function endRests({ work, onComposed }: ReconcileParts, state: State): Promise<void> {
  const chats = state.isRestOver ? await work.endRests() : undefined;
  if (!chats) return;
  state.isRestOver = false;
  onComposed(chats);
}
