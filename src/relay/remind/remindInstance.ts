import { LRUCache } from 'lru-cache';
import type { InstanceRef } from '../../approval/change.ts';
import { SETTLED_MS } from '../../approval/impliedChange.ts';
import { holdOf, type Silence } from '../../approval/silence.ts';
import { SPREAD_MS } from '../../approval/spread.ts';
import { zoneOf } from '../../base/zone.ts';
import type { FeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { isTriedAgain, mayPass } from '../../feishu/verdict.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { DueReminder, RemindOrder } from '../../store/reminders/reminderOrder.ts';
import { type ReminderRow, reminderKey } from '../../store/reminders/reminderRow.ts';
import { MISSING_MS } from '../lookup/impliedChanges.ts';
import type { LookupAnswer } from '../lookup/lookup.ts';
import { type LookedAt, recordLookup } from '../lookup/recordLookup.ts';
import {
  isDigest,
  judgedAt,
  mannerOf,
  mayBeSaidAt,
  type ReminderTarget,
  type TargetedReminder,
  type TimeSettings,
  wantedReminders,
} from '../routing/reminderTargets.ts';
import { dueRows, type RemindContext } from './remindContext.ts';

/** A due reminder that may be sent now. */
type Ready = DueReminder & { readonly target: ReminderTarget };

/** One run. */
export interface RemindRun {
  /** When it began. */
  readonly now: number;
  /** The silences in force then. */
  readonly silences: readonly Silence[];
  /** The result for due reminders, for the run's log line. */
  readonly counts: Record<
    'reminded' | 'folded' | 'deferred' | 'silenced' | 'ended' | 'missing' | 'failed' | 'unsent',
    number
  >;
  /** Look-ups that failed in a row. */
  failures: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** After a failed look-up, or an ending that was passed on. */
export const LATER_MS = 5 * MINUTE_MS;
/** After a failure that only a person can fix, or an unexpected one. */
export const MUCH_LATER_MS = 60 * MINUTE_MS;
/** After this many failures in a row, Feishu is not asked again in this run. */
const AWAY_AFTER = 10;
/** Two "unknown" answers within this time prove that it was deleted. */
const MISSING_TWICE_MS = 10 * MINUTE_MS;

/**
 * Reminds of one instance. Outside working time the reminder is postponed. Otherwise the instance is looked up first,
 * once for all chats. If it has ended without an event, that change is relayed instead. The next step starts its own
 * clock.
 */
export class InstanceReminder {
  readonly #context: RemindContext;
  /** When Feishu first did not know an instance, ms. */
  readonly #missingSince = new LRUCache<string, number>({ max: 10_000 });

  constructor(context: RemindContext) {
    this.#context = context;
  }

  /** Reminds of an instance, if it is still pending. Returns what goes on a card with others. */
  async remind(instanceCode: string, run: RemindRun): Promise<RemindOrder[]> {
    const { settings, store } = this.#context;
    const { work } = store;
    const [first] = await dueRows(work, instanceCode, run.now);
    const known = await work.knownInstance(instanceCode);
    const about = { instanceCode, approvalCode: first?.approval ?? '' };
    const wanted = known ? await this.#wanted({ ...about, known }) : [];
    const ready = await this.#ready(about, wanted, run);
    const approval = approvalFor(settings, about.approvalCode);
    if (!known || !approval || ready.length === 0) return [];
    const subject = { ...about, known };
    const look = await this.#lookUp(subject, run);
    if (look === undefined) return [];
    if (typeof look === 'number') {
      await work.postponeReminders(ready.map(({ row }) => ({ row, until: look })));
      return [];
    }
    // A step may have opened or been left without a task event: its chats are notified before they are reminded.
    const updates = look.snapshot.text === known.snapshot?.text ? 'nothing' : 'steps';
    const reminders = await this.#wanted(subject, look.instance);
    const use = { updates, reminders, remindsAtOnce: true } as const;
    if (!(await recordLookup(this.#context, approval, subject, look, use))) return [];
    return this.#say(subject, await this.#ready(about, reminders, run), run);
  }

  /** The due reminders that may be sent now. The others are postponed, and those that are not wanted are removed. */
  async #ready(about: InstanceRef, wanted: readonly TargetedReminder[], run: RemindRun): Promise<Ready[]> {
    const { settings, store, clock } = this.#context;
    const { work } = store;
    const targets = new Map(wanted.map((one) => [reminderKey(one), one]));
    const due = await dueRows(work, about.instanceCode, run.now);
    const now = clock.now();
    const held = due.flatMap((row) => {
      const { target, dueAt } = targets.get(reminderKey(row)) ?? {};
      if (!target || !dueAt) return [];
      return [{ row, target, dueAt, until: heldUntil(settings, target, row, { ...run, now }) }];
    });
    if (held.length < due.length) await work.resyncReminders([{ ...about, wanted }], now);
    await work.postponeReminders(
      held.flatMap(({ row, until }) => (until === undefined ? [] : [{ row, until }])),
    );
    return held.filter(({ until }) => until === undefined);
  }

  /** The reminders for an instance's current state; none once it has ended. */
  async #wanted(
    { instanceCode, approvalCode, known }: LookedAt,
    instance = known.snapshot?.instance,
  ): Promise<TargetedReminder[]> {
    const approval = approvalFor(this.#context.settings, approvalCode);
    return wantedReminders(this.#context, approval, instance, { ...known, instanceCode });
  }

  /** The look-up of a pending instance; else when to judge it again, ms. undefined: the look-up was aborted. */
  async #lookUp(
    { instanceCode, approvalCode, known }: LookedAt,
    run: RemindRun,
  ): Promise<LookupAnswer | number | undefined> {
    const { lookup, clock, signal, onMissing, onFound } = this.#context;
    const { counts, now } = run;
    if (run.failures >= AWAY_AFTER) {
      counts.failed += 1;
      return now + LATER_MS;
    }
    const result = await lookup.look(instanceCode, clock.now(), approvalCode);
    run.failures = result.kind === 'failed' ? run.failures + 1 : 0;
    if (result.kind === 'failed') return signal.aborted ? undefined : this.#afterFailure(result.error, run);
    if (result.kind === 'missing') {
      counts.missing += 1;
      const againAt = this.#missingAgainAt(instanceCode, clock.now());
      if (againAt === undefined) await onMissing(instanceCode, approvalCode);
      return againAt ?? clock.now() + LATER_MS;
    }
    this.#missingSince.delete(instanceCode);
    const { look } = result;
    if (look.instance.status === 'PENDING') return look;
    counts.ended += 1;
    if (look.instance.status === 'UNKNOWN') return now + MUCH_LATER_MS;
    await onFound(instanceCode, approvalCode, look);
    // So soon after the recorded change a look-up proves nothing, and is not passed on: it is repeated later.
    const provesAt = known.changedAt + SETTLED_MS;
    return look.beganAt < provesAt ? provesAt : now + LATER_MS;
  }

  #afterFailure(error: FeishuError, { now, counts }: RemindRun): number {
    const verdict = verdictOf(error);
    const { code, message: why } = error;
    if (!mayPass(verdict))
      this.#context.log.warn(
        { code, why, remedy: verdict.remedy },
        'a reminder waits: the look-up was refused',
      );
    counts.failed += 1;
    return now + (isTriedAgain(verdict) ? LATER_MS : MUCH_LATER_MS);
  }

  /** When to look up an instance again that Feishu does not know, ms; undefined: it is proven deleted. */
  #missingAgainAt(instanceCode: string, now: number): number | undefined {
    const before = this.#missingSince.get(instanceCode);
    // An old answer proves nothing now.
    const since = before !== undefined && now - before < MISSING_TWICE_MS ? before : now;
    if (now - since < MISSING_MS) {
      this.#missingSince.set(instanceCode, since);
      return since + MISSING_MS;
    }
    this.#missingSince.delete(instanceCode);
    return undefined;
  }

  /** Writes the cards of what is due and allowed, for an instance that is still pending. */
  async #say(
    { instanceCode, approvalCode, known }: LookedAt,
    ready: readonly Ready[],
    { counts }: RemindRun,
  ): Promise<RemindOrder[]> {
    const { settings, store, clock, worker } = this.#context;
    const now = clock.now();
    const { status, changedAt } = known;
    const orders = new Map<string, RemindOrder & { readonly due: Ready[] }>();
    for (const one of ready) {
      const { row, target } = one;
      const { chat, rule } = row;
      const key = JSON.stringify([chat, rule]);
      const order = orders.get(key) ?? {
        ...{ instanceCode, approvalCode, status, changedAt, chat, rule, due: [] },
        folds: foldsIn(settings, target, row, now),
        manner: mannerOf(target),
      };
      orders.set(key, order);
      order.due.push(one);
    }
    const said = [...orders.values()].map(async (order): Promise<RemindOrder[]> => {
      const { end, unsent } = await store.work.remind(order, now);
      counts.unsent += unsent;
      if (end === 'single') counts.reminded += 1;
      if (end === 'deferred') counts.deferred += order.due.length - unsent;
      if (end === 'single') worker.wakeDeliver([order.chat]);
      return end === 'folded' ? [order] : [];
    });
    return (await Promise.all(said)).flat();
  }
}

