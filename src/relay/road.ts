import { setMaxListeners } from 'node:events';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { TemplateSet } from '../cards/templates.ts';
import type { FeishuClient } from '../feishu/client.ts';
import type { Definitions } from '../feishu/definitions.ts';
import { REQUEST_TIMEOUT_MS } from '../feishu/http.ts';
import { getInstance } from '../feishu/instances.ts';
import { createPeople } from '../feishu/people.ts';
import { RECONCILE_DEFAULTS } from '../settings/reconcile.ts';
import type { Settings } from '../settings/settings.ts';
import type { Store } from '../store/open.ts';
import { isAway } from '../store/storeError.ts';
import { createCardMaker } from './cardMaker.ts';
import { createChatDoors } from './chatDoors.ts';
import { createCompose } from './compose.ts';
import { createDeliver, type Deliver } from './deliver.ts';
import { createFound } from './found.ts';
import { type AskInstance, createLookup } from './lookup.ts';
import type { Observer } from './observe.ts';
import { createReconcile } from './reconcile.ts';
import { createAllowance, createLister } from './reconcileParts.ts';
import { createRefresh } from './refresh.ts';
import { createRemind } from './remind.ts';
import { createReminderDesk } from './reminderDesk.ts';
import { createSender } from './send.ts';
import type { Road, Worker } from './worker.ts';

export interface RoadParts {
  readonly settings: Settings;
  readonly store: Store;
  readonly client: FeishuClient;
  readonly definitions: Definitions;
  readonly templates: () => TemplateSet;
  readonly worker: Pick<Worker, 'wakeCompose' | 'wakeDeliver' | 'wakeRefresh'>;
  readonly observer: Observer;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The verbs behind the inbox, put together: made anew each time this process takes the lease, since windows, lanes and
 * caches belong to one holding.
 */
export function createRoad(parts: RoadParts): Road {
  const { settings, store, client, worker, observer, clock, log } = parts;
  const { work } = store;
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every look-up that waits for its turn listens to it.
  setMaxListeners(0, signal);
  const deliver = createDelivering(parts);
  const onComposed = (chats: readonly string[]): void => deliver.wake(chats);
  const onAccepted = (): void => worker.wakeCompose();
  const askAt = (priority: 0 | 1): AskInstance => askerOf(parts, priority, signal);
  const lookup = createLookup(askAt(0), clock);
  const compose = createCompose({
    settings,
    work,
    lookup,
    clock,
    log,
    observer,
    onComposed,
    onPostponed: (until) => worker.wakeCompose(until),
  });
  const unheard = createFound({ work, clock, onAccepted });
  const refresh = createRefresh({
    settings,
    work,
    lookup,
    clock,
    log,
    onComposed,
    onPostponed: (until) => worker.wakeRefresh(until),
    onFound: unheard.onFound,
  });
  const remind = createRemind({
    settings,
    work,
    // Reminders can wait: live work goes first.
    lookup: createLookup(askAt(1), clock),
    clock,
    log,
    signal,
    onComposed,
    onFound: async (...found) => void (await unheard.onFound(...found)),
    onMissing: async (...missing) => void (await unheard.onMissing(...missing)),
  });
  const limits = settings.reconcile ?? RECONCILE_DEFAULTS;
  const reconcile = createReconcile({
    settings,
    defaults: RECONCILE_DEFAULTS,
    work,
    errands: store.errands,
    allowance: createAllowance({ settings, limits, ledger: store.ledger, clock }),
    lookup: createLookup(askAt(1), clock),
    list: createLister(client, signal),
    clock,
    log,
    signal,
    onComposed,
    onAccepted,
  });
  return { compose, deliver, refresh, remind, reconcile, stop: () => stopping.abort() };
}

/** The third verb, and what it takes to make and send a card. */
function createDelivering({
  settings,
  store,
  client,
  definitions,
  templates,
  worker,
  observer,
  clock,
  log,
}: RoadParts): Deliver {
  const { work, outbox } = store;
  const onPostponed = (until: number): void => worker.wakeDeliver(until);
  const desk = createReminderDesk({ settings, work, clock });
  const people = createPeople(client, clock, log);
  const cards = createCardMaker({
    settings,
    work,
    people,
    definitions,
    templates,
    desk,
    clock,
    log,
    observer,
  });
  const sender = createSender({
    settings,
    work,
    client,
    cards,
    doors: createChatDoors(work, clock, log),
    desk,
    clock,
    log,
    observer,
    mayWorkFor: (spanMs) => store.lease.outlasts(spanMs),
    onPostponed,
  });
  return createDeliver({ outbox, work, sender, clock, log, isAway, onPostponed });
}

/** Asks for an instance in its turn, and not when another process may be working by the time the answer comes. */
function askerOf({ settings, store, client }: RoadParts, priority: 0 | 1, signal: AbortSignal): AskInstance {
  return async (instanceCode, began) => {
    await client.prepare();
    const turn = await client.turn('instance.get', { priority, lane: instanceCode, signal });
    if (signal.aborted || !store.lease.outlasts(REQUEST_TIMEOUT_MS)) {
      turn.done('unused');
      throw new Error('the lease is about to end');
    }
    began();
    return getInstance(client, turn, instanceCode, settings.locale);
  };
}
