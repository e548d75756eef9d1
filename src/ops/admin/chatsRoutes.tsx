import { isStatus } from '../../approval/status.ts';
import { OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { sampleCard, sendSampleCard } from '../../relay/calls/sampleCard.ts';
import { allApprovals, approvalsTo } from '../../settings/approvalsTo.ts';
import type { ChatTarget, Settings } from '../../settings/settings.ts';
import { ADMIN_PAGES } from '../../words/adminText.ts';
import { CHAT_LIST } from '../../words/adminWaitingText.ts';
import type { AdminParts } from './adminParts.ts';
import { type AdminRoutes, answerPage } from './adminRequest.ts';
import { ChatsPage, type ShownChat } from './pages/chatsPage.tsx';

const MOST_PARKED = 10_000;

/** The chats of the configuration: open or closed, and why; each can be sent a test card. */
export function addChats({ parts, audit, names, show, get, post }: AdminRoutes): void {
  get('/chats', async (request) => {
    const { view } = request;
    const content = <ChatsPage view={view} chats={await shownChats(parts)} names={await names.of([])} />;
    await show(request, { page: 'chats', title: ADMIN_PAGES.chats, content });
  });
  post('/chats', async (action) => {
    const { ctx, view, operator, form } = action;
    const target = targetsOf(parts.settings).get(form.get('chat') ?? '');
    if (!target) return ctx.throw(404);
    audit.did(operator, 'try', { chat: target.id });
    const note = await tryChat(parts, target, form.get('status') ?? '');
    const content = (
      <ChatsPage view={view} chats={await shownChats(parts)} names={await names.of([])} note={note} />
    );
    const title = view.say(ADMIN_PAGES.chats);
    answerPage(ctx, note.isGood ? 200 : 502, { view, title, page: 'chats', children: content });
  });
}

async function tryChat(
  parts: AdminParts,
  target: ChatTarget,
  given: string,
): Promise<{ readonly isGood: boolean; readonly text: Text }> {
  const { settings, templates, client } = parts;
  const status = isStatus(given) ? given : 'PENDING';
  const [approval] = approvalsTo(settings, target.id);
  const card = sampleCard({ settings, templates: templates() }, { chat: target.id, status, approval });
  try {
    await sendSampleCard(client, target, card.content);
    const isPlain = card.fallback !== undefined;
    return { isGood: !isPlain, text: isPlain ? CHAT_LIST.triedPlain : CHAT_LIST.tried };
  } catch (thrown) {
    if (!(thrown instanceof OperatorError)) throw thrown;
    const { en, zh } = thrown.text;
    return { isGood: false, text: { en: CHAT_LIST.notTried.en + en, zh: CHAT_LIST.notTried.zh + zh } };
  }
}

/** Each chat that cards go to, once. */
function targetsOf(settings: Settings): ReadonlyMap<string, ChatTarget> {
  const targets = allApprovals(settings).flatMap(({ chats }) => chats.map(({ chat }) => chat));
  return new Map(targets.map((chat) => [chat.id, chat]));
}

async function shownChats({ settings, store }: AdminParts): Promise<ShownChat[]> {
  const closed = new Map((await store.readOnly.closedChats()).map((one) => [one.chat, one]));
  const parked = new Map<string, number>();
  for (const { chat } of await store.readOnly.listDeliveries({ state: 'parked' }, MOST_PARKED))
    parked.set(chat, (parked.get(chat) ?? 0) + 1);
  return [...targetsOf(settings).keys()].map((id) => ({
    id,
    approvals: approvalsTo(settings, id).map(({ code, name }) => ({ code, name })),
    closed: closed.get(id),
    parked: parked.get(id) ?? 0,
  }));
}
