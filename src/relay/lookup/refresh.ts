import { impliedChange } from '../../approval/impliedChange.ts';
import { isFinal } from '../../approval/status.ts';
import { asError } from '../../base/errors.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { isTriedAgain } from '../../feishu/verdict.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { ApprovalSettings } from '../../settings/settings.ts';
import { LeaseLost } from '../../store/engine/storeError.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import type { DueMark, Mark, Refreshes, RestingMark } from '../../store/instances/refreshes.ts';
import type { Needs } from '../context/context.ts';
import { retryInMs } from '../context/retry.ts';
import { wantedReminders } from '../routing/reminderTargets.ts';
import type { RelayFindings } from './impliedChanges.ts';
import { attemptOf, type Lookup, type LookupAnswer } from './lookup.ts';
import { type RecordLookupContext, recordLookup } from './recordLookup.ts';

/** What looking up marked instances needs. */
export interface RefreshContext
  extends Needs<
      'settings' | 'routing' | 'clock' | 'log' | 'worker',
      'knownInstance' | 'hasCards' | keyof Refreshes | 'recordLookup'
    >,
    Pick<RecordLookupContext, 'observer'> {
  readonly lookup: Lookup;
  /** It ended, and the event did not come in time: it is relayed like an event. */
  readonly onFound: RelayFindings['onFound'];
}

export interface Refresh {
  /** Starts the look-ups that are due and not running. */
  run(): Promise<void>;
  /** Resolves when none is running. */
  settled(): Promise<void>;
}

/** An instance is looked up for its task events at most once in this time. */
const BETWEEN_LOOKS_MS = 10_000;
/** A mark of an instance that is still unknown after this time is dropped: its own event causes a look-up. */
const STRANGER_MS = 10 * 60_000;
/**
 * How long the event of an ending that a look-up showed may take: Feishu repeats a refused one after 15 s
 * (open.feishu.cn/document/server-docs/event-subscription-guide/overview).
 */
const EVENT_MS = 30_000;
/** Concurrent look-ups: a hanging one must not delay the others. */
const AT_ONCE = 20;

/**
 * Looks up the instances of which a task changed, and updates their standing cards silently. An ending is left to its
 * own event, which comes at the same time. If that has not come half a minute later, it may be lost: then the result of
 * a second look-up is passed on as a finding (impliedChanges.ts).
 *
 * A served mark stays while the instance must not be looked up again; if no further task event comes by then, it is
 * removed.
 */
export function createRefresh(parts: RefreshContext): Refresh {
  const refreshing: Refreshing = { ...parts, seenEnded: new Map() };
  const underWay = new Map<string, Promise<void>>();
  return {
    async run() {
      // Running look-ups are due as well: read more rows than those.
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
  /** When a look-up first showed an ending without an event. */
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
      // It is still due, and started again in the next run.
      log.debug({ error: asError(again).message }, 'nor could that be noted');
    });
  }
}

async function serve(parts: Refreshing, mark: DueMark): Promise<void> {
  const { settings, store, clock } = parts;
  const { work } = store;
  const now = clock.now();
  const approval = approvalFor(settings, mark.approvalCode);
  // A future time was written before the clock was set back.
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
  // Each look-up is billed: it is only made if a card shows the result.
  const isSeen =
    approval.chats.some((entry) => entry.reminders || entry.stage) ||
    (await work.hasCards(mark.instanceCode));
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
    if (!isTriedAgain(verdict)) return rest(parts, mark, { dueAt, made, lookedAt: startedAt });
    const attempts = mark.attempts + 1;
    const againAt = clock.now() + retryInMs(result.error, verdict, attempts);
    return rest(parts, mark, { dueAt: Math.max(dueAt, againAt), attempts, made });
  }
  // No update with half of an ending, or by an answer that cannot be read.
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

/** Passes the ending on. Returns when to look it up again first, since its event may still come. */
async function handOn(
  { seenEnded, onFound }: Refreshing,
  { instanceCode, approvalCode }: Mark,
  look: LookupAnswer,
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
  look: LookupAnswer,
): Promise<boolean> {
  if (look.snapshot.text === known.snapshot?.text) return true;
  const reminders = await wantedReminders(parts, approval, look.instance, { ...mark, ...known });
  const use = { askedAt: mark.at, updates: 'everything', reminders } as const;
  return recordLookup(parts, approval, { ...mark, known }, look, use);
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
/** Whether a look-up shows a change without an event, even if it began too early to prove it. */
function isChangeIn({ instance }: LookupAnswer, known: KnownInstance): boolean {
  return impliedChange(instance, known, Number.POSITIVE_INFINITY) !== undefined;
}
