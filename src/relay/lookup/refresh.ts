import { impliedChange } from '../../approval/impliedChange.ts';
import { isFinal } from '../../approval/status.ts';
import { asError } from '../../base/errors.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { ApprovalSettings } from '../../settings/settings.ts';
import { LeaseLost } from '../../store/engine/storeError.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import type { DueMark, Mark, Refreshes, RestingMark } from '../../store/instances/refreshes.ts';
import type { Needs } from '../context/context.ts';
import { retryInMs } from '../context/retry.ts';
import { wantedReminders } from '../routing/reminderTargets.ts';
import type { Found } from './impliedChanges.ts';
import { attemptOf, type Look, type Lookup } from './lookup.ts';
import { type RecordLookContext, recordLook } from './recordLook.ts';

/** What it takes to look up what task events marked. */
export interface RefreshContext
  extends Needs<
      'settings' | 'routing' | 'clock' | 'log' | 'worker',
      'knownInstance' | 'isTold' | keyof Refreshes
    >,
    Pick<RecordLookContext, 'observer'> {
  readonly lookup: Lookup;
  /** It ended, and nobody has told us in time: to be relayed as if its event had come. */
  readonly onFound: Found['onFound'];
}

export interface Refresh {
  /** Begins the look-ups that are due and not under way. */
  run(): Promise<void>;
  /** Resolves when none is under way any more. */
  settled(): Promise<void>;
}

/** One instance is looked up for its task events at most once in this time. */
const BETWEEN_LOOKS_MS = 10_000;
/** A mark of an instance that nobody has told us of by then is dropped: its own event brings a look-up along. */
const STRANGER_MS = 10 * 60_000;
/**
 * How long the event may take that says that an instance ended which was seen to have ended: Feishu tries one that was
 * not taken again after 15 s (open.feishu.cn/document/server-docs/event-subscription-guide/overview).
 */
const EVENT_MS = 30_000;
/** Look-ups under way at once: one that hangs must not hold up the rest. */
const AT_ONCE = 20;

/**
 * Looks up again the instances of which a task changed, and has their standing cards brought up to date, without a
 * sound. That the instance ended is left to the event that tells it, which comes at the same time. If it has not come half
 * a minute later, it may be lost: what a second look shows then is handed on as found (impliedChanges.ts).
 *
 * A mark that was served rests for the time in which the instance is not to be looked up again; if no further task event
 * came by then, it goes.
 */
export function createRefresh(parts: RefreshContext): Refresh {
  const refreshing: Refreshing = { ...parts, seenEnded: new Map() };
  const underWay = new Map<string, Promise<void>>();
  return {
    async run() {
      // What is under way is due as well: read past it.
      const due = await parts.store.work.dueMarks(parts.clock.now(), 2 * AT_ONCE);
      for (const mark of due) {
        const { instanceCode } = mark;
        if (underWay.has(instanceCode) || underWay.size >= AT_ONCE) continue;
        const done = serveGuarded(refreshing, mark).finally(() => {
          underWay.delete(instanceCode);
          if (due.length >= AT_ONCE) parts.worker.wakeRefresh(parts.clock.now());
        });
        underWay.set(instanceCode, done);
      }
    },
    async settled() {
      await Promise.all(underWay.values());
    },
  };
}

interface Refreshing extends RefreshContext {
  /** When an instance was first seen to have ended of which nobody had told us. */
  readonly seenEnded: Map<string, number>;
}

async function serveGuarded(parts: Refreshing, mark: DueMark): Promise<void> {
  const { log, clock } = parts;
  try {
    await serve(parts, mark);
  } catch (thrown) {
    if (thrown instanceof LeaseLost) return;
    log.warn(
      { instance: mark.instanceCode, error: asError(thrown).message },
      'an instance could not be brought up to date; tried again',
    );
    await rest(parts, mark, { dueAt: clock.now() + BETWEEN_LOOKS_MS }).catch((again: unknown) => {
      // It is still due, and begun again at the next look.
      log.debug({ error: asError(again).message }, 'nor could that be noted');
    });
  }
}

