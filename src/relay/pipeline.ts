import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { ReceivedChange } from '../approval/change.ts';
import type { NoticedWarning } from '../approval/warning.ts';
import { createDepartments } from '../feishu/api/departments.ts';
import { createPeople } from '../feishu/api/people.ts';
import { createReplay, type Replay } from './commands/replay.ts';
import { createTakeCommands, type TakeCommands } from './commands/takeCommands.ts';
import { compose } from './compose/compose.ts';
import type { Context } from './context/context.ts';
import { createRateLimiters } from './context/rateLimiter.ts';
import { createDeliver, type Deliver } from './deliver/deliver.ts';
import { forgetRefusals } from './deliver/refusedCard.ts';
import { type AnswerCommands, createAnswerCommands } from './groups/answerCommands.ts';
import { createSendWelcomes, type SendWelcomes } from './groups/welcome.ts';
import { createRelayFindings, type RelayFindings } from './lookup/impliedChanges.ts';
import { askInstance, createLookup } from './lookup/lookup.ts';
import { createRefresh, type Refresh } from './lookup/refresh.ts';
import { createLister } from './reconcile/asking.ts';
import { CallBudget } from './reconcile/callBudget.ts';
import { createReconcile, type Reconcile } from './reconcile/reconcile.ts';
import { createRemind, type Remind } from './remind/remind.ts';
import { obeySilence, SILENCE, type SilenceOrder } from './remind/silenceOrder.ts';
import { createRouting } from './routing/routing.ts';
import { createTally, type Tally } from './stats/tally.ts';
import { createNotifyOperators, type NotifyOperators } from './warnings/operators.ts';

/** Changes whose unexpected failures are counted. */
const MOST_ODD = 10_000;

/** What a pipeline is made from: the context without what belongs to one holding of the lease. */
export interface PipelineParts
  extends Omit<Context, 'limiters' | 'people' | 'routing' | 'mayWorkFor' | 'signal'> {
  /** The current warnings. */
  readonly noticed: () => Promise<readonly NoticedWarning[]>;
}

/** The stages behind the inbox. */
export interface Pipeline {
  /** Rejects if the row could not be updated. */
  readonly compose: (change: ReceivedChange) => Promise<void>;
  readonly deliver: Deliver;
  /** Looks up the instances that task events marked. */
  readonly refresh: Refresh;
  readonly remind: Remind;
  /** The settings have changed: everything that depends on them is rebuilt. */
  readonly reconfigured: () => void;
  readonly reconcile: Reconcile;
  /** Sends parked rows again, or ends them, on command. */
  readonly replay: Replay;
  /** Runs commands of the command line. */
  readonly takeCommands: TakeCommands;
  /** Posts a card in groups that the bot was added to. */
  readonly welcome: SendWelcomes;
  /** Answers what is asked in groups. */
  readonly answer: AnswerCommands;
  /** Counts what was recorded. */
  readonly tally: Tally;
  /** Posts cards about what needs a person. */
  readonly notifyOperators: NotifyOperators;
  /** Whatever still waits for its turn gives up. */
  readonly stop: () => void;
}

/**
 * The stages behind the inbox, in the order in which a change meets them:
 *
 * accept (accept/) -> INBOX -> compose (look up, choose the chats) -> OUTBOX -> deliver (wait, render, send, record)
 *
 * Beside it, what finds work by itself: refresh (task events), remind (who has waited too long), reconcile (what was
 * missed). Made anew each time this process takes the lease, since rate limiters, lanes and caches belong to one
 * holding.
 */
export function createPipeline(parts: PipelineParts): Pipeline {
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every request that waits for its turn listens to it.
  setMaxListeners(0, signal);
  const { client, clock, log, store } = parts;
  const context: Context = {
    ...parts,
    limiters: createRateLimiters(clock, parts.settings.limits),
    people: createPeople(client, clock, log),
    routing: createRouting({ ...parts, departments: createDepartments(client, clock, log) }),
    mayWorkFor: (spanMs) => store.lease.outlasts(spanMs),
    signal,
  };
  const lookup = createLookup(askInstance(context, 0), clock);
  const composing = { ...context, lookup, oddFailures: new LRUCache<number, number>({ max: MOST_ODD }) };
  const findings = createRelayFindings({
    work: store.work,
    clock,
    onAccepted: () => context.worker.wakeCompose(),
  });
  let remind = remindOf(context, findings);
  const deliver = createDeliver(context);
  forgetRefusals(context);
  return {
    compose: (change) => compose(composing, change),
    deliver,
    refresh: createRefresh({ ...context, ...findings, lookup }),
    remind: () => remind(),
    reconfigured: () => {
      remind = remindOf(context, findings);
      deliver.reconfigured();
      forgetRefusals(context);
    },
    reconcile: reconcileOf(context),
    replay: createReplay(context, deliver),
    takeCommands: takeCommandsOf(context),
    welcome: createSendWelcomes(context),
    answer: createAnswerCommands(context),
    tally: createTally(context),
    notifyOperators: createNotifyOperators({ ...context, noticed: parts.noticed }),
    stop: () => stopping.abort(),
  };
}

function remindOf(context: Context, findings: RelayFindings): Remind {
  // Reminders can wait: live work goes first.
  return createRemind({
    ...context,
    ...findings,
    lookup: createLookup(askInstance(context, 1), context.clock),
  });
}

function takeCommandsOf(context: Context): TakeCommands {
  const { store } = context;
  const silencing = { ...context, work: store.work };
  const take = createTakeCommands({
    ...context,
    commands: store.commands,
    doers: {
      [SILENCE]: (options) => obeySilence(silencing, JSON.parse(options) as SilenceOrder),
    },
  });
  // Another replica may have taken a press of a button.
  return async () => (await take()) || (await store.work.pressedCards(1)).length > 0;
}

function reconcileOf(context: Context): Reconcile {
  const { store, client, worker, clock, signal } = context;
  return createReconcile({
    ...context,
    work: store.work,
    commands: store.commands,
    callBudget: new CallBudget({ ...context, ledger: store.ledger }),
    lookup: createLookup(askInstance(context, 1), clock),
    list: createLister(client, signal),
    feishuTime: async () => {
      // Its answer shows Feishu's time.
      await client.prepare();
      return context.feishuTime();
    },
    onComposed: (chats) => worker.wakeDeliver(chats),
    onAccepted: () => worker.wakeCompose(),
  });
}
