import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { createDefinitions } from '../feishu/api/definitions.ts';
import { createDepartments } from '../feishu/api/departments.ts';
import { getInstance } from '../feishu/api/instances.ts';
import { createFeishuClient } from '../feishu/client/client.ts';
import { CallCount } from '../relay/calls/callCount.ts';
import { createLookup } from '../relay/lookup/lookup.ts';
import { createLister } from '../relay/reconcile/asking.ts';
import { createCallBudget } from '../relay/reconcile/callBudget.ts';
import { type RunOnceParts, runOnce } from '../relay/reconcile/reconcileRun.ts';
import type { RunOrder, RunReport } from '../relay/reconcile/runReport.ts';
import { createRouting } from '../relay/routing/routing.ts';
import { feishuTimeAt } from '../relay/warnings/clockWatch.ts';
import { RECONCILE_DEFAULTS } from '../settings/defaults.ts';
import type { Settings } from '../settings/settings.ts';
import type { Ledger } from '../store/ledger.ts';
import type { Store } from '../store/open.ts';
import type { LookingStore } from '../store/openReadOnly.ts';

/** A run of this process, which holds the lease. What it finds is on disk, for the bot to relay when it starts. */
export function runHere(
  settings: Settings,
  store: Pick<Store, 'work' | 'ledger'>,
  order: RunOrder,
  signal: AbortSignal,
): Promise<RunReport> {
  return runBy(settings, store, order, signal);
}

/** A run that writes nothing: only what it would do is told. */
export function lookOnly(
  settings: Settings,
  looking: LookingStore,
  order: RunOrder,
  signal: AbortSignal,
): Promise<RunReport> {
  const spent = new Map<string, number>();
  const ledger: CountingLedger = {
    addCalls: async (month, billed) => void spent.set(month, (spent.get(month) ?? 0) + billed),
    callsOf: async (month) => (await looking.callsOf(month)) + (spent.get(month) ?? 0),
  };
  const work: RunOnceParts['work'] = {
    ...looking,
    addFinding: async () => true,
    staleRests: async () => [],
    restAgain: async () => undefined,
    recordLook: async () => ({ chats: [], superseded: [] }),
    noteListed: async () => undefined,
    noteLooked: async () => undefined,
    adopt: async () => true,
    lastRun: async () => undefined,
    noteRun: async () => undefined,
  };
  return runBy(settings, { work, ledger }, order, signal);
}

type CountingLedger = Pick<Ledger, 'addCalls' | 'callsOf'> & Partial<Pick<Ledger, 'noteConfigured'>>;

async function runBy(
  settings: Settings,
  { work, ledger }: { readonly work: RunOnceParts['work']; readonly ledger: CountingLedger },
  order: RunOrder,
  signal: AbortSignal,
): Promise<RunReport> {
  const clock = systemClock();
  const calls = new CallCount(
    clock,
    () => settings.timezone,
    (month, billed) => ledger.addCalls(month, billed),
  );
  const client = createFeishuClient({
    feishu: settings.feishu,
    limits: settings.limits,
    clock,
    log: silentLog,
    onAnswer: ({ billed }) => {
      if (billed) calls.count();
    },
  });
  const feishuTime = async (): Promise<number> => {
    // Its answer tells what Feishu's clock shows.
    await client.prepare();
    return feishuTimeAt(clock.now(), client.clockSkew()?.ms);
  };
  await ledger.noteConfigured?.([...settings.approvals.keys()], await feishuTime());
  const limits = () => settings.reconcile ?? RECONCILE_DEFAULTS;
  const lookup = createLookup(async (instanceCode, began) => {
    await client.prepare();
    const turn = await client.turn('instance.get', { priority: 1, lane: instanceCode, signal });
    began();
    return getInstance(client, turn, instanceCode, settings.locale);
  }, clock);
  try {
    return await runOnce(
      {
        settings,
        routing: createRouting({
          settings,
          definitions: createDefinitions(client, clock, silentLog),
          departments: createDepartments(client, clock, silentLog),
        }),
        observer: { deliveryEnded: () => undefined },
        defaults: RECONCILE_DEFAULTS,
        work,
        callBudget: createCallBudget({ settings, limits, ledger, clock }),
        lookup,
        list: createLister(client, signal),
        clock,
        feishuTime,
        onComposed: () => undefined,
        onAccepted: () => undefined,
      },
      order,
      signal,
    );
  } finally {
    await calls.save();
    await client.close();
  }
}
