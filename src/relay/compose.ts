import { confirmedState, judgeChange, type ReceivedChange, showsChange } from '../approval/change.ts';
import { isNewsBeside } from '../approval/impliedChange.ts';
import type { Instance } from '../approval/instance.ts';
import type { WantedReminder } from '../approval/reminder.ts';
import { isFinal } from '../approval/status.ts';
import { gatherTellings, type Telling, tellingsOf } from '../approval/telling.ts';
import type { Clock } from '../base/clock.ts';
import { asError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { zoneOf } from '../base/zone.ts';
import { FULL_DETAIL } from '../cards/cardInput.ts';
import { verdictOf } from '../feishu/errorCodes.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import type { ApprovalSettings, Settings } from '../settings/settings.ts';
import type { Attempt } from '../store/attempts.ts';
import type { Changes, ComposedChange, KnownInstance } from '../store/changes.ts';
import type { Findings } from '../store/findings.ts';
import { attemptOf, type Lookup } from './lookup.ts';
import { type Observer, supersededEnd } from './observe.ts';
import { wantedReminders } from './reminderPlaces.ts';
import { isGivenUp, retryInMs } from './retry.ts';

export interface ComposeParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone' | 'calendar'>;
  readonly work: Pick<
    Changes,
    'knownInstance' | 'isTold' | 'isDeletedAfter' | 'finishChange' | 'postponeChange'
  > &
    Pick<Findings, 'findingBody'>;
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  /** These chats have something to hear. */
  readonly onComposed: (chats: readonly string[]) => void;
  /** A change waits until then. */
  readonly onPostponed: (until: number) => void;
}

/** Feishu's events run ahead of its API: one that does not show there yet is looked up once more after this. */
const NOT_SHOWN_MS = 1_000;
/** An instance that Feishu does not know yet is asked for again after these spans; then the card goes without. */
const NOT_FOUND_MS = [2_000, 10_000, 60_000] as const;

/** What is known of an instance beside its status. */
type Found = Pick<KnownInstance, 'snapshot' | 'lookedAt' | 'startedAt'>;

/**
 * Second of the five verbs: look the instance up, choose the chats, write the outbox, in one transaction with
 * "inbox done". The status is the event's, the details are the API's: what the API calls the status never
 * replaces it, since REVERTED and OVERTIME_* do not exist there.
 */
