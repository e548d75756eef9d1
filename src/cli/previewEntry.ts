import { isFinal, type Status } from '../approval/status.ts';
import { entriesFor, wholeEntries } from '../approval/stepNews.ts';
import type { Text } from '../base/language.ts';
import type { CardPurpose } from '../cards/view/cardInput.ts';
import { approvalFor } from '../settings/approvalFor.ts';
import type { ApprovalSettings, ChatEntry, Settings } from '../settings/settings.ts';
import { nameApproval, noConfiguration, notAmongChats, notThere } from '../words/previewText.ts';
import { MisuseError } from './misuse.ts';
import type { PreviewOptions } from './previewOptions.ts';

/** How many codes an error lists. */
const CODES_LISTED = 6;

/**
 * The approval whose mapping decides: the one of `--approval`, else the instance's own, else `"*"`. Undefined without
 * any.
 *
 * @throws MisuseError if the configuration has no such approval
 */
export function approvalOf(
  { approval: code, config }: PreviewOptions,
  settings: Settings | undefined,
  ownCode: string,
): ApprovalSettings | undefined {
  if (code === undefined) return settings && approvalFor(settings, ownCode);
  if (!settings) {
    throw new MisuseError(noConfiguration(code, config ?? 'config/relay.yaml'));
  }
  const approval = code === '*' ? settings.fallback : settings.approvals.get(code);
  if (approval) return approval;
  throw new MisuseError(notThere(code, settings.file, knownIn(settings), settings.fallback !== undefined));
}

function knownIn({ approvals }: Settings): string[] {
  const codes = [...approvals.values()].map(({ code, name }) => (name === '' ? code : `${code} (${name})`));
  return codes.length > CODES_LISTED ? [...codes.slice(0, CODES_LISTED), '…'] : codes;
}

/**
 * The chat entry for which a card is rendered: the one of `--chat`, else the first that would get this kind of card;
 * with `--step` one for that step, without it one for the whole request, if there is any.
 *
 * @throws MisuseError if the approval is not mapped to that chat
 */
export function entryOf(
  { chat, step }: PreviewOptions,
  approval: ApprovalSettings | undefined,
  { status, kind }: { readonly status: Status; readonly kind: CardPurpose },
): ChatEntry | undefined {
  const all = approval?.chats ?? [];
  const ofChat = chat === undefined ? all : all.filter((entry) => entry.chat.id === chat);
  if (chat !== undefined && ofChat.length === 0) throw new MisuseError(unmapped(chat, approval));
  const asked =
    step === undefined ? wholeEntries(ofChat) : entriesFor(ofChat, { nodeId: step, nodeName: step });
  const entries = asked.length > 0 ? asked : ofChat;
  const isReminding = kind === 'reminder' || (kind === 'summary' && !isFinal(status));
  return (
    (isReminding ? entries.find((one) => one.reminders) : undefined) ??
    entries.find((one) => one.statuses.includes(status)) ??
    entries[0]
  );
}

function unmapped(chat: string, approval: ApprovalSettings | undefined): Text {
  if (!approval) return nameApproval(chat);
  const known = [...new Set(approval.chats.map((entry) => entry.chat.id))];
  return notAmongChats(chat, approval.code, known);
}
