import type { Clock } from '../../base/clock.ts';
import { listInstances } from '../../feishu/api/instanceList.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Ledger } from '../../store/ledger.ts';
import { CallCount } from '../calls/callCount.ts';
import type { AskingParts } from './asking.ts';
import { CallBudget } from './callBudget.ts';

/** Beside the month's calls of all kinds, those of reconcile are counted by themselves. */
function reconcileMonth(month: string): string {
  return `${month} reconcile`;
}

/** Those of one hour: a restart within it starts no count of its own. UTC, so that no hour comes twice. */
function reconcileHour(now: number): string {
  return `${new Date(now).toISOString().slice(0, 13)} reconcile`;
}

/** What reconcile may ask of Feishu this hour and this month. */
export function createCallBudget(parts: {
  readonly settings: Pick<Settings, 'timezone'>;
  /** Read each time they are needed: they may change. */
  readonly limits: () => { readonly requestsPerHour: number; readonly requestsPerMonth: number };
  readonly ledger: Pick<Ledger, 'addCalls' | 'callsOf'>;
  readonly clock: Clock;
}): CallBudget {
  const { settings, limits, ledger, clock } = parts;
  const calls = new CallCount(
    clock,
    () => settings.timezone,
    (month, billed) => ledger.addCalls(reconcileMonth(month), billed),
  );
  return new CallBudget({
    clock,
    perHour: () => limits().requestsPerHour,
    perMonth: () => limits().requestsPerMonth,
    spentThisMonth: async () => (await ledger.callsOf(reconcileMonth(calls.month()))) + calls.unsaved,
    spentThisHour: () => ledger.callsOf(reconcileHour(clock.now())),
    spend: async () => {
      await ledger.addCalls(reconcileHour(clock.now()), 1);
      calls.count();
      await calls.save();
    },
  });
}

/** Lists a window, after live work. */
export function createLister(client: FeishuClient, signal: AbortSignal): AskingParts['list'] {
  return (window, before) =>
    listInstances(
      client,
      async () => {
        await before();
        await client.prepare();
        return client.turn('instance.list', { priority: 1, lane: window.approvalCode, signal });
      },
      window,
    );
}
