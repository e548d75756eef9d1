import type { CardDetail } from '../../approval/cardDetail.ts';
import { type ChangeDelivery, type Delivery, isReminding } from '../../approval/delivery.ts';
import type { Field, WidgetDefinition } from '../../approval/field.ts';
import type { Instance } from '../../approval/instance.ts';
import { isLeftOut, NOBODY } from '../../approval/leftOut.ts';
import { resolveMentions } from '../../approval/mention.ts';
import type { Names } from '../../approval/names.ts';
import { renderCard } from '../../cards/render/render.ts';
import type { CardInput, CardPurpose } from '../../cards/view/cardInput.ts';
import { chooseFields } from '../../feishu/form/form.ts';
import type { ChatEntry } from '../../settings/settings.ts';
import type { KnownInstance } from '../../store/instances/changes.ts';
import type { DeliverContext } from './deliverContext.ts';
import { distinguish } from './distinguish.ts';
import { withoutButtons } from './groupInstead.ts';
import { type NoteAndPeople, noteOfReminder } from './noteOfReminder.ts';
import type { Place } from './place.ts';
import type { Request } from './request.ts';
import { type StepState, stepMentions, stepStateOf } from './stepNote.ts';
import { changesNoteOf } from './summaryNote.ts';

/** What is slow to fetch: names and form definitions. */
export interface Draft {
  readonly names: Names;
  readonly seen: VisibleInstance;
}

/** The recorded instance at some time, and the part of its form that the chat may see. */
interface VisibleInstance {
  readonly known: KnownInstance | undefined;
  readonly instance: Instance | undefined;
  readonly fields: readonly Field[];
}

/** A finished card, and whom it mentions. */
export interface CardOfDelivery {
  readonly content: string;
  readonly mentions: readonly string[];
  /** The file of its template; empty: none. */
  readonly template: string;
  /** Whether a text is in the template itself, and so is not a value. */
  readonly isOurs: (text: string) => boolean;
  /** The same card, simpler. */
  readonly at: (detail: CardDetail) => string;
}

const NOTHING: VisibleInstance = { known: undefined, instance: undefined, fields: [] };

/** Before the turn comes: fetches names and definitions, since that may take a while. */
export async function draftCard(context: DeliverContext, delivery: Delivery, place: Place): Promise<Draft> {
  const seen = await see(context, delivery, place.entry);
  const note = await noteOf(context, delivery, place);
  const { people, departments } = whoIsOn(seen);
  const names = await context.people.namesOf([...people, ...(note?.people ?? [])], departments);
  return { names, seen };
}

/**
 * Fifth stage of `send`: the card as JSON text, from the newest snapshot. Changes while the delivery waited are on it;
 * changes after its mark get a row of their own (store/instances/recordLookup.ts).
 */
export async function render(
  context: DeliverContext,
  delivery: Delivery,
  place: Place,
  request: Request,
  draft: Draft,
): Promise<CardOfDelivery> {
  const seen = await see(context, delivery, place.entry, draft.seen);
  // Pending steps are checked again: the wait for the turn may have been long.
  const bare = await noteOf(context, delivery, place);
  const note = bare && (await distinguish(context, bare, place.entry));
  const input = inputOf(context, delivery, place, request, { names: draft.names, seen }, note);
  const card = renderCard(context.templates(), input);
  if (card.fallback !== undefined) warnOfFallback(context, input, card.fallback.en);
  const { content, template } = card;
  return {
    content,
    mentions: input.mentions,
    template: template?.file ?? '',
    isOurs: (text) => template?.texts.has(text) === true,
    at: (detail) => renderCard(context.templates(), { ...input, detail }).content,
  };
}

function warnOfFallback(
  { observer, log, throttle }: DeliverContext,
  { status }: CardInput,
  why: string,
): void {
  observer.cardFellBack(status);
  throttle.run(`fallback ${status}`, (times) =>
    log.warn({ status, why, times }, 'a template could not be used: a plain card is sent'),
  );
}

/** Reading a form takes longer than everything else: it is skipped if nothing has changed since `before`. */
async function see(
  { settings, store, definitions }: DeliverContext,
  delivery: Delivery,
  entry: ChatEntry,
  before?: VisibleInstance,
): Promise<VisibleInstance> {
  if (!('instanceCode' in delivery)) return NOTHING;
  const known = await store.work.knownInstance(delivery.instanceCode);
  if (before && isSameLook(before.known, known))
    return { known, instance: before.instance, fields: before.fields };
  const instance = known?.snapshot?.instance;
  if (!instance) return { known, instance, fields: [] };
  const form: readonly WidgetDefinition[] = instance.form.length
    ? await definitions.of(delivery.approvalCode, settings.locale)
    : [];
  const { timezone } = settings;
  const fields = chooseFields(
    instance.form,
    { timezone, locale: entry.locale, definitions: form },
    entry.fields,
  );
  return { known, instance, fields };
}

