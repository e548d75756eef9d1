import { strictest } from '../../approval/fieldChoice.ts';
import { renderCard } from '../../cards/render/render.ts';
import { drawCard } from '../../cardview/card.tsx';
import { chooseFields } from '../../feishu/form/form.ts';
import { whoIsOn } from '../../relay/deliver/render.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { ChatEntry } from '../../settings/settings.ts';
import type { AdminParts } from './adminParts.ts';
import type { InstanceStory } from './instanceStory.ts';

/**
 * The card of an instance in a chat, drawn as HTML, by the entry that is for it now; without one, everything is left
 * out that any entry of the chat hides. A card in a group instead of its person also leaves out what the group's
 * entries hide. undefined: the chat gets no card.
 */
export async function drawnCard(
  parts: AdminParts,
  story: InstanceStory,
  chat: string,
): Promise<string | undefined> {
  const { settings, definitions, people, templates } = parts;
  const { known, route, approval: approvalCode } = story;
  const approval = approvalFor(settings, approvalCode);
  const instance = known?.snapshot?.instance;
  if (!approval || !known || !instance || !story.chats.includes(chat)) return undefined;
  const routed = route?.find((one) => one.entry.chat.id === chat && one.gets === 'yes')?.entry;
  const ofChat = routed ? [routed] : approval.chats.filter((one) => one.chat.id === chat);
  const ofGroup = approval.chats.filter((one) => one.chat.id === story.instead.get(chat));
  const entry = carefully([...ofGroup, ...ofChat]);
  if (!entry) return undefined;
  const form = instance.form.length > 0 ? await definitions.of(approvalCode, settings.locale) : [];
  const { timezone } = settings;
  const reading = { timezone, locale: entry.locale, definitions: form };
  const fields = chooseFields(instance.form, reading, entry.fields);
  const { people: ids, departments } = whoIsOn({ instance, fields });
  const names = await people.namesOf([...ids], [...departments]);
  const { content } = renderCard(templates(), {
    status: known.status,
    changedAt: known.changedAt,
    instance,
    instanceCode: story.code,
    approvalCode,
    approvalName: instance.approvalName || approval.name,
    fields,
    opensAll: entry.fields.open === 'all',
    names,
    mentions: [],
    rings: false,
    purpose: 'card',
    template: entry.template,
    locale: entry.locale,
    timezone,
    brand: settings.feishu.brand,
    appLink: settings.feishu.appLink,
    asOf: known.lookedAt ?? undefined,
    detail: 'full',
  });
  const locale = entry.locale.replace('-', '_').toLowerCase();
  return drawCard(JSON.parse(content), { people: names.people, now: known.changedAt, timezone, locale });
}

function carefully(entries: readonly ChatEntry[]): ChatEntry | undefined {
  const [first] = entries;
  return first && { ...first, fields: { ...first.fields, ...strictest(entries.map((one) => one.fields)) } };
}
