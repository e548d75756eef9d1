import { isStatus, STATUSES } from '../approval/status.ts';
import { OperatorError } from '../base/errors.ts';
import { type Language, sayIn } from '../base/language.ts';
import { sampleCard, sendSampleCard } from '../relay/calls/sampleCard.ts';
import { approvalFor } from '../settings/approvalFor.ts';
import { approvalsTo, chatTargets } from '../settings/approvalsTo.ts';
import { chatTarget } from '../settings/chatTarget.ts';
import type { ApprovalSettings, ChatTarget, Settings } from '../settings/settings.ts';
import { notAStatus, notMapped } from '../words/cliText.ts';
import { GIVEN_CHAT_REMEDIES, notAChat, sentTo, templateFailed } from '../words/tryText.ts';
import { mustBeConfigured } from './configured.ts';
import { EXIT_FAILED, EXIT_OK } from './exit.ts';
import { complain } from './fail.ts';
import { withClient } from './feishuOf.ts';
import { MisuseError } from './misuse.ts';

interface TryOptions {
  readonly config?: string;
  readonly approval?: string;
  readonly language: Language;
}

/**
 * `approval-relay try CHAT [STATUS]`: posts a sample card, marked as a test. It mentions nobody, and nothing is stored.
 */
export async function run(options: TryOptions, chat: string, given = 'PENDING'): Promise<number> {
  const { language } = options;
  const target = targetOf(chat);
  const status = given.toUpperCase();
  if (!isStatus(status)) throw new MisuseError(notAStatus(given, STATUSES));
  const ready = mustBeConfigured(options);
  const approval = approvalOf(ready.settings, chat, options.approval);
  const card = sampleCard(ready, { chat, status, approval });
  const isConfigured = chatTargets(ready.settings).some(({ id }) => id === chat);
  const messageId = await withClient(ready.settings, (client) =>
    sendSampleCard(client, target, card.content, isConfigured ? undefined : GIVEN_CHAT_REMEDIES),
  );
  console.log(sayIn(language)(sentTo(chat, messageId)));
  if (card.fallback === undefined) return EXIT_OK;
  complain(templateFailed(card.fallback), language);
  return EXIT_FAILED;
}

function targetOf(chat: string): ChatTarget {
  const read = chatTarget.safeParse(chat);
  if (!read.success) throw new MisuseError(notAChat(chat));
  return read.data;
}

/** The approval that is named, else the first that is relayed to the chat. */
function approvalOf(
  settings: Settings,
  chat: string,
  code: string | undefined,
): ApprovalSettings | undefined {
  if (code === undefined) return approvalsTo(settings, chat)[0];
  const approval = approvalFor(settings, code);
  if (!approval) throw new OperatorError(notMapped(code));
  return approval;
}
