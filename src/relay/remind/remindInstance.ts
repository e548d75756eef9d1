import { SETTLED_MS } from '../../approval/impliedChange.ts';
import { spreadInMorning } from '../../approval/spread.ts';
import { isFinal } from '../../approval/status.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { type Zone, zoneOf } from '../../base/zone.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Changes, KnownInstance } from '../../store/instances/changes.ts';
import type { FreshInstance, Speaking } from '../../store/reminders/reminderOrder.ts';
import type { ReminderRow } from '../../store/reminders/reminderRow.ts';
import type { Reminders } from '../../store/reminders/reminders.ts';
import type { Look, Lookup } from '../lookup/lookup.ts';
import {
  isGathered,
  mannerOf,
  mayBeSaidAt,
  type ReminderTarget,
  targetsOf,
  wantedReminders,
} from '../routing/reminderTargets.ts';
import {
  type DueGroup,
  gatheredAt,
  groupsOf,
  heldUntil,
  isApart,
  isDue,
  sortBySayable,
  type Turn,
} from './dueGroups.ts';
import { LATER_MS, LookUpTrouble, MUCH_LATER_MS } from './lookUpTrouble.ts';
import { type RecordStepsParts, recordSteps } from './recordSteps.ts';

export interface RemindInstanceParts extends RecordStepsParts {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone' | 'calendar'>;
  readonly work: Pick<Changes, 'knownInstance'> &
    RecordStepsParts['work'] &
    Pick<Reminders, 'remindersOf' | 'putOffReminders' | 'remind' | 'resyncReminders'>;
  /** Whose requests go after live work. */
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when this process is to work no more. */
  readonly signal: AbortSignal;
  /** These chats have something to hear. */
  readonly onComposed: (chats: readonly string[]) => void;
  /** It does not wait any more, and nobody has told us: to be relayed as if its event had come. */
  readonly onFound: (instanceCode: string, approvalCode: string, look: Look) => Promise<void>;
  /** Feishu did not know it twice, a minute apart: to be relayed as DELETED from the snapshot. */
  readonly onMissing: (instanceCode: string, approvalCode: string) => Promise<void>;
}

/** What is to be folded into one card with others. */
export interface ToFold {
  readonly item: FreshInstance;
  readonly chat: string;
  readonly rule: string;
  readonly isExcess: boolean;
  /** See {@link mannerOf}. */
  readonly manner: string;
}

/** Reminds of one instance, if it still waits. Returns what goes into a card with others. */
export type RemindInstance = (instanceCode: string, turn: Turn) => Promise<ToFold[]>;

const DAY_MS = 86_400_000;

/**
 * Reminds of one instance: outside of working time later, otherwise fresh before it speaks. It is looked up once for
 * all chats; an ending that nobody told us of is handed on instead, and a turn that has passed on takes its own clock.
 */
export function createRemindInstance(parts: RemindInstanceParts): RemindInstance {
  const reminder = new InstanceReminder(parts);
  return (instanceCode, turn) => reminder.remind(instanceCode, turn);
}

/** An instance that waits, and what of it may be said now. */
interface Waiting {
  readonly instanceCode: string;
  readonly approvalCode: string;
  readonly known: KnownInstance;
  readonly groups: readonly DueGroup[];
}

class InstanceReminder {
  readonly #parts: RemindInstanceParts;
  readonly #zone: Zone;
  readonly #trouble: LookUpTrouble;

  constructor(parts: RemindInstanceParts) {
    this.#parts = parts;
    this.#zone = zoneOf(parts.settings.timezone);
    this.#trouble = new LookUpTrouble(parts);
  }

