import type { Delivery } from '../approval/delivery.ts';
import type { Field, WidgetDefinition } from '../approval/field.ts';
import { chooseFields } from '../approval/form.ts';
import type { Instance } from '../approval/instance.ts';
import { resolveMentions } from '../approval/mention.ts';
import type { Status } from '../approval/status.ts';
import type { CardDetail, CardInput, CardPurpose } from '../cards/cardInput.ts';
import { type RenderedCard, renderCard } from '../cards/render.ts';
import type { TemplateSet } from '../cards/templates.ts';
import type { Names } from '../feishu/people.ts';
import type { ApprovalSettings, ChatEntry, Settings } from '../settings/settings.ts';
import type { NoteAndPeople } from './reminderDesk.ts';

/** The instance as it is known when a card is made of it. */
export interface CardSource {
  /** What the form is made of; empty: not known. */
  readonly definitions: readonly WidgetDefinition[];
  readonly instance?: Instance;
  readonly lookedAt?: number;
}

/** Everybody and every department whose name the card may show. */
export function whoIsOn(
  source: CardSource,
  fields: readonly Field[],
): { people: string[]; departments: string[] } {
  const { instance } = source;
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
    // A department that brought its name along need not be asked for.
    ...values.flatMap((value) =>
      value?.kind === 'departments' ? value.departments.filter((d) => d.name === '').map((d) => d.id) : [],
    ),
  ];
  return { people: distinct(people), departments: distinct(departments) };
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => id !== '');
}

/** What of the form this chat may see. */
export function fieldsOf(settings: Settings, entry: ChatEntry, source: CardSource): Field[] {
  const { instance, definitions } = source;
  const { timezone } = settings;
  return instance
    ? chooseFields(instance.form, { timezone, locale: entry.locale, definitions }, entry.fields)
    : [];
}

/** What a card tells, and how. */
export interface CardOrder {
  readonly delivery: Delivery;
  readonly approval: ApprovalSettings;
  readonly entry: ChatEntry;
  readonly source: CardSource;
  readonly fields: readonly Field[];
  readonly names: Names;
  readonly purpose: CardPurpose;
  /** Whether those mentioned are rung. */
  readonly rings: boolean;
  /** What it reminds of; absent: it tells a change. */
  readonly reminder?: NoteAndPeople;
  /** What it tells: the delivery's change, or what came after it. */
  readonly state: { readonly status: Status; readonly changedAt: number };
}

/** Makes the card of a delivery. Never throws: what cannot be rendered becomes a plain card. */
export function renderDelivery(settings: Settings, templates: TemplateSet, order: CardOrder): RenderedCard {
  const { delivery, approval, entry, source, fields, names, purpose, rings, state, reminder } = order;
  const { instance } = source;
  const input: CardInput = {
    status: state.status,
    changedAt: state.changedAt,
    instance,
    instanceCode: delivery.instanceCode,
    approvalCode: delivery.approvalCode,
    approvalName: instance?.approvalName || approval.name,
    fields,
    names,
    mentions: reminder?.mentions ?? resolveMentions(entry.mention, state.status, instance, delivery.was),
    rings,
    purpose,
    template: entry.template,
    locale: entry.locale,
    timezone: settings.timezone,
    brand: settings.feishu.brand,
    appLink: settings.feishu.appLink,
    asOf: source.lookedAt,
    detail: delivery.detail as CardDetail,
    reminder: reminder?.note,
  };
  return renderCard(templates, input);
}
