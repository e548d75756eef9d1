import { asError } from '../../base/errors.ts';
import { linkAbort } from '../../base/linkAbort.ts';
import type { Log } from '../../base/log.ts';
import { startLoop } from '../../base/loop.ts';
import { matchedBetween } from '../../base/schedule.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Command, Commands } from '../../store/commands.ts';
import { LeaseLost } from '../../store/engine/storeError.ts';
import { REST_MS, type Rests } from '../../store/reconcile/rests.ts';
import type { Schedules } from '../../store/schedules.ts';
import { type RunOnceParts, runOnce } from './reconcileRun.ts';
import { createRunLog, type RunLog } from './runLog.ts';
import { newReport, type RunOrder, type RunReport } from './runReport.ts';

export interface ReconcileParts extends RunOnceParts {
  readonly settings: RunOnceParts['settings'] & Pick<Settings, 'timezone'>;
  readonly work: RunOnceParts['work'] & Schedules & Pick<Rests, 'endRests'>;
  readonly commands: Pick<Commands, 'next' | 'begin' | 'note' | 'finish'>;
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

/** The command of the command line that asks for a run. */
export const RECONCILE = 'reconcile';

const SCHEDULE = 'reconcile';
/** How often it looks whether somebody asks for a run, or the schedule has ticked. */
const LOOK_MS = 1_000;
/** How often it looks whether what a run found is composed by now. */
const COMPOSED_MS = 100;
const MINUTE_MS = 60_000;
/** After a run that ended early: when the next one tries to go on. */
const AGAIN_MS = { unreachable: 5 * MINUTE_MS, refused: 60 * MINUTE_MS, month: 60 * MINUTE_MS } as const;
/** Feishu bills each request: what comes and goes all the time does not bring a run each time. */
const WAKES_APART_MS = 10 * MINUTE_MS;
/** Whoever asked has long given up: of what nobody began, and of what a bot began that is no more. */
const STALE_MS = { unbegun: 10 * MINUTE_MS, begun: 60 * MINUTE_MS } as const;

const SCHEDULED: RunOrder = { openOnly: false, adopt: false, everything: false };
const RESTS_ONLY: RunOrder = { ...SCHEDULED, restsOnly: true };

/** When the next run comes, and what the last one left to be done. */
interface State {
  /** Why a run is due; undefined: none is. */
  due: string | undefined;
  /** By the monotonic clock, like {@link wokenRunAt}. */
  notBefore: number;
  /** Only time, or a person, mends why the last run ended: no wake does. */
  isBarred: boolean;
  isWoken: boolean;
  wokenRunAt?: number;
  /** A run has ended: what was looked at since then need not rest any more. */
  restsEndSince?: number | undefined;
  readonly log: RunLog;
}

/**
 * Fifth of the five verbs: what did we miss? A run comes at the start, by the schedule, after the intake was down, and
 * when the command line asks for one, which goes before the others. One at a time; one that ends early goes on later.
 * At the start it comes where reconcile is off, too: something may still rest from when it was on.
 */
export function createReconcile(parts: ReconcileParts): Reconcile {
  const { settings, clock, signal } = parts;
  const log = createRunLog(parts.log);
  const notBefore = Number.NEGATIVE_INFINITY;
  const state: State = { due: 'the start', notBefore, isBarred: false, isWoken: false, log };
  return {
    wake(reason) {
      if (!settings.reconcile) return;
      state.due ??= reason;
      if (state.isBarred) return;
      state.isWoken = true;
      const { wokenRunAt } = state;
      state.notBefore = wokenRunAt === undefined ? Number.NEGATIVE_INFINITY : wokenRunAt + WAKES_APART_MS;
    },
    async tick() {
      const command = await parts.commands.next(RECONCILE);
      if (command) await serveCommand(parts, state, command);
      else {
        if (state.due === undefined && (await isScheduled(parts))) state.due = 'the schedule';
        if (state.due !== undefined && clock.monotonic() >= state.notBefore && !signal.aborted)
          await runDue(parts, state, state.due);
      }
      if (!signal.aborted) await endRests(parts, state);
      if (command) return clock.now();
      return clock.now() + (state.restsEndSince === undefined ? LOOK_MS : COMPOSED_MS);
    },
  };
}

async function isScheduled({ settings, work, clock }: ReconcileParts): Promise<boolean> {
  const rules = settings.reconcile;
  const noted = rules && (await work.lastRun(SCHEDULE))?.at;
  if (!rules || noted === undefined) return false;
  // A run that lies ahead was noted by a clock that ran ahead. Once too often does no harm.
  const last = Math.min(noted, clock.now());
  if (last < noted) await work.noteRun(SCHEDULE, { at: last, state: '' });
  return matchedBetween(rules.schedule, settings.timezone, last, clock.now()) !== undefined;
}

async function runDue(parts: ReconcileParts, state: State, reason: string): Promise<void> {
  const { work, clock } = parts;
  const isOn = parts.settings.reconcile !== undefined;
  const waitFor = (spanMs: number): void => {
    state.notBefore = clock.monotonic() + spanMs;
  };
  state.due = undefined;
  state.isBarred = false;
  if (state.isWoken) state.wokenRunAt = clock.monotonic();
  state.isWoken = false;
  const begunAt = clock.now();
  try {
    const report = await runUnasked(parts, isOn ? SCHEDULED : RESTS_ONLY);
    const { stopped, listsFrom } = report;
    if (isOn || stopped) state.log(report, reason);
    noteEnd(parts, state, report);
    if (!stopped) {
      if (listsFrom !== undefined) {
        state.due ??= 'what was listed a moment ago';
        state.notBefore = Math.max(state.notBefore, clock.monotonic() + listsFrom - clock.now());
      }
      if (isOn) await work.noteRun(SCHEDULE, { at: begunAt, state: '' });
      return;
    }
    state.due ??= reason;
    if (stopped.why === 'called-off') return;
    state.isBarred = stopped.why !== 'unreachable';
    waitFor(AGAIN_MS[stopped.why]);
  } catch (thrown) {
    // A fault of ours: not again at once.
    state.due ??= reason;
    waitFor(AGAIN_MS.unreachable);
    throw thrown;
  }
}

/** A run that nobody asked for: called off when somebody asks for one. */
async function runUnasked(parts: ReconcileParts, order: RunOrder): Promise<RunReport> {
  const { commands, clock, signal } = parts;
  const calledOff = new AbortController();
  const watch = startLoop({ clock, everyMs: LOOK_MS, onError: onLookError(parts) }, async () => {
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
  const { commands, clock } = parts;
  const patienceMs = command.begunAt === null ? STALE_MS.unbegun : STALE_MS.begun;
  if (clock.now() - command.askedAt > patienceMs) return commands.finish(command.seq, '', clock.now());
  return runCommand(parts, state, command);
}

async function runCommand(parts: ReconcileParts, state: State, { seq, options }: Command): Promise<void> {
  const { commands, clock, signal } = parts;
  await commands.begin(seq, clock.now());
  const report = newReport();
  const told = startLoop({ clock, everyMs: LOOK_MS, onError: onLookError(parts) }, () =>
    commands.note(seq, JSON.stringify(report)),
  );
  try {
    state.log(await runOnce(parts, JSON.parse(options) as RunOrder, signal, report), 'the command line');
    noteEnd(parts, state, report);
  } catch (thrown) {
    if (thrown instanceof LeaseLost) throw thrown;
    const { message } = asError(thrown);
    // A fault of ours: whoever waits is told, and it is not tried again and again.
    parts.log.error({ error: message }, 'a command from the command line met an error');
    report.stopped = { why: 'unreachable', message };
  } finally {
    await told.stop();
  }
  // Otherwise whoever works next does it again from where it stopped.
  if (!signal.aborted) await commands.finish(seq, JSON.stringify(report), clock.now());
}

function onLookError({ log }: ReconcileParts): (thrown: unknown) => void {
  return (thrown) =>
    log.debug({ error: asError(thrown).message }, 'a command could not be read or answered; tried again');
}

/** What a run found need not rest any longer than until it ends. One that was called off goes on later. */
function noteEnd({ clock }: ReconcileParts, state: State, { stopped }: RunReport): void {
  if (stopped?.why === 'called-off') return;
  // What could not be looked at again is kept for the next run, unless nothing may be asked for weeks.
  state.restsEndSince = stopped && stopped.why !== 'month' ? clock.now() - REST_MS : 0;
}

/** Has what a run found sent, once all of it is composed: by then it is known how many go to one chat. */
async function endRests({ work, onComposed }: ReconcileParts, state: State): Promise<void> {
  if (state.restsEndSince === undefined) return;
  const chats = await work.endRests(state.restsEndSince);
  if (!chats) return;
  state.restsEndSince = undefined;
  onComposed(chats);
}
