import { SETTLED_MS } from '../../approval/impliedChange.ts';
import type { Instance } from '../../approval/instance.ts';
import { SPREAD_MS } from '../../approval/spread.ts';
import { isFinal } from '../../approval/status.ts';
import { type Zone, zoneOf } from '../../base/zone.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import type { FreshInstance, Speaking } from '../../store/reminders/reminderOrder.ts';
import { type ReminderRow, rowKey } from '../../store/reminders/reminderRow.ts';
import type { Look } from '../lookup/lookup.ts';
import { recordLook } from '../lookup/recordLook.ts';
import { hasStages } from '../routing/announceSteps.ts';
import {
  isGathered,
  judgedAt,
  mannerOf,
  type PlacedReminder,
  wantedReminders,
} from '../routing/reminderTargets.ts';
import { type DueGroup, heldUntil, placesOf, sortDue, type Turn } from './dueGroups.ts';
import { LATER_MS, LookUpTrouble, MUCH_LATER_MS } from './lookUpTrouble.ts';
import type { RemindContext } from './remindContext.ts';

/** What is to be folded into one card with others. */
export interface ToFold {
  readonly item: FreshInstance;
  readonly chat: string;
  readonly rule: string;
  readonly isExcess: boolean;
  /** See {@link mannerOf}. */
  readonly manner: string;
}

const DAY_MS = 86_400_000;

/** An instance that waits, and what of it may be said now. */
interface Waiting {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly known: KnownInstance;
  readonly groups: readonly DueGroup[];
}

/**
 * Reminds of one instance: outside of working time later, otherwise fresh before it speaks. It is looked up once for
 * all chats; an ending that nobody told us of is handed on instead, and a turn that has passed on takes its own clock.
 */
export class InstanceReminder {
  readonly #context: RemindContext;
  readonly #zone: Zone;
  readonly #trouble: LookUpTrouble;

  constructor(context: RemindContext) {
    this.#context = context;
    this.#zone = zoneOf(context.settings.timezone);
    this.#trouble = new LookUpTrouble(context);
  }

  /** Reminds of an instance, if it still waits. Returns what goes into a card with others. */
  async remind(instanceCode: string, turn: Turn): Promise<ToFold[]> {
    const { settings, store } = this.#context;
    const { work } = store;
    const due = (await work.remindersOf(instanceCode)).filter(
      ({ dueAt }) => dueAt !== null && dueAt <= turn.now,
    );
    const approvalCode = due[0]?.approval ?? '';
    const known = await work.knownInstance(instanceCode);
    const wanted = known ? await this.#wanted({ instanceCode, approvalCode, known }) : [];
    const { groups, later, isStale } = sortDue(settings, due, wanted, turn);
    if (isStale) await work.resyncReminders([{ instanceCode, approvalCode, wanted }], turn.now);
    if (later.length > 0) await work.putOffReminders(later);
    if (!known || groups.length === 0) return [];
    if (turn.counts.isFeishuAway()) {
      turn.counts.add('failed');
      await this.#putOff(groups, turn.now + LATER_MS);
      return [];
    }
    return this.#lookUp({ instanceCode, approvalCode, known, groups }, turn);
  }

