import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { createDefinitions } from '../feishu/api/definitions.ts';
import { createDepartments } from '../feishu/api/departments.ts';
import { createFeishuClient } from '../feishu/client/client.ts';
import { CallCount } from '../relay/calls/callCount.ts';
import { SILENT_OBSERVER } from '../relay/context/observe.ts';
import { askInstance, createLookup } from '../relay/lookup/lookup.ts';
import { createLister } from '../relay/reconcile/asking.ts';
import { CallBudget } from '../relay/reconcile/callBudget.ts';
import { runOnce } from '../relay/reconcile/reconcileRun.ts';
import type { RunParts } from '../relay/reconcile/runParts.ts';
import type { RunOrder, RunReport } from '../relay/reconcile/runReport.ts';
import { createRouting } from '../relay/routing/routing.ts';
import { feishuTimeAt } from '../relay/warnings/clockWatch.ts';
import type { Settings } from '../settings/settings.ts';
import type { Ledger } from '../store/ledger.ts';
import type { ReadOnlyStore } from '../store/readOnlyStore.ts';

/** A run that writes nothing: it only reports what it would do. */
export function runDry(
  settings: Settings,
  readOnly: ReadOnlyStore,
  order: RunOrder,
  signal: AbortSignal,
): Promise<RunReport> {
  const spent = new Map<string, number>();
  const ledger: CountingLedger = {
    addCalls: async (month, billed) => void spent.set(month, (spent.get(month) ?? 0) + billed),
    callsOf: async (month) => (await readOnly.callsOf(month)) + (spent.get(month) ?? 0),
  };
  const work: RunParts['work'] = {
    ...readOnly,
    addFinding: async () => true,
    staleRests: async () => [],
    restAgain: async () => undefined,
    recordLookup: async () => ({ chats: [], superseded: [] }),
    noteListed: async () => undefined,
    noteLooked: async () => undefined,
    adopt: async () => true,
    lastRun: async () => undefined,
    noteRun: async () => undefined,
  };
  return runHere(settings, { work, ledger }, order, signal);
}

type CountingLedger = Pick<Ledger, 'addCalls' | 'callsOf'> & Partial<Pick<Ledger, 'noteConfigured'>>;

/**
 * A run in this process, which holds the lease or only reads. The bot relays its findings when it starts.
 */
export async function runHere(
  settings: Settings,
  { work, ledger }: { readonly work: RunParts['work']; readonly ledger: CountingLedger },
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
    // Its answer has Feishu's time.
    await client.prepare();
    return feishuTimeAt(clock.now(), client.clockSkew()?.ms);
  };
  await ledger.noteConfigured?.([...settings.approvals.keys()], await feishuTime());
  const asking = { client, settings, mayWorkFor: () => true, signal };
  try {
    return await runOnce(
      {
        settings,
        routing: createRouting({
          settings,
          definitions: createDefinitions(client, clock, silentLog),
          departments: createDepartments(client, clock, silentLog),
        }),
        observer: SILENT_OBSERVER,
        work,
        callBudget: new CallBudget({ settings, ledger, clock }),
        lookup: createLookup(askInstance(asking, 1), clock),
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
