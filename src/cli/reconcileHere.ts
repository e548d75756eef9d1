import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { createFeishuClient } from '../feishu/client.ts';
import { getInstance } from '../feishu/instances.ts';
import { CallCount } from '../relay/callCount.ts';
import { createLookup } from '../relay/lookup.ts';
import { createAllowance, createLister } from '../relay/reconcileParts.ts';
import type { RunOrder, RunReport } from '../relay/report.ts';
import { type RunOnceParts, runOnce } from '../relay/runOnce.ts';
import { RECONCILE_DEFAULTS } from '../settings/reconcile.ts';
import type { Settings } from '../settings/settings.ts';
import type { Ledger } from '../store/ledger.ts';
import type { Store } from '../store/open.ts';
import type { LookingStore } from '../store/openToLook.ts';

/** A run of this process, which holds the lease. What it finds is on disk, for the bot to relay when it starts. */
export async function runHere(
  settings: Settings,
  store: Pick<Store, 'work' | 'ledger'>,
  order: RunOrder,
  signal: AbortSignal,
): Promise<RunReport> {
  await store.ledger.noteConfigured([...settings.approvals.keys()], systemClock().now());
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
    holdFinding: async () => undefined,
    heldFindings: async () => [],
    dropFinding: async () => undefined,
    releaseFindings: async () => undefined,
    recordLook: async () => [],
    noteListed: async () => undefined,
    noteLooked: async () => undefined,
    adopt: async () => true,
    lastRun: async () => undefined,
    noteRun: async () => undefined,
  };
  return runBy(settings, { work, ledger }, order, signal);
}

type CountingLedger = Pick<Ledger, 'addCalls' | 'callsOf'>;

async function runBy(
  settings: Settings,
  { work, ledger }: { readonly work: RunOnceParts['work']; readonly ledger: CountingLedger },
  order: RunOrder,
  signal: AbortSignal,
): Promise<RunReport> {
  const clock = systemClock();
  const calls = new CallCount(clock, settings.timezone, (month, billed) => ledger.addCalls(month, billed));
  const client = createFeishuClient({
    ...settings.feishu,
    ...settings.limits,
    clock,
    log: silentLog,
    onAnswer: ({ billed }) => {
      if (billed) calls.count();
    },
  });
  const limits = settings.reconcile ?? RECONCILE_DEFAULTS;
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
        defaults: RECONCILE_DEFAULTS,
        work,
        allowance: createAllowance({ settings, limits, ledger, clock }),
        lookup,
        list: createLister(client, signal),
        clock,
        onComposed: () => undefined,
        onAccepted: () => undefined,
      },
      order,
      signal,
    );
  } finally {
    await calls.save();
  }
}