  /** What chats are to be reminded of, as an instance stands; nothing once it has ended. */
  async #wanted(
    { instanceCode, approvalCode, known }: Omit<Waiting, 'groups'>,
    instance: Instance | undefined = known.snapshot?.instance,
  ): Promise<PlacedReminder[]> {
    if (isFinal(known.status)) return [];
    const approval = approvalFor(this.#context.settings, approvalCode);
    return wantedReminders(this.#context, approval, instance, { ...known, instanceCode });
  }

  async #lookUp(waiting: Waiting, turn: Turn): Promise<ToFold[]> {
    const { lookup, clock, signal, onMissing, onFound } = this.#context;
    const { instanceCode, approvalCode, groups } = waiting;
    const { counts } = turn;
    const result = await lookup.look(instanceCode, clock.now(), approvalCode);
    counts.lookedUp(result.kind !== 'failed');
    if (result.kind === 'failed') {
      // Else the look-up was called off, not refused.
      if (!signal.aborted) await this.#putOff(groups, this.#trouble.failed(result.error, turn.now, counts));
      return [];
    }
    if (result.kind === 'missing') {
      const { until, isDeleted } = this.#trouble.missing(instanceCode, counts);
      await this.#putOff(groups, until);
      if (isDeleted) await onMissing(instanceCode, approvalCode);
      return [];
    }
    this.#trouble.found(instanceCode);
    const { look } = result;
    if (look.instance.status === 'PENDING') {
      await this.#recordSteps(waiting, look);
      return this.#stillWaits(waiting, look, turn);
    }
    counts.add('ended');
    const isUnknown = look.instance.status === 'UNKNOWN';
    // So soon after the recorded change a look-up proves nothing, and is not handed on: it is made again when it does.
    const provesAt = waiting.known.changedAt + SETTLED_MS;
    const provesNothing = !isUnknown && look.beganAt < provesAt;
    const until = turn.now + (isUnknown ? MUCH_LATER_MS : LATER_MS);
    await this.#putOff(groups, provesNothing ? provesAt : until);
    if (!isUnknown) await onFound(instanceCode, approvalCode, look);
    return [];
  }

  /** A step may have opened, or have been left, of which no task event has told: its chats hear of it before they are reminded. */
  async #recordSteps(waiting: Waiting, look: Look): Promise<void> {
    const approval = approvalFor(this.#context.settings, waiting.approvalCode);
    if (!approval || !hasStages(approval) || look.snapshot.text === waiting.known.snapshot?.text) return;
    await recordLook(this.#context, approval, waiting, look, { updates: 'steps' });
  }

  async #stillWaits(waiting: Waiting, look: Look, turn: Turn): Promise<ToFold[]> {
    const { settings, store, clock, worker } = this.#context;
    const { instanceCode, approvalCode, groups } = waiting;
    const { counts } = turn;
    const { snapshot, beganAt, instance } = look;
    const wanted = await this.#wanted(waiting, instance);
    const places = placesOf(wanted);
    // The look-up may have waited for its turn until the hours were over.
    const now = clock.now();
    const item: FreshInstance = {
      instanceCode,
      approvalCode,
      wanted,
      look: { snapshot: snapshot.text, lookedAt: beganAt, startedAt: instance.startedAt ?? null },
      heldUntil: (row) => {
        const place = places.get(rowKey(row));
        return place && heldUntil(settings, place, row, { ...turn, now });
      },
    };
    const speaking = groups.map((group) => this.#speakingOf(instanceCode, group, turn.now));
    const { isOver, told, folded, deferred, unsent } = await store.work.remind(item, speaking, now);
    if (isOver) counts.add('ended');
    counts.add('reminded', told.length);
    counts.add('deferred', deferred);
    counts.add('unsent', unsent);
    if (told.length > 0) worker.wakeDeliver(told.map(({ chat }) => chat));
    return groups
      .filter((group) => folded.some(({ chat, rule }) => chat === group.chat && rule === group.rule))
      .map(({ chat, rule, place }) => {
        return { item, chat, rule, isExcess: !isGathered(place, rule), manner: mannerOf(place) };
      });
  }

  #speakingOf(instanceCode: string, { chat, rule, place }: DueGroup, now: number): Speaking {
    if (isGathered(place, rule)) return { chat, rule, folds: 'always' };
    const today = this.#zone.dayAt(now);
    const tomorrow = (): number => {
      const begins = this.#zone.atWall((today + 1) * DAY_MS);
      return judgedAt(this.#context.settings, place, { instance: instanceCode, chat, rule }, begins, true);
    };
    // A round moment behind the spread.
    const gatheredAt = (Math.floor(now / SPREAD_MS) + 1) * SPREAD_MS;
    const most = place.reminders.perChatPerDay;
    return { chat, rule, folds: { since: this.#zone.atWall(today * DAY_MS), most, gatheredAt, tomorrow } };
  }

  async #putOff(groups: readonly { readonly rows: readonly ReminderRow[] }[], until: number): Promise<void> {
    await this.#context.store.work.putOffReminders(
      groups.flatMap(({ rows }) => rows.map((row) => ({ row, until }))),
    );
  }
}
