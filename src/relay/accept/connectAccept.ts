import type { Warnings } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { Definitions } from '../../feishu/api/definitions.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Store } from '../../store/open.ts';
import type { Observer } from '../context/observe.ts';
import type { WorkerSignals } from '../context/workerSignals.ts';
import { type Accept, createAccept } from './accept.ts';
import { createTakePress, type TakePress } from './takePress.ts';

export interface ConnectAcceptParts {
  readonly settings: Settings;
  readonly store: Pick<
    Store,
    'inbox' | 'ledger' | 'markForLook' | 'membership' | 'noteCommand' | 'presses' | 'work'
  >;
  readonly definitions: Pick<Definitions, 'forget'>;
  readonly observer: Observer;
  readonly signals: Pick<
    WorkerSignals,
    'wakeAnswer' | 'wakeCompose' | 'wakeDeliver' | 'wakeRefresh' | 'wakeRemind' | 'wakeWelcome' | 'isWorking'
  >;
  readonly warnings: Warnings;
  readonly clock: Clock;
  readonly log: Log;
}

/** The first stage, connected with the store, the chats and approvals, and the worker. */
export function connectAccept(parts: ConnectAcceptParts): Accept & { readonly press: TakePress } {
  const { settings, store, definitions, observer, signals, warnings, clock, log } = parts;
  // Only the worker's configuration decides whether an approval is mapped: another replica's may be older or newer.
  const isMapped = (code: string): boolean =>
    !signals.isWorking() || settings.approvals.has(code) || settings.fallback !== undefined;
  const press = createTakePress({
    ...parts,
    presses: store.presses,
    work: store.work,
    onPressed: () => signals.wakeRemind(),
  });
  const accept = createAccept({
    appId: settings.feishu.appId,
    clock,
    log,
    observer,
    isMapped,
    add: (events) => store.inbox.add(events),
    joinChat: async (chat, eventId) => {
      warnings.over('chat-closed', chat);
      warnings.over('bot-not-in-chat', chat);
      const wasClosed = await store.ledger.reopenChat(chat, clock.now());
      // It was closed because the bot had been removed.
      if (wasClosed) await store.membership.left(chat);
      if (await store.membership.joined({ chat, eventId, at: clock.now() })) signals.wakeWelcome();
      if (wasClosed) signals.wakeDeliver(clock.now());
      return wasClosed;
    },
    leaveChat: (chat) => store.membership.left(chat),
    noteCommand: async (asked) => {
      const about = { chat: asked.chat, message: asked.messageId, command: asked.command };
      if (!(await store.noteCommand({ ...asked, askedAt: clock.now() }))) return;
      log.info(about, 'a command came in a group');
      signals.wakeAnswer();
    },
    forgetDefinition: (approvalCode) => definitions.forget(approvalCode),
    markForLook: async (mark) => {
      if (!isMapped(mark.approvalCode)) return;
      await store.markForLook(mark);
      signals.wakeRefresh();
    },
    onAccepted: () => signals.wakeCompose(),
  });
  return Object.assign(accept, { press });
}
