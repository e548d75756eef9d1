import { type ChatDetails, getChat, NO_SUCH_CHAT } from '../feishu/api/chats.ts';
import { verdictOf } from '../feishu/errorCodes.ts';
import { approvalsTo, chatTargets } from '../settings/approvalsTo.ts';
import type { ChatTarget } from '../settings/settings.ts';
import { CHATS } from '../words/doctorTenantText.ts';
import { WHAT } from '../words/doctorText.ts';
import { REMEDIES } from '../words/remedyText.ts';
import { blocking, type CheckResult, good, undetermined, wrong } from './checkResult.ts';
import { ask, type DoctorParts, notAsked } from './doctorParts.ts';

/** Each chat that the configuration names: whether a card can get there. */
export async function checkChats(parts: DoctorParts): Promise<CheckResult[]> {
  const found = await Promise.all(chatTargets(parts.settings).map((target) => checkChat(parts, target)));
  const results = found.flat();
  // Without the scope the result is the same for all of them: shown once.
  const [first] = results.filter(({ message }) => message === CHATS.needsScope);
  return first ? [first, ...results.filter(({ message }) => message !== CHATS.needsScope)] : results;
}

async function checkChat(parts: DoctorParts, { id, idType }: ChatTarget): Promise<CheckResult[]> {
  const check = `chat:${id}`;
  const remedy = CHATS.tryIt(id);
  if (idType !== 'chat_id') return [undetermined(check, CHATS.direct(id), { remedy })];
  const asked = await ask(() => getChat(parts.client, id));
  if ('answer' in asked) return [...chatResults(parts, asked.answer)];
  if (asked.error.code === NO_SUCH_CHAT)
    return [blocking(check, CHATS.noSuch(id), { remedy: REMEDIES.badChat })];
  if (verdictOf(asked.error).fault === 'scope-missing') return [undetermined('chats', CHATS.needsScope)];
  return [notAsked(check, WHAT.chat(id), asked.error)];
}

function chatResults({ settings, store }: DoctorParts, chat: ChatDetails): CheckResult[] {
  const check = `chat:${chat.id}`;
  const name = chat.name === '' ? chat.id : `${chat.name} (${chat.id})`;
  const remedy = CHATS.tryIt(chat.id);
  if (chat.isDissolved) return [blocking(check, CHATS.dissolved(name), { remedy: REMEDIES.dissolved })];
  if (!chat.isInside) return [blocking(check, CHATS.outside(name), { remedy: REMEDIES.botOutside })];
  if (chat.canSpeak === false) return [blocking(check, CHATS.muted(name), { remedy: REMEDIES.muted })];
  if (chat.canSpeak === undefined) return [undetermined(check, CHATS.maybeMuted(name), { remedy })];
  const code = 'facts' in store ? store.facts.closedChats.get(chat.id) : undefined;
  return [
    chat.isExternal
      ? undetermined(check, CHATS.external(name), { remedy: CHATS.share })
      : good(
          check,
          CHATS.fine(
            name,
            approvalsTo(settings, chat.id).map(({ name: called, code: of }) => called || of),
          ),
        ),
    ...(code === undefined ? [] : [wrong(`${check}:closed`, CHATS.closed(name, code), { remedy })]),
  ];
}
