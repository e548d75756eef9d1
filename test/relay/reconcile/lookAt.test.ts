import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInstance } from '../../../src/feishu/api/instances.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { SILENT_OBSERVER } from '../../../src/relay/context/observe.ts';
import type { LookupResult } from '../../../src/relay/lookup/lookup.ts';
import { createAsking } from '../../../src/relay/reconcile/asking.ts';
import { lookAt } from '../../../src/relay/reconcile/lookAt.ts';
import { runOnce } from '../../../src/relay/reconcile/reconcileRun.ts';
import type { ReconcileRun, RunParts } from '../../../src/relay/reconcile/runParts.ts';
import { newReport, type RunOrder } from '../../../src/relay/reconcile/runReport.ts';
import { sampleRouting } from '../../support/sampleRouting.ts';
import { approvalSettings, chatEntry } from '../../support/sampleSettings.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import { StillClock } from '../../support/stillClock.ts';
import { openWorking } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const MINUTE_MS = 60_000;
const ORDER: RunOrder = { openOnly: false, adopt: false, everything: false };

/** A run with a real store; Feishu is simulated. */
async function run(order: Partial<RunOrder> = {}, listed: string[] = [], retentionMs = 90 * 86_400_000) {
  const store = await openWorking({ kind: 'sqlite', path: join(tempFolder(), 'relay.db') });
  const clock = new StillClock();
  const shows = new Map<string, 'PENDING' | 'APPROVED' | 'missing' | 'refused'>();
  const asked: string[] = [];
  const look = async (code: string): Promise<LookupResult> => {
    asked.push(code);
    const beganAt = clock.now();
    const status = shows.get(code) ?? 'missing';
    if (status === 'missing') return { kind: 'missing', beganAt };
    if (status === 'refused') return { kind: 'failed', error: new FeishuError('no', { code: 1390001 }) };
    const seen = { status, start_time: String(beganAt - 20 * MINUTE_MS) };
    return {
      kind: 'found',
      look: { instance: readInstance(seen, code), snapshot: snapshotOf('{}'), beganAt },
    };
  };
  const approval = approvalSettings('A1', [chatEntry('oc_1')]);
  const parts: RunParts = {
    settings: {
      approvals: new Map([['A1', approval]]),
      timezone: 'Asia/Shanghai',
      calendar: { holidays: [], workdays: [] },
      retentionMs,
    },
    routing: sampleRouting(),
    observer: SILENT_OBSERVER,
    work: store.work,
    callBudget: { take: async () => undefined },
    lookup: { look },
    list: async () => listed,
    clock,
    feishuTime: async () => clock.now(),
    onAccepted: () => undefined,
    onComposed: () => undefined,
  };
  const report = newReport();
  const whole = { ...ORDER, ...order };
  const { signal } = new AbortController();
  const asking = createAsking(parts, signal);
  const one: ReconcileRun = {
    ...parts,
    asking,
    report,
    signal,
    order: whole,
    lookbackMs: 7 * 86_400_000,
    missing: [],
  };
  return {
    store,
    clock,
    shows,
    asked,
    report,
    missing: () => one.missing.map(({ instanceCode }) => instanceCode),
    lookAt: (instanceCode: string, isAgain?: boolean) =>
      lookAt(one, { instanceCode, approvalCode: 'A1' }, isAgain),
    once: () => runOnce(parts, whole, signal, report),
    found: async () =>
      (await store.inbox.dueChanges(clock.now(), 10)).map((one) => `${one.instanceCode} ${one.status}`),
  };
}

describe('a look-up of reconcile', () => {
  it('passes on what Feishu did not push, once', async () => {
    const { shows, lookAt, found, report } = await run();
    shows.set('I1', 'APPROVED');
    await lookAt('I1');
    await lookAt('I1');
    expect(await found()).toEqual(['I1 APPROVED']);
    expect(report).toMatchObject({ looked: 2, missed: 1, found: [{ instance: 'I1', status: 'APPROVED' }] });
  });

  it('takes on what waits silently if that is asked for, and leaves out what is over', async () => {
    const { shows, lookAt, found, report, store } = await run({ adopt: true });
    shows.set('I1', 'PENDING').set('I2', 'APPROVED');
    await lookAt('I1');
    await lookAt('I2');
    expect([report.adopted, await found()]).toEqual([1, []]);
    expect(await store.work.knownInstance('I1')).toMatchObject({ status: 'PENDING' });
  });

  it('does not tell again what ended so long ago that it may have been told and forgotten', async () => {
    const { shows, lookAt, found } = await run({}, [], 15 * MINUTE_MS);
    // Both began twenty minutes ago.
    shows.set('I1', 'PENDING').set('I2', 'APPROVED');
    await lookAt('I1');
    await lookAt('I2');
    expect(await found()).toEqual(['I1 PENDING']);
  });

  it('says of an unknown instance that it is deleted only if it is missing a minute later, too', async () => {
    const { shows, lookAt, found, clock, missing, report } = await run({ adopt: true });
    await lookAt('never-heard-of');
    shows.set('I1', 'PENDING');
    await lookAt('I1');
    shows.delete('I1');
    clock.advance(MINUTE_MS);
    await lookAt('I1');
    expect([await found(), missing()]).toEqual([[], ['I1']]);
    clock.advance(MINUTE_MS);
    await lookAt('I1', true);
    expect([await found(), report.missing]).toEqual([['I1 DELETED'], 1]);
  });

  it('counts what Feishu refuses to show', async () => {
    const { shows, lookAt, report, found } = await run();
    shows.set('I1', 'refused');
    await lookAt('I1');
    expect([report.refused, report.looked, await found()]).toEqual([1, 0, []]);
  });
});

describe('a run', () => {
  it('looks at what was listed, and at each instance once', async () => {
    const { store, clock, shows, once, asked, found, report } = await run({ everything: true }, ['I1', 'I2']);
    await store.ledger.noteConfigured(['A1'], clock.now() - 60 * MINUTE_MS);
    shows.set('I1', 'PENDING').set('I2', 'APPROVED');
    await once();
    expect(asked).toEqual(['I1', 'I2']);
    expect((await found()).sort()).toEqual(['I1 PENDING', 'I2 APPROVED']);
    expect(report).toMatchObject({ windows: 1, listed: 2, looked: 2 });
  });

  it('asks for nothing if only resting rows are to be looked up, and there are none', async () => {
    const { once, asked } = await run({ restsOnly: true }, ['I1']);
    await once();
    expect(asked).toEqual([]);
  });
});
