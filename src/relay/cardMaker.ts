import type { Delivery } from '../approval/delivery.ts';
import type { Field } from '../approval/field.ts';
import type { Status } from '../approval/status.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { CardPurpose } from '../cards/cardInput.ts';
import type { TemplateSet } from '../cards/templates.ts';
import type { Definitions } from '../feishu/definitions.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import type { Names, People } from '../feishu/people.ts';
import type { ApprovalSettings, ChatEntry, Settings } from '../settings/settings.ts';
import type { Changes } from '../store/changes.ts';
import { foundNoteOf } from './foundNote.ts';
import type { Observer } from './observe.ts';
import { kindOf, type Request } from './plan.ts';
import type { NoteAndPeople, ReminderDesk } from './reminderDesk.ts';
import type { RemindedPlace } from './reminderPlaces.ts';
import { type CardSource, fieldsOf, renderDelivery, whoIsOn } from './render.ts';

export interface CardMakerParts {
  readonly settings: Settings;
  readonly work: Pick<Changes, 'knownInstance'>;
  readonly people: People;
  readonly definitions: Pick<Definitions, 'of'>;
  readonly templates: () => TemplateSet;
  readonly desk: Pick<ReminderDesk, 'noteOf'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
}

/** A card for which everything is at hand that may take a while to ask for. */
export interface Draft {
  readonly delivery: Delivery;
  readonly place: CardPlace;
  readonly names: Names;
  readonly seen: Seen;
}

/** By which approval and entry a delivery goes. */
export interface CardPlace {
  readonly approval: ApprovalSettings;
  readonly entry: ChatEntry;
  /** Where it reminds. */
  readonly reminded?: RemindedPlace;
}

/** The instance as it was read at some time. */
interface Seen {
  readonly snapshot: string | null;
  readonly lookedAt: number | null;
  readonly state: { readonly status: Status; readonly changedAt: number };
  readonly source: CardSource;
  readonly fields: readonly Field[];
}

/** Makes the cards of deliveries. */
export interface CardMaker {
  /** Asks for names and definitions: before the delivery's turn comes, since it may take a while. */
  begin(delivery: Delivery, place: CardPlace): Promise<Draft>;
  /** The card as JSON text, from the newest snapshot. */
  finish(draft: Draft, asked: Request): Promise<string>;
}

const WARN_EVERY_MS = 10 * 60_000;

export function createCardMaker(parts: CardMakerParts): CardMaker {
  const { settings, clock, work } = parts;
  const warnedAt = new Map<Status, number>();

  /** Reading a form takes longer than everything else: once is enough where nothing has changed since `before`. */
  const see = async (delivery: Delivery, entry: ChatEntry, before?: Seen): Promise<Seen> => {
    const known = await work.knownInstance(delivery.instanceCode);
    const { snapshot = null, lookedAt = null } = known ?? {};
    const state = known ?? delivery;
    if (before && before.snapshot === snapshot && before.lookedAt === lookedAt) return { ...before, state };
    const instance = snapshot === null ? undefined : parseSnapshot(snapshot, delivery.instanceCode);
    const definitions = instance?.form.length
      ? await parts.definitions.of(delivery.approvalCode, settings.locale)
      : NO_DEFINITIONS;
    const source: CardSource = {
      definitions,
      ...(instance ? { instance } : {}),
      ...(lookedAt === null ? {} : { lookedAt }),
    };
    return { snapshot, lookedAt, state, source, fields: fieldsOf(settings, entry, source) };
  };

  const warnSometimes = (status: Status, why: string): void => {
    const last = warnedAt.get(status);
    if (last !== undefined && clock.now() - last < WARN_EVERY_MS) return;
    warnedAt.set(status, clock.now());
    parts.log.warn({ status, why }, 'a template could not be used: a plain card goes out');
  };

  /** What it reminds of, or gathers; undefined: it tells a change. */
  const noteOf = async (
    delivery: Delivery,
    { entry, reminded }: CardPlace,
  ): Promise<NoteAndPeople | undefined> =>
    reminded ? parts.desk.noteOf(delivery, reminded, entry.locale) : foundNoteOf(work, delivery);

  return {
    async begin(delivery, place) {
      const seen = await see(delivery, place.entry);
      const reminder = await noteOf(delivery, place);
      const who = whoIsOn(seen.source, seen.fields);
      const people = [...who.people, ...(reminder?.people ?? [])];
      const names = await parts.people.namesOf(people, who.departments);
      return { delivery, place, names, seen };
    },
    async finish({ delivery, place, names, seen }, asked) {
      const { approval, entry } = place;
      const { source, fields, state } = await see(delivery, entry, seen);
      // Who still waits is asked again: the turn may have been long in coming.
      const reminder = await noteOf(delivery, place);
      // A living card, and one that was held back, tells the newest state; a card of its own tells its change.
      const purpose: CardPurpose = PURPOSES[kindOf(asked, delivery)];
      const rings = asked.do !== 'update';
      const isOfItsOwn = delivery.kind === 'card' && entry.mode === 'post' && delivery.heldAt === undefined;
      const { status, changedAt } = isOfItsOwn || purpose === 'notice' ? delivery : state;
      const told = reminder ? { reminder } : {};
      const order = { delivery, approval, entry, source, fields, names, purpose, rings, ...told };
      const card = renderDelivery(settings, parts.templates(), { ...order, state: { status, changedAt } });
      if (card.fallback !== undefined) {
        parts.observer.cardFellBack(card.fallback, status);
        warnSometimes(status, card.fallback);
      }
      return card.content;
    },
  };
}

const PURPOSES: Readonly<Record<ReturnType<typeof kindOf>, CardPurpose>> = {
  card: 'card',
  update: 'card',
  notice: 'notice',
  reminder: 'reminder',
  summary: 'summary',
};

/** Nothing is known of what the form is made of. */
const NO_DEFINITIONS: CardSource['definitions'] = [];