async function serve(parts: Refreshing, mark: DueMark): Promise<void> {
  const { settings, store, clock } = parts;
  const { work } = store;
  const now = clock.now();
  const approval = approvalFor(settings, mark.approvalCode);
  // A time ahead of now was written before the clock was set back.
  if (mark.lookedAt > mark.at && mark.lookedAt <= now) return drop(parts, mark);
  if (!approval) return drop(parts, mark);
  const known = await work.knownInstance(mark.instanceCode);
  if (!known) {
    if (now - mark.at > STRANGER_MS) return drop(parts, mark);
    return rest(parts, mark, { dueAt: now + BETWEEN_LOOKS_MS });
  }
  const lookedAt = known.lookedAt ?? 0;
  if (lookedAt <= now && now - lookedAt < BETWEEN_LOOKS_MS)
    return rest(parts, mark, { dueAt: lookedAt + BETWEEN_LOOKS_MS, lookedAt });
  if (lookedAt <= now && lookedAt > mark.at) return drop(parts, mark);
  // Each look-up is billed: it is made where somebody sees what it brings.
  const isSeen =
    approval.chats.some((entry) => entry.reminders || entry.stage) || (await work.isTold(mark.instanceCode));
  return isSeen ? look(parts, mark, approval, known) : drop(parts, mark);
}

async function look(
  parts: Refreshing,
  mark: DueMark,
  approval: ApprovalSettings,
  known: KnownInstance,
): Promise<void> {
  const { clock, seenEnded } = parts;
  const startedAt = clock.now();
  const result = await parts.lookup.look(mark.instanceCode, startedAt, mark.approvalCode);
  const made = attemptOf(result, startedAt, clock.now());
  const dueAt = startedAt + BETWEEN_LOOKS_MS;
  if (result.kind === 'failed') {
    const verdict = verdictOf(result.error);
    if (verdict.action !== 'retry' && verdict.action !== 'renew-token')
      return rest(parts, mark, { dueAt, made, lookedAt: startedAt });
    const attempts = mark.attempts + 1;
    const againAt = clock.now() + retryInMs(result.error, verdict, attempts);
    return rest(parts, mark, { dueAt: Math.max(dueAt, againAt), attempts, made });
  }
  // A card that shows half of an ending helps nobody, nor one by an answer that we cannot read.
  if (result.kind === 'found' && !isFinal(known.status) && result.look.instance.status !== 'PENDING') {
    const againAt = isChangeIn(result.look, known) ? await handOn(parts, mark, result.look) : undefined;
    if (againAt !== undefined)
      return rest(parts, mark, { dueAt: Math.max(dueAt, againAt), attempts: 0, made });
    return rest(parts, mark, { dueAt, attempts: 0, made, lookedAt: startedAt });
  }
  seenEnded.delete(mark.instanceCode);
  const isServed = result.kind === 'missing' || (await record(parts, mark, approval, known, result.look));
  return rest(parts, mark, { dueAt, attempts: 0, made, ...(isServed ? { lookedAt: startedAt } : {}) });
}

/** Hands on that it ended. Says when it is to be looked at once more first, since its event may yet come. */
async function handOn(
  { seenEnded, onFound }: Refreshing,
  { instanceCode, approvalCode }: Mark,
  look: Look,
): Promise<number | undefined> {
  const since = Math.min(seenEnded.get(instanceCode) ?? look.beganAt, look.beganAt);
  if (look.beganAt - since < EVENT_MS) {
    seenEnded.set(instanceCode, since);
    return since + EVENT_MS;
  }
  seenEnded.delete(instanceCode);
  await onFound(instanceCode, approvalCode, look);
  return undefined;
}

/** False: something newer was composed meanwhile, perhaps with an older look-up. */
async function record(
  parts: Refreshing,
  mark: DueMark,
  approval: ApprovalSettings,
  known: KnownInstance,
  look: Look,
): Promise<boolean> {
  if (look.snapshot.text === known.snapshot?.text) return true;
  const reminders = await wantedReminders(parts, approval, look.instance, { ...mark, ...known });
  const use = { askedAt: mark.at, updates: 'everything', reminders } as const;
  return recordLook(parts, approval, { ...mark, known }, look, use);
}

async function rest(
  parts: Refreshing,
  mark: DueMark,
  how: Partial<RestingMark> & { readonly dueAt: number },
): Promise<void> {
  await parts.store.work.restMark(mark, { attempts: mark.attempts, ...how });
  parts.worker.wakeRefresh(how.dueAt);
}

async function drop({ seenEnded, store }: Refreshing, mark: DueMark): Promise<void> {
  seenEnded.delete(mark.instanceCode);
  await store.work.dropMark(mark);
}
/** Whether a look-up shows a change that nobody has told us of, though it may have come too early to prove it. */
function isChangeIn({ instance }: Look, known: KnownInstance): boolean {
  return impliedChange(instance, known, Number.POSITIVE_INFINITY) !== undefined;
}