function isSameLook(one: KnownInstance | undefined, other: KnownInstance | undefined): boolean {
  return one?.snapshot?.text === other?.snapshot?.text && one?.lookedAt === other?.lookedAt;
}

/** Its reminders or its list; undefined: it is about one change. */
async function noteOf(
  context: DeliverContext,
  delivery: Delivery,
  { entry, reminded }: Place,
): Promise<NoteAndPeople | undefined> {
  if (isReminding(delivery)) return reminded && noteOfReminder(context, delivery, reminded, entry.locale);
  return delivery.kind === 'summary' ? changesNoteOf(context.store.work, delivery) : undefined;
}

function inputOf(
  { settings }: DeliverContext,
  delivery: Delivery,
  { approval, entry }: Place,
  request: Request,
  { names, seen }: Draft,
  note: NoteAndPeople | undefined,
): CardInput {
  const { known, instance, fields } = seen;
  const purpose = purposeOf(request, delivery);
  const step = stepOf(delivery, known);
  const { status, changedAt } = step ?? stateOf(delivery, purpose, entry, known);
  const was = 'was' in delivery ? delivery.was : undefined;
  const { leftOut = NOBODY } = delivery;
  // In a group, the person it is for is mentioned first.
  const addressed = leftOut.instead === undefined ? [] : [delivery.chat];
  const mentions =
    note?.mentions ??
    (step
      ? stepMentions(entry.mention, step, instance)
      : resolveMentions(entry.mention, status, instance, was));
  return {
    status,
    changedAt,
    instance,
    instanceCode: 'instanceCode' in delivery ? delivery.instanceCode : '',
    approvalCode: delivery.approvalCode,
    approvalName: instance?.approvalName || approval.name,
    fields,
    opensAll: entry.fields.open === 'all',
    names,
    mentions: [...new Set([...addressed, ...mentions])].filter((id) => !isLeftOut(leftOut, id)),
    leftOut,
    rings: request.do !== 'update',
    purpose,
    template: entry.template,
    locale: entry.locale,
    timezone: settings.timezone,
    brand: settings.feishu.brand,
    appLink: settings.feishu.appLink,
    asOf: known?.lookedAt ?? undefined,
    detail: delivery.detail,
    reminder: leftOut.instead === undefined ? note?.note : withoutButtons(note?.note),
    step: step?.note,
  };
}

function stepOf(delivery: Delivery, known: KnownInstance | undefined): StepState | undefined {
  const opening = 'opening' in delivery ? delivery.opening : undefined;
  return opening === undefined ? undefined : stepStateOf(known, opening);
}

function purposeOf(request: Request, { kind }: Delivery): CardPurpose {
  if (kind === 'snoozed') return 'reminder';
  if (request.do === 'update') return 'card';
  if (request.do === 'reply') return 'notice';
  return kind === 'reminder' || kind === 'summary' ? kind : 'card';
}

/** The state on the card: the newest for living and held-back cards, its own change for `post` cards and notices. */
function stateOf(
  delivery: Delivery,
  purpose: CardPurpose,
  { mode }: ChatEntry,
  known: KnownInstance | undefined,
): Pick<ChangeDelivery, 'status' | 'changedAt'> {
  if (!('instanceCode' in delivery)) return { status: 'PENDING', changedAt: delivery.createdAt };
  const isOfItsOwn = delivery.kind === 'card' && mode === 'post' && delivery.heldAt === undefined;
  return isOfItsOwn || purpose === 'notice' ? delivery : (known ?? delivery);
}

/** All people and departments whose names the card may show. */
export function whoIsOn({ instance, fields }: Pick<VisibleInstance, 'instance' | 'fields'>): {
  readonly people: readonly string[];
  readonly departments: readonly string[];
} {
  if (!instance) return { people: [], departments: [] };
  const values = fields.flatMap(({ value }) => (value.kind === 'table' ? value.rows.flat() : [value]));
  const people = [
    instance.applicant,
    ...instance.tasks.map((task) => task.person),
    ...instance.comments.map((comment) => comment.person),
    ...instance.timeline.flatMap((entry) => [entry.person, ...entry.others]),
    ...values.flatMap((value) => (value?.kind === 'people' ? value.people : [])),
  ];
  const departments = [
    instance.departmentId,
    // A department that comes with its name need not be looked up.
    ...values.flatMap((value) =>
      value?.kind === 'departments' ? value.departments.filter((d) => d.name === '').map((d) => d.id) : [],
    ),
  ];
  return { people: distinct(people), departments: distinct(departments) };
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => id !== '');
}
