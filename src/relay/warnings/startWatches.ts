import type { Warning, WarningCode } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import type { Closers } from '../../base/closers.ts';
import type { Log } from '../../base/log.ts';
import { askGroup } from '../../feishu/api/chats.ts';
import { grantedScopes } from '../../feishu/api/scopes.ts';
import { subscribe } from '../../feishu/api/subscriptions.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import { toFeishuError } from '../../feishu/client/error.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { isTriedAgain } from '../../feishu/verdict.ts';
import { chatTargets, groupTargets } from '../../settings/approvalsTo.ts';
import { conditionNeeds } from '../../settings/conditionNeeds.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Store } from '../../store/open.ts';
import type { DeliveryEnd, EventEnd } from '../context/observe.ts';
import type { WorkerSignals } from '../context/workerSignals.ts';
import { watchCalendar } from './calendarWatch.ts';
import { ChatWatch, type Membership } from './chatWatch.ts';
import { compareConfigurations } from './configCompare.ts';
import { DeliveryWatch } from './deliveryWatch.ts';
import { type IntakeState, watchIntake } from './intakeWatch.ts';
import { PushWatch } from './pushWatch.ts';
import { ScopeWatch } from './scopeWatch.ts';
import { subscribeAll } from './subscribe.ts';
import { TaskWatch } from './taskWatch.ts';
import type { WarningRegistry } from './warningRegistry.ts';

export interface WatchesParts {
  readonly settings: Settings;
  readonly store: Pick<Store, 'ledger' | 'work'>;
  readonly client: FeishuClient;
  readonly warnings: WarningRegistry;
  readonly signals: WorkerSignals;
  readonly intake: IntakeState;
  readonly clock: Clock;
  readonly log: Log;
}

/** Starts the watches of how events and deliveries end. Returns the listener for these ends. */
export function watchEnds(
  parts: Pick<WatchesParts, 'store' | 'warnings' | 'clock' | 'log'>,
  closers: Closers,
): {
  onEvent(end: EventEnd): void;
  onDelivery(end: DeliveryEnd): void;
  onStepsFound(approvalCode: string): void;
} {
  const { ledger } = parts.store;
  const pushes = new PushWatch({ ...parts, ledger });
  closers.push('push watch', () => pushes.stop());
  const tasks = new TaskWatch({ ...parts, ledger });
  closers.push('task watch', () => tasks.stop());
  const deliveries = new DeliveryWatch(parts.warnings);
  return {
    onEvent(end) {
      pushes.eventEnded(end);
      tasks.eventEnded(end);
    },
    onDelivery: deliveries.deliveryEnded,
    onStepsFound: tasks.stepsFound,
  };
}

/**
 * Starts the watches for problems that no event shows. Returns the function to call when the settings have changed.
 */
export function startWatches(parts: WatchesParts, closers: Closers): () => void {
  const { settings, store, client, signals, intake } = parts;
  const isGone = ({ ids }: Warning): boolean => 'approval' in ids && !settings.approvals.has(ids.approval);
  const isElsewhere = ({ code, ids }: Warning): boolean =>
    (ABOUT_TARGETS.has(code) && 'chat' in ids && !isTarget(settings, ids.chat)) ||
    (code === 'person-unreachable' && 'person' in ids && !isTarget(settings, ids.person));
  const isUnhooked = ({ code, ids }: Warning): boolean =>
    code === 'hook-failing' && settings.hooks.every(({ name }) => name !== ids.hook);
  const isOver = (warning: Warning): boolean =>
    isGone(warning) || isElsewhere(warning) || isUnhooked(warning);
  const prune = (): void => parts.warnings.prune(isOver);
  prune();
  const calendar = watchCalendar(settings, parts);
  closers.push('calendar', () => calendar.stop());
  const intakeWatch = watchIntake({
    ...parts,
    fault: () => intake.fault(),
    onBack: () => signals.wakeReconcile('the intake was down'),
  });
  closers.push('intake watch', () => intakeWatch.stop());
  const isWorking = (): boolean => signals.isWorking();
  const configurations = compareConfigurations({ ...parts, work: store.work, isWorking });
  closers.push('configurations', () => configurations.stop());
  const scopes = new ScopeWatch({
    ...parts,
    isWorking,
    conditionNeeds: () => conditionNeeds(settings),
    ask: () => grantedScopes(client),
  });
  closers.push('scope watch', () => scopes.stop());
  const chats = new ChatWatch({
    ...parts,
    ledger: store.ledger,
    isWorking,
    chats: () => groupTargets(settings),
    ask: (chat) => askMembership(client, chat),
  });
  closers.push('chat watch', () => chats.stop());
  const subscribeNew = subscribeMapped(parts, closers);
  return () => {
    prune();
    configurations.wake();
    calendar.wake();
    chats.again();
    scopes.again();
    subscribeNew();
  };
}

/** About chats of the configuration; a closed one is over when its breaker forgets it. */
const ABOUT_TARGETS: ReadonlySet<WarningCode> = new Set(['bot-not-in-chat', 'chat-held']);

function isTarget(settings: Settings, id: string): boolean {
  return chatTargets(settings).some((target) => target.id === id);
}

/** Subscribes to the mapped approvals. Returns the function that follows a changed configuration. */
function subscribeMapped({ settings, store, client, ...parts }: WatchesParts, closers: Closers): () => void {
  let left = new AbortController();
  let known: readonly string[] = [];
  closers.push('subscriptions', () => left.abort());
  const subscribed = new Set<string>();
  const subscribeNew = (): void => {
    const codes = [...settings.approvals.keys()];
    const isSame = codes.length === known.length && codes.every((code) => known.includes(code));
    if (isSame) return;
    known = codes;
    left.abort();
    left = new AbortController();
    void subscribeAll(
      {
        ...parts,
        approvalCodes: codes.filter((code) => !subscribed.has(code)),
        subscribe: async (approvalCode) => {
          await subscribe(client, approvalCode);
          subscribed.add(approvalCode);
        },
        noteSubscribed: (approvalCode, at) => store.ledger.noteSubscribed(approvalCode, at),
      },
      left.signal,
    );
  };
  subscribeNew();
  return subscribeNew;
}

async function askMembership(client: FeishuClient, chat: string): Promise<Membership> {
  try {
    const { hasBot, name } = await askGroup(client, chat);
    return { is: hasBot ? 'in' : 'out', ...(name === '' ? {} : { name }) };
  } catch (thrown) {
    const error = toFeishuError(thrown);
    // A failure that is not about the group passes, or has its own warning.
    const verdict = verdictOf(error);
    const isLater = error.code === undefined || isTriedAgain(verdict);
    return { is: isLater && verdict.fault !== 'scope-missing' ? 'later' : 'unknown' };
  }
}