/** When to judge a row again that may not be sent now, ms: a silence defers it, or it is not working time. */
function heldUntil(
  settings: TimeSettings,
  target: ReminderTarget,
  row: ReminderRow,
  { now, silences, counts }: RemindRun,
): number | undefined {
  const hold = holdOf(silences, row, now);
  const at = judgedAt(settings, target, row, hold?.until ?? now, hold?.silence.instance === '');
  if (!hold && at === now) return undefined;
  counts[hold ? 'silenced' : 'deferred'] += 1;
  return at;
}

/** When due reminders of a chat go on one card. */
function foldsIn(
  settings: TimeSettings,
  target: ReminderTarget,
  row: ReminderRow,
  now: number,
): RemindOrder['folds'] {
  if (isDigest(target, row.rule)) return 'always';
  const zone = zoneOf(settings.timezone);
  const today = zone.dayAt(now) * DAY_MS;
  // A round time after the spread.
  const foldAt = (Math.floor(now / SPREAD_MS) + 1) * SPREAD_MS;
  return {
    since: zone.atWall(today),
    most: target.reminders.perChatPerDay,
    foldAt: mayBeSaidAt(settings, target, foldAt) === foldAt ? foldAt : undefined,
    tomorrow: () => judgedAt(settings, target, row, zone.atWall(today + DAY_MS), true),
  };
}
