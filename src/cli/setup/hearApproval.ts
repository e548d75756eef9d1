import { type Clock, wait } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { Throttle } from '../../base/throttle.ts';
import { parseSnapshot } from '../../feishu/api/instances.ts';
import { consoleLink } from '../../feishu/appScopes.ts';
import { openLongConnection } from '../../intake/longConnection.ts';
import { type Accept, createAccept } from '../../relay/accept/accept.ts';
import { SILENT_OBSERVER } from '../../relay/context/observe.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Store } from '../../store/open.ts';
import { openToWork } from '../../store/openToWork.ts';
import { HEAR } from '../../words/setupText.ts';
import { whileHolding } from '../whileHolding.ts';
import type { SetupParts } from './setupParts.ts';

const PATIENCE_MS = 10 * 60_000;

/**
 * Waits for the first change of any approval and returns its approval code; undefined: none came, or listening is not
 * possible, and a message was printed.
 *
 * It uses the bot's own intake and stores each event: the bot relays it when it starts. It holds the store's lock
 * meanwhile. If a bot already runs, it does not connect, since a second connection would take events away from it.
 */
export async function hearApproval(parts: SetupParts, settings: Settings): Promise<string | undefined> {
  const { dialogue } = parts;
  const { feishu, store: place } = settings;
  if (feishu.events !== 'websocket') {
    dialogue.say(HEAR.webhook);
    return undefined;
  }
  const opened = await openToWork(place, feishu.appId, parseSnapshot, { mayMake: true });
  try {
    if (opened.kind === 'anothers') {
      dialogue.say(HEAR.anotherBot);
      return undefined;
    }
    const { store } = opened;
    return await whileHolding(store, () => listen(parts, settings, store));
  } finally {
    await opened.store.close();
  }
}

async function listen(
  { dialogue, clock }: SetupParts,
  { feishu }: Settings,
  store: Store,
): Promise<string | undefined> {
  const patience = new AbortController();
  let heard: string | undefined;
  const accept = acceptFor(store, feishu.appId, clock, (approvalCode) => {
    heard ??= approvalCode;
    patience.abort();
  });
  const throttle = new Throttle({ clock });
  const connection = openLongConnection({
    feishu,
    accept,
    clock,
    log: silentLog,
    throttle,
    onRefused: () => undefined,
    onUp: () => dialogue.say(HEAR.waiting(consoleLink(feishu.baseUrl, feishu.appId, 'event'))),
  });
  try {
    await wait(clock, PATIENCE_MS, patience.signal);
  } finally {
    await connection.stop();
    throttle.stop();
  }
  if (heard === undefined) dialogue.say(HEAR.none);
  return heard;
}

/** Takes events as the bot does. No approval is mapped yet, so every change is kept for the bot to look at. */
function acceptFor(
  store: Store,
  appId: string,
  clock: Clock,
  onApproval: (approvalCode: string) => void,
): Accept {
  const ignore = (): void => undefined;
  return createAccept({
    appId,
    clock,
    log: silentLog,
    observer: SILENT_OBSERVER,
    isMapped: () => true,
    async add(events) {
      const added = await store.inbox.add(events);
      // A change without an approval code is of no use here; the bot looks it up later.
      const code = events.map(({ change }) => change?.approvalCode ?? '').find((one) => one !== '');
      if (code !== undefined) onApproval(code);
      return added;
    },
    async joinChat(chat, eventId) {
      await store.membership.joined({ chat, eventId, at: clock.now() });
      return false;
    },
    leaveChat: (chat) => store.membership.left(chat),
    noteCommand: async (asked) => void (await store.noteCommand({ ...asked, askedAt: clock.now() })),
    forgetDefinition: ignore,
    markForLook: (mark) => store.markForLook(mark),
    onAccepted: ignore,
  });
}