  async remind(instanceCode: string, turn: Turn): Promise<ToFold[]> {
    const { settings, work } = this.#parts;
    const due = (await work.remindersOf(instanceCode)).filter(
      ({ dueAt }) => dueAt !== null && dueAt <= turn.now,
    );
    const approvalCode = due[0]?.approval ?? '';
    const approval = approvalFor(settings, approvalCode);
    const known = await work.knownInstance(instanceCode);
    if (!known || isFinal(known.status)) {
      await work.resyncReminders([{ instanceCode, approvalCode, wanted: [] }], turn.now);
      return [];
    }
    const { groups, isStale } = groupsOf(due, await targetsOf(this.#parts, approval, known));
    if (isStale) {
      const wanted = await wantedReminders(this.#parts, approval, known.snapshot?.instance, {
        ...known,
        instanceCode,
      });
      await work.resyncReminders([{ instanceCode, approvalCode, wanted }], turn.now);
    }
    const sayable = await this.#sayable(groups, turn);
    if (sayable.length === 0) return [];
    if (turn.counts.isFeishuAway()) {
      turn.counts.add('failed');
      await this.#putOff(sayable, turn.now + LATER_MS);
      return [];
    }
    return this.#lookUp({ instanceCode, approvalCode, known, groups: sayable }, turn);
  }

  async #lookUp(waiting: Waiting, turn: Turn): Promise<ToFold[]> {
    const { lookup, clock, signal, onMissing, onFound } = this.#parts;
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
      // The look-up may have waited for its turn until the hours were over.
      const sayable = await this.#sayable(groups, { ...turn, now: clock.now() });
      await recordSteps(this.#parts, waiting, look);
      return sayable.length === 0 ? [] : this.#stillWaits({ ...waiting, groups: sayable }, look, turn);
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

  async #stillWaits(waiting: Waiting, look: Look, turn: Turn): Promise<ToFold[]> {
    const { settings, work, clock, onComposed } = this.#parts;
    const { instanceCode, approvalCode, known, groups } = waiting;
    const { now, counts, silences } = turn;
    const { snapshot, beganAt, instance } = look;
    const groupOf = ({ chat, rule }: Pick<Speaking, 'chat' | 'rule'>): DueGroup | undefined =>
      groups.find((group) => chat === group.chat && rule === group.rule);
    const item: FreshInstance = {
      instanceCode,
      approvalCode,
      wanted: await wantedReminders(this.#parts, approvalFor(settings, approvalCode), instance, {
        ...known,
        instanceCode,
      }),
      look: { snapshot: snapshot.text, lookedAt: beganAt, startedAt: instance.startedAt ?? null },
      // A step that the look-up brought may be silenced, too.
      heldUntil: (row) => {
        const place = groupOf(row)?.place;
        return place && heldUntil(settings, place, row, { now: clock.now(), silences });
      },
    };
    const speaking = groups.map((group) => this.#speakingOf(group, now));
    const { isOver, told, folded, spilled, unsent } = await work.remind(item, speaking, clock.now());
    if (isOver) counts.add('ended');
    counts.add('reminded', told.length);
    counts.add('unsent', unsent.length);
    if (told.length > 0) onComposed(told.map(({ chat }) => chat));
    for (const one of spilled) {
      await this.#later(instanceCode, one, this.#tomorrow(instanceCode, one, groupOf(one)?.place, now), turn);
    }
    const foldedNow: ToFold[] = [];
    for (const one of folded) {
      const { chat, rule, folds } = one;
      const isExcess = folds !== 'always';
      const isSpread = groups.some(({ rows }) => rows.some(isApart));
      const place = groupOf(one)?.place;
      if (isExcess && isSpread) await this.#later(instanceCode, one, gatheredAt(now), turn);
      else if (place) foldedNow.push({ item, chat, rule, isExcess, manner: mannerOf(place) });
    }
    return foldedNow;
  }

  #speakingOf({ chat, rule, place }: DueGroup, now: number): Speaking {
    if (isGathered(place, rule)) return { chat, rule, folds: 'always' };
    const most = place.reminders.perChatPerDay;
    return { chat, rule, folds: { since: this.#zone.atWall(this.#zone.dayAt(now) * DAY_MS), most } };
  }

  /** When what exceeds even the day's one card is judged again. */
  #tomorrow(
    instanceCode: string,
    { chat }: Speaking,
    place: ReminderTarget | undefined,
    now: number,
  ): number {
    const tomorrow = this.#zone.atWall((this.#zone.dayAt(now) + 1) * DAY_MS);
    const at = place && mayBeSaidAt(this.#parts.settings, place, tomorrow);
    if (!place || at === undefined) return tomorrow;
    return spreadInMorning(`${instanceCode} ${chat}`, at, place.time);
  }

  async #later(
    instanceCode: string,
    { chat, rule }: Speaking,
    until: number,
    { now, counts }: Turn,
  ): Promise<void> {
    const all = await this.#parts.work.remindersOf(instanceCode);
    counts.add('deferred');
    await this.#putOff([{ rows: all.filter((row) => isDue(row, { chat, rule }, now)) }], until);
  }

  /** Puts off what may not be said now; returns what may. */
  async #sayable(groups: readonly DueGroup[], turn: Turn): Promise<DueGroup[]> {
    const { sayable, later } = sortBySayable(this.#parts.settings, groups, turn);
    if (later.length > 0) await this.#parts.work.putOffReminders(later);
    return sayable;
  }

  async #putOff(groups: readonly { readonly rows: readonly ReminderRow[] }[], until: number): Promise<void> {
    await this.#parts.work.putOffReminders(groups.flatMap(({ rows }) => rows.map((row) => ({ row, until }))));
  }
}
