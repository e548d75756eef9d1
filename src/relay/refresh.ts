import { isFinal } from '../approval/status.ts';
import { entryFor } from '../approval/telling.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { FULL_DETAIL } from '../cards/cardInput.ts';
import { verdictOf } from '../feishu/errorCodes.ts';
import type { ApprovalSettings, Settings } from '../settings/settings.ts';
import type { Changes, KnownInstance } from '../store/changes.ts';
import type { DueMark, Refreshes } from '../store/refreshes.ts';
import type { Look, Lookup } from './lookup.ts';
import { wantedReminders } from './reminderPlaces.ts';
import { retryInMs } from './retry.ts';

export interface RefreshParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone' | 'calendar'>;
  readonly work: Pick<Changes, 'knownInstance'> & Refreshes;
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly log: Log;
  /** These chats have a card to be brought up to date. */
  readonly onComposed: (chats: readonly string[]) => void;
  /** Something falls due then. */
  readonly onPostponed: (until: number) => void;
}

/** One instance is looked up at most once in this time. */
const BETWEEN_LOOKS_MS = 10_000;
/** A mark of an instance that nobody has told us of by then is dropped: its own event brings a look-up along. */
const STRANGER_MS = 10 * 60_000;
const BATCH = 20;

/**
 * Looks up again the instances of which a task changed, and has their standing cards brought up to date, without a
 * sound. What such a look-up says of the *status* is left to the event that tells it, which comes at the same time.
 */
export function createRefresh(parts: RefreshParts): () => Promise<void> {
  const { settings, work, clock } = parts;

  const postpone = async (mark: DueMark, dueAt: number, attempts = mark.attempts): Promise<void> => {
    await work.postponeMark(mark, dueAt, attempts);
    parts.onPostponed(dueAt);
  };

  const record = async (
    mark: DueMark,
    approval: ApprovalSettings,
    known: KnownInstance,
    look: Look,
  ): Promise<void> => {
    const { instanceCode, approvalCode } = mark;
    const { status, changedAt } = known;
    // It ended, and the event that says so is on its way: a card that shows half of it helps nobody.
    const isAhead = !isFinal(status) && look.instance.status !== 'PENDING';
    if (!isAhead && look.snapshot !== known.snapshot) {
      const chats = [...new Set(approval.chats.map((entry) => entry.chat.id))];
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
      const updated = await work.recordLook(
        instanceCode,
        {
          known,
          snapshot: look.snapshot,
          lookedAt: look.beganAt,
          liveChats: chats.filter((chat) => entryFor(approval.chats, chat, status)?.mode === 'live'),
          told,
          reminders: wantedReminders(settings, approval, look.instance, known),
        },
        clock.now(),
      );
      if (updated.length > 0) parts.onComposed(updated);
    }
    await work.dropMark(mark);
  };

  const refresh = async (mark: DueMark): Promise<void> => {
    const approval = settings.approvals.get(mark.approvalCode) ?? settings.fallback;
    if (!approval) return work.dropMark(mark);
    const now = clock.now();
    const known = await work.knownInstance(mark.instanceCode);
    if (!known) {
      if (now - mark.at > STRANGER_MS) return work.dropMark(mark);
      return postpone(mark, now + BETWEEN_LOOKS_MS);
    }
    const lookedAt = known.lookedAt ?? 0;
    if (lookedAt > mark.at) return work.dropMark(mark);
    if (now - lookedAt < BETWEEN_LOOKS_MS) return postpone(mark, lookedAt + BETWEEN_LOOKS_MS);
    const result = await parts.lookup.look(mark.instanceCode, now);
    if (result.kind === 'found') return record(mark, approval, known, result.look);
    if (result.kind === 'missing') return work.dropMark(mark);
    const verdict = verdictOf(result.error);
    if (verdict.action !== 'retry' && verdict.action !== 'renew-token') return work.dropMark(mark);
    const attempts = mark.attempts + 1;
    return postpone(mark, clock.now() + retryInMs(result.error, verdict, attempts), attempts);
  };

  return async () => {
    for (;;) {
      const due = await work.dueMarks(clock.now(), BATCH);
      await Promise.all(due.map(refresh));
      if (due.length < BATCH) return;
    }
  };
}
