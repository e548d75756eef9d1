import { impliedChange } from '../approval/impliedChange.ts';
import { isFinal } from '../approval/status.ts';
import type { Clock } from '../base/clock.ts';
import { asError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { FULL_DETAIL } from '../cards/cardInput.ts';
import { verdictOf } from '../feishu/errorCodes.ts';
import type { ApprovalSettings, Settings } from '../settings/settings.ts';
import type { Changes, KnownInstance } from '../store/changes.ts';
import type { DueMark, Mark, Refreshes, RestingMark } from '../store/refreshes.ts';
import type { Found } from './found.ts';
import { attemptOf, type Look, type Lookup } from './lookup.ts';
import { wantedReminders } from './reminderPlaces.ts';
import { retryInMs } from './retry.ts';

export interface RefreshParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone' | 'calendar'>;
  readonly work: Pick<Changes, 'knownInstance' | 'isTold'> & Refreshes;
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly log: Log;
  /** These chats have a card to be brought up to date. */
  readonly onComposed: (chats: readonly string[]) => void;
  /** Something falls due then. */
  readonly onPostponed: (until: number) => void;
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
 * a minute later, it may be lost: what a second look shows then is handed on as found (found.ts).
 *
 * A mark that was served rests for the time in which the instance is not to be looked up again; if no further task event
 * came by then, it goes.
 */
export function createRefresh(parts: RefreshParts): Refresh {
  const { settings, work, clock } = parts;
  const underWay = new Map<string, Promise<void>>();
  /** When an instance was first seen to have ended of which nobody had told us. */
  const seenEnded = new Map<string, number>();

  const rest = async (
    mark: DueMark,
    how: Partial<RestingMark> & { readonly dueAt: number },
  ): Promise<void> => {
    await work.restMark(mark, { attempts: mark.attempts, ...how });
    parts.onPostponed(how.dueAt);
  };

  /** Hands on that it ended. Says when it is to be looked at once more first, since its event may yet come. */
  const handOn = async ({ instanceCode, approvalCode }: Mark, look: Look): Promise<number | undefined> => {
    const since = Math.min(seenEnded.get(instanceCode) ?? look.beganAt, look.beganAt);
    if (look.beganAt - since < EVENT_MS) {
      seenEnded.set(instanceCode, since);
      return since + EVENT_MS;
    }
    seenEnded.delete(instanceCode);
    await parts.onFound(instanceCode, approvalCode, look);
    return undefined;
  };

  /** False: something newer was composed meanwhile, perhaps with an older look-up. */
  const record = async (
    mark: DueMark,
    approval: ApprovalSettings,
    known: KnownInstance,
    look: Look,
  ): Promise<boolean> => {
    const { instanceCode, approvalCode } = mark;
    const { status, changedAt } = known;
    if (look.snapshot === known.snapshot) return true;
    const told = {
      id: `look:${instanceCode}:${look.beganAt}`,
      instanceCode,
      approvalCode,
      status,
      changedAt,
      receivedAt: mark.at,
      detail: FULL_DETAIL,
      priority: 0,
    };
    const refreshed = {
      known,
      snapshot: look.snapshot,
      lookedAt: look.beganAt,
      liveChats: [...new Set(approval.chats.map((entry) => entry.chat.id))],
      told,
      reminders: wantedReminders(settings, approval, look.instance, known),
    };
    const updated = await work.recordLook(instanceCode, refreshed, clock.now());
    if (updated && updated.length > 0) parts.onComposed(updated);
    return updated !== undefined;
  };

  const look = async (mark: DueMark, approval: ApprovalSettings, known: KnownInstance): Promise<void> => {
    const startedAt = clock.now();
    const result = await parts.lookup.look(mark.instanceCode, startedAt);
    const made = attemptOf(result, startedAt, clock.now());
    const dueAt = startedAt + BETWEEN_LOOKS_MS;
    if (result.kind === 'failed') {
      const verdict = verdictOf(result.error);
      if (verdict.action !== 'retry' && verdict.action !== 'renew-token')
        return rest(mark, { dueAt, made, lookedAt: startedAt });
      const attempts = mark.attempts + 1;
      const againAt = clock.now() + retryInMs(result.error, verdict, attempts);
      return rest(mark, { dueAt: Math.max(dueAt, againAt), attempts, made });
    }
    // A card that shows half of an ending helps nobody, nor one by an answer that we cannot read.
    if (result.kind === 'found' && !isFinal(known.status) && result.look.instance.status !== 'PENDING') {
      const againAt = isChangeIn(result.look, known) ? await handOn(mark, result.look) : undefined;
      if (againAt !== undefined) return rest(mark, { dueAt: Math.max(dueAt, againAt), attempts: 0, made });
      return rest(mark, { dueAt, attempts: 0, made, lookedAt: startedAt });
    }
    seenEnded.delete(mark.instanceCode);
    const isServed = result.kind === 'missing' || (await record(mark, approval, known, result.look));
    return rest(mark, { dueAt, attempts: 0, made, ...(isServed ? { lookedAt: startedAt } : {}) });
  };

  const drop = async (mark: DueMark): Promise<void> => {
    seenEnded.delete(mark.instanceCode);
    await work.dropMark(mark);
  };

  const serve = async (mark: DueMark): Promise<void> => {
    const now = clock.now();
    const approval = settings.approvals.get(mark.approvalCode) ?? settings.fallback;
    // A time ahead of now was written before the clock was set back.
    if (mark.lookedAt > mark.at && mark.lookedAt <= now) return drop(mark);
    if (!approval) return drop(mark);
    const known = await work.knownInstance(mark.instanceCode);
    if (!known) {
      if (now - mark.at > STRANGER_MS) return drop(mark);
      return rest(mark, { dueAt: now + BETWEEN_LOOKS_MS });
    }
    const lookedAt = known.lookedAt ?? 0;
    if (lookedAt <= now && now - lookedAt < BETWEEN_LOOKS_MS)
      return rest(mark, { dueAt: lookedAt + BETWEEN_LOOKS_MS, lookedAt });
    if (lookedAt <= now && lookedAt > mark.at) return drop(mark);
    // Each look-up is billed: it is made where somebody sees what it brings.
    const isSeen = approval.chats.some((entry) => entry.reminders) || (await work.isTold(mark.instanceCode));
    return isSeen ? look(mark, approval, known) : drop(mark);
  };

  const guarded = async (mark: DueMark): Promise<void> => {
    try {
      await serve(mark);
    } catch (thrown) {
      const error = asError(thrown);
      if (error.name === 'LeaseLost') return;
      parts.log.warn(
        { instance: mark.instanceCode, error: error.message },
        'an instance could not be brought up to date; tried again',
      );
      await rest(mark, { dueAt: clock.now() + BETWEEN_LOOKS_MS }).catch(() => undefined);
    }
  };

  return {
    async run() {
      // What is under way is due as well: read past it.
      const due = await work.dueMarks(clock.now(), 2 * AT_ONCE);
      for (const mark of due) {
        const { instanceCode } = mark;
        if (underWay.has(instanceCode) || underWay.size >= AT_ONCE) continue;
        const done = guarded(mark).finally(() => {
          underWay.delete(instanceCode);
          if (due.length >= AT_ONCE) parts.onPostponed(clock.now());
        });
        underWay.set(instanceCode, done);
      }
    },
    async settled() {
      await Promise.all(underWay.values());
    },
  };
}

/** Whether a look-up shows a change that nobody has told us of, though it may have come too early to prove it. */
function isChangeIn({ instance }: Look, known: KnownInstance): boolean {
  return impliedChange(instance, known, Number.POSITIVE_INFINITY) !== undefined;
}
