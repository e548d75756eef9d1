import { wait } from '../../base/clock.ts';
import { OperatorError } from '../../base/errors.ts';
import { asIs } from '../../base/language.ts';
import { getBot } from '../../feishu/api/appInfo.ts';
import { type ChatSummary, listChats } from '../../feishu/api/chats.ts';
import { getApprovalInfo } from '../../feishu/api/definitions.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import { toFeishuError, whyOf } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { askFeishu } from '../../relay/calls/askFeishu.ts';
import { APPROVAL, CHAT } from '../../words/setupText.ts';
import type { Mapping } from './configFile.ts';
import type { SetupParts } from './setupParts.ts';

/**
 * Asks which approval, until Feishu knows it.
 *
 * @param hear waits for the first change of any approval and returns its code; undefined: none came
 */
export async function chooseApproval(
  { dialogue, language }: SetupParts,
  client: FeishuClient,
  hear: () => Promise<string | undefined>,
): Promise<Omit<Mapping, 'chat'>> {
  for (;;) {
    const answer = await dialogue.ask({
      text: APPROVAL.which,
      check: (given) => (given === '' || codeIn(given) !== undefined ? undefined : APPROVAL.noCode),
    });
    const approvalCode = answer === '' ? await hear() : codeIn(answer);
    if (approvalCode === undefined) continue;
    try {
      const { name } = await getApprovalInfo(client, approvalCode, language === 'zh' ? 'zh-CN' : 'en-US');
      dialogue.say(APPROVAL.found(name));
      return { approvalCode, name };
    } catch (thrown) {
      const error = toFeishuError(thrown);
      dialogue.say(APPROVAL.refused(whyOf(error), verdictOf(error).remedy));
    }
  }
}

/** The code of an approval, alone or in an address of the approval admin. */
function codeIn(given: string): string | undefined {
  const inAddress = /[?&#]definitionCode=([A-Za-z0-9_-]{1,64})(?:[&#]|$)/i.exec(given)?.[1];
  return inAddress ?? (/^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : undefined);
}

const ANOTHER = 'another';
const POLL_MS = 2_000;
const PATIENCE_MS = 10 * 60_000;

/** Asks which group, of those that the bot is in; or waits until the bot is added to one. */
export async function chooseChat(parts: SetupParts, client: FeishuClient): Promise<string> {
  const { dialogue } = parts;
  const chats = await askFeishu(CHAT.asking, () => listChats(client));
  if (chats.length === 0) return waitForChat(parts, client, chats);
  const chosen = await dialogue.choose(CHAT.which, [
    ...chats.map(({ id, name }) => ({ value: id, label: asIs(`${name} (${id})`) })),
    { value: ANOTHER, label: CHAT.another },
  ]);
  return chosen === ANOTHER ? waitForChat(parts, client, chats) : chosen;
}

/** It polls the list of groups: an event would only reach the running bot. */
async function waitForChat(
  { dialogue, clock }: SetupParts,
  client: FeishuClient,
  known: readonly ChatSummary[],
): Promise<string> {
  const { name } = await askFeishu(CHAT.asking, () => getBot(client));
  dialogue.say(CHAT.add(name));
  const until = clock.monotonic() + PATIENCE_MS;
  while (clock.monotonic() < until) {
    const chats = await askFeishu(CHAT.asking, () => listChats(client));
    const joined = chats.find(({ id }) => known.every((chat) => chat.id !== id));
    if (joined) {
      dialogue.say(CHAT.joined(joined.name));
      return joined.id;
    }
    await wait(clock, POLL_MS);
  }
  throw new OperatorError(CHAT.notSeen);
}
