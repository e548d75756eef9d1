import type { Delivery } from '../approval/delivery.ts';
import { chooseFields } from '../approval/form.ts';
import type { Instance } from '../approval/instance.ts';
import { resolveMentions } from '../approval/mention.ts';
import type { CardDetail, CardInput } from '../cards/cardInput.ts';
import { type RenderedCard, renderCard } from '../cards/render.ts';
import type { TemplateSet } from '../cards/templates.ts';
import type { Names } from '../feishu/people.ts';
import type { ApprovalSettings, ChatEntry, Settings } from '../settings/settings.ts';

/** The instance as it is known when a card is made of it. */
export interface CardSource {
  readonly instance?: Instance;
  readonly lookedAt?: number;
}

/** Everybody and every department whose name the card may show. */
export function whoIsOn({ instance }: CardSource): { people: string[]; departments: string[] } {
  if (!instance) return { people: [], departments: [] };
  const people = [
    instance.applicant,
    ...instance.tasks.map((task) => task.person),
    ...instance.comments.map((comment) => comment.person),
    ...instance.timeline.flatMap((entry) => [entry.person, ...entry.others]),
  ];
  return {
    people: [...new Set(people)].filter((id) => id !== ''),
    departments: instance.departmentId === '' ? [] : [instance.departmentId],
  };
}

/** Makes the card of a delivery. Never throws: what cannot be rendered becomes a plain card. */
export function renderDelivery(
  settings: Settings,
  templates: TemplateSet,
  delivery: Delivery,
  approval: ApprovalSettings,
  entry: ChatEntry,
  source: CardSource,
  names: Names,
): RenderedCard {
  const { instance } = source;
  const input: CardInput = {
    status: delivery.status,
    changedAt: delivery.changedAt,
    ...(instance ? { instance } : {}),
    instanceCode: delivery.instanceCode,
    approvalCode: delivery.approvalCode,
    approvalName: instance?.approvalName || approval.name,
    fields: instance
      ? chooseFields(instance.form, { timezone: settings.timezone, locale: entry.locale }, entry.fields)
      : [],
    names,
    mentions: resolveMentions(entry.mention, delivery.status, instance),
    template: entry.template,
    locale: entry.locale,
    timezone: settings.timezone,
    brand: settings.feishu.brand,
    appLink: settings.feishu.appLink,
    ...(source.lookedAt === undefined ? {} : { asOf: source.lookedAt }),
    detail: delivery.detail as CardDetail,
  };
  return renderCard(templates, input);
}
