import { randomUUID } from 'node:crypto';
import type { Locale } from '../../approval/locale.ts';
import type { Status } from '../../approval/status.ts';
import { wholeEntries } from '../../approval/stepNews.ts';
import type { Text } from '../../base/language.ts';
import { purchaseSample } from '../../cards/check/purchaseSample.ts';
import { renderCard } from '../../cards/render/render.ts';
import { markAsTest } from '../../cards/render/testCard.ts';
import type { TemplateSet } from '../../cards/templates/templates.ts';
import type { CardInput } from '../../cards/view/cardInput.ts';
import { postCard } from '../../feishu/api/messages.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import type { ApprovalSettings, ChatTarget, Settings } from '../../settings/settings.ts';
import { notSent } from '../../words/tryText.ts';
import { sampleWithStep, stepInput } from '../deliver/stepInput.ts';
import { askFeishu } from './askFeishu.ts';

/** What a test card is made from. */
export interface SampleCardOf {
  readonly chat: string;
  readonly status: Status;
  /** The approval whose settings apply; undefined: the defaults. */
  readonly approval: ApprovalSettings | undefined;
}

/** A sample card for the chat, marked as a test. `fallback`: why its template could not be used. */
export function sampleCard(
  { settings, templates }: { readonly settings: Settings; readonly templates: TemplateSet },
  { chat, status, approval }: SampleCardOf,
): { readonly content: string; readonly fallback?: Text } {
  const entries = approval?.chats ?? [];
  const ofChat = entries.filter((one) => one.chat.id === chat);
  const entry = wholeEntries(ofChat)[0] ?? ofChat[0] ?? entries[0];
  const locale = entry?.locale ?? settings.locale;
  const sample = sampleOf(status, locale, ofChat.length > 0 ? entry?.stage : undefined);
  const { brand, appLink } = settings.feishu;
  const input: CardInput = {
    ...sample,
    ...(approval ? { approvalCode: approval.code } : {}),
    ...(approval && approval.name !== '' ? { approvalName: approval.name } : {}),
    timezone: settings.timezone,
    brand,
    appLink,
    template: entry?.template ?? '',
    locale,
    mentions: [],
    rings: false,
    detail: 'no-mentions',
  };
  const { content, fallback } = renderCard(templates, input);
  return { content: markAsTest(content, locale), ...(fallback === undefined ? {} : { fallback }) };
}

/** @param stage the steps that the chat is for; absent: the whole request */
function sampleOf(status: Status, locale: Locale, stage: readonly string[] | undefined): CardInput {
  const { input } = purchaseSample(status, false, locale);
  const step = stage && stepInput(sampleWithStep(input, stage[0] ?? ''), stage, []);
  return step ?? input;
}

/**
 * Posts it and returns the id of its message. A command has no rate limiter of the chat: that of a running bot is in
 * another process, and below Feishu's limit it leaves room for one message.
 *
 * @param insteadOf remedies that another text replaces here
 * @throws OperatorError if Feishu refuses it, with the remedy
 */
export function sendSampleCard(
  client: FeishuClient,
  to: ChatTarget,
  content: string,
  insteadOf?: ReadonlyMap<Text, Text>,
): Promise<string> {
  const send = async (): Promise<string> => {
    const turn = await client.turn('message.create', { priority: 0, lane: to.id });
    return (await postCard(client, turn, to, { content, key: randomUUID() })).messageId;
  };
  return askFeishu(notSent(to.id), send, insteadOf);
}