export function createCompose(parts: ComposeParts): (change: ReceivedChange) => Promise<void> {
  const { settings, work, clock } = parts;
  const zone = zoneOf(settings.timezone);
  const warnedNames = new Set<string>();
  const approvalOf = ({ approvalCode }: ReceivedChange): ApprovalSettings | undefined =>
    settings.approvals.get(approvalCode) ?? settings.fallback;

  const finish = async (
    change: ReceivedChange,
    end: Pick<ComposedChange, 'reason'> & Partial<ComposedChange>,
    lookups = 0,
  ): Promise<void> => {
    const composed = { tellings: [], detail: FULL_DETAIL, priority: 0, attempts: [], ...end };
    const now = clock.now();
    const written = await work.finishChange(change, composed, now);
    // Ended before, by a commit whose answer was lost: it is counted once.
    if (!written) return;
    const { seq: _seq, id, attempts: _attempts, asked: _asked, receivedAt, ...facts } = change;
    const isRelayed = written.chats.length > 0;
    parts.observer.eventEnded({
      ...facts,
      eventId: id,
      result: composed.parked ? 'parked' : isRelayed ? 'relayed' : 'suppressed',
      reason: written.reason,
      chats: written.chats.length,
      lookups,
      tookMs: now - receivedAt,
    });
    for (const delivery of written.superseded) parts.observer.deliveryEnded(supersededEnd(delivery, now));
    if (isRelayed) parts.onComposed(written.chats);
  };

  const postpone = async (
    change: ReceivedChange,
    inMs: number,
    next: { attempts?: number; asked?: number; reason: string; made: readonly Attempt[] },
  ): Promise<void> => {
    const nextAt = clock.now() + inMs;
    await work.postponeChange(change, { attempts: change.attempts, asked: change.asked, ...next, nextAt });
    parts.onPostponed(nextAt);
  };

  /** The chats hear of the change as it stands in the event, with the details of `found`. */
  const tell = (
    change: ReceivedChange,
    tellings: readonly Telling[],
    before: KnownInstance | undefined,
    found: Found,
    made: readonly Attempt[],
    instance?: Instance,
  ): Promise<void> =>
    finish(
      change,
      {
        reason: tellings.length > 0 ? 'relayed' : 'filtered',
        tellings,
        known: { ...found, status: change.status, changedAt: change.changedAt, knownBy: 'push' },
        ...(before ? { was: before.status } : {}),
        attempts: made,
        reminders: remindersOf(change, instance ?? seenIn(found, change)),
      },
      made.length,
    );

  /** undefined: nobody is ever reminded of it, and there is nothing to be brought up to date. */
  const remindersOf = (
    change: ReceivedChange,
    instance: Instance | undefined,
  ): readonly WantedReminder[] | undefined => {
    const approval = approvalOf(change);
    if (!approval?.chats.some((entry) => entry.reminders)) return undefined;
    return wantedReminders(settings, approval, instance, change);
  };

  const warnOfName = (approval: ApprovalSettings, feishuName: string): void => {
    if (approval.name === '' || feishuName === '' || approval.name === feishuName) return;
    if (warnedNames.has(approval.code)) return;
    warnedNames.add(approval.code);
    parts.log.warn(
      { approval: approval.code, configured: approval.name, feishu: feishuName },
      'an approval is called otherwise in Feishu: check its code in the configuration',
    );
  };

  const lookAndTell = async (
    change: ReceivedChange,
    approval: ApprovalSettings,
    known: KnownInstance | undefined,
  ): Promise<void> => {
    const tellings = tellingsOf(approval.chats, change.status, zone, clock.now());
    const before: Found = {
      snapshot: known?.snapshot ?? null,
      lookedAt: known?.lookedAt ?? null,
      startedAt: known?.startedAt ?? null,
    };
    const without = (made: readonly Attempt[]): Promise<void> => tell(change, tellings, known, before, made);
    // A chat that does not list the status hears of it only where a card stands.
    const isHeard =
      tellings.some((telling) => telling.isListed) ||
      (tellings.length > 0 && (await work.isTold(change.instanceCode)));
    // Nobody hears of it: it is looked up only so that a later DELETED can be told from the snapshot.
    if (!isHeard && before.snapshot !== null) return without([]);

    const startedAt = clock.now();
    // Asking again is pointless if the answer may be the one of last time.
    const isAgain = change.asked > 0 || change.attempts > 0;
    const result = await parts.lookup.look(
      change.instanceCode,
      // Another replica's clock, by which the event was received, may run ahead of ours.
      isAgain ? startedAt : Math.min(change.receivedAt, startedAt),
    );
    const made = [attemptOf(result, startedAt, clock.now())];
    if (result.kind === 'found') {
      warnOfName(approval, result.look.instance.approvalName);
      if (isHeard && change.asked === 0 && !showsChange(result.look.instance, change.status)) {
        return postpone(change, NOT_SHOWN_MS, { asked: 1, reason: 'not-shown-yet', made });
      }
      const { snapshot, beganAt, instance } = result.look;
      const found = { snapshot, lookedAt: beganAt, startedAt: instance.startedAt ?? before.startedAt };
      return tell(change, tellings, known, found, made, instance);
    }
    if (!isHeard) return without(made);
    if (result.kind === 'missing') {
      // Feishu knows it no more because it was deleted, and will not know it again.
      const isGone = change.status === 'DELETED' || (await work.isDeletedAfter(change));
      const againMs = isGone ? undefined : NOT_FOUND_MS[change.asked];
      if (againMs === undefined) return without(made);
      return postpone(change, againMs, { asked: change.asked + 1, reason: 'not-found-yet', made });
    }

    const verdict = verdictOf(result.error);
    const facts = { instance: change.instanceCode, code: result.error.code, why: result.error.message };
    if (verdict.action !== 'retry' && verdict.action !== 'renew-token') {
      parts.log.warn(
        { ...facts, remedy: verdict.remedy },
        'an instance may not be looked up: its card goes without',
      );
      return without(made);
    }
    if (isGivenUp(result.error, clock.now() - change.receivedAt)) {
      return finish(change, { reason: `lookup-failed: ${verdict.remedy}`, parked: true, attempts: made });
    }
    const attempts = change.attempts + 1;
    const inMs = retryInMs(result.error, verdict, attempts);
    const line = { ...facts, attempts, inMs, remedy: verdict.remedy };
    if (verdict.needsPerson) parts.log.warn(line, 'a look-up is held back until somebody acts');
    else parts.log.info(line, 'a look-up failed and is tried again');
    return postpone(change, inMs, { attempts, reason: `lookup: ${result.error.message}`, made });
  };

  /** What a look-up found brings its look along. Whether it is news is judged again: a push may have come meanwhile. */
  const tellFound = async (
    change: ReceivedChange,
    approval: ApprovalSettings,
    known: KnownInstance | undefined,
  ): Promise<void> => {
    const lookedAt = change.receivedAt;
    if (!isNewsBeside(known, change, lookedAt)) return finish(change, { reason: 'duplicate' });
    const { snapshot, gathered } = await work.findingBody(change.seq);
    const seen = snapshot === null ? undefined : parseSnapshot(snapshot, change.instanceCode);
    if (seen) warnOfName(approval, seen.approvalName);
    const { status, changedAt } = change;
    const all = tellingsOf(approval.chats, status, zone, clock.now());
    const tellings = gathered ? gatherTellings(all, new Set(gathered.chats), gathered.run) : all;
    return finish(change, {
      reason: tellings.length > 0 ? 'relayed' : 'filtered',
      tellings,
      known: {
        status,
        changedAt,
        knownBy: 'lookup',
        snapshot: snapshot ?? known?.snapshot ?? null,
        lookedAt: snapshot === null ? (known?.lookedAt ?? null) : lookedAt,
        startedAt: seen?.startedAt ?? known?.startedAt ?? null,
      },
      ...(known ? { was: known.status } : {}),
      // It goes after live work.
      priority: 1,
      reminders: remindersOf(change, seen ?? seenIn({ snapshot: known?.snapshot ?? null }, change)),
    });
  };

  const compose = async (change: ReceivedChange): Promise<void> => {
    const approval = approvalOf(change);
    if (!approval) return finish(change, { reason: 'unmapped' });
    const known = await work.knownInstance(change.instanceCode);
    if (change.source === 'lookup') return tellFound(change, approval, known);
    switch (judgeChange(known, change)) {
      case 'superseded':
        return finish(change, { reason: 'superseded' });
      case 'confirmation':
        return finish(change, {
          reason: 'duplicate',
          ...(known ? { known: { ...known, ...confirmedState(known, change) } } : {}),
        });
      case 'news':
        return lookAndTell(change, approval, known);
    }
  };

  return async (change) => {
    try {
      await compose(change);
    } catch (thrown) {
      const error = asError(thrown);
      if (error.name === 'LeaseLost') throw thrown;
      parts.log.error(
        { eventId: change.id, error: error.message },
        'a change could not be composed; tried again',
      );
      const attempts = change.attempts + 1;
      const inMs = Math.min(300_000, 1_000 * 2 ** Math.min(attempts, 9));
      await postpone(change, inMs, { attempts, reason: `error: ${error.message}`, made: [] });
    }
  };
}

/** What the last look-up showed, where none was made now. */
function seenIn(
  { snapshot }: Pick<Found, 'snapshot'>,
  { instanceCode, status }: ReceivedChange,
): Instance | undefined {
  return snapshot === null || isFinal(status) ? undefined : parseSnapshot(snapshot, instanceCode);
}
