import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { readInstance } from '../../../src/feishu/api/instances.ts';
import { SILENT_OBSERVER } from '../../../src/relay/context/observe.ts';
import { createRelayFindings } from '../../../src/relay/lookup/impliedChanges.ts';
import { createRefresh } from '../../../src/relay/lookup/refresh.ts';
import { settingsOf } from '../../settings/read.ts';
import { sampleRouting } from '../../support/sampleRouting.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import { StillClock } from '../../support/stillClock.ts';
import { event, openWorking, RELAYED } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const MINUTE_MS = 60_000;

/** An instance that has waited for some minutes and has a card; Feishu is simulated, the store is real. */
async function stage(status: string) {
  const store = await openWorking({ kind: 'sqlite', path: join(tempFolder(), 'relay.db') });
  const clock = new StillClock();
  const changedAt = clock.now() - 10 * MINUTE_MS;
  await store.inbox.add([event('e1', { changedAt })]);
  const [change] = await store.inbox.dueChanges(clock.now(), 1);
  if (!change) throw new Error('nothing due');
  const known = {
    status: 'PENDING',
    changedAt,
    knownBy: 'push',
    snapshot: snapshotOf('{}'),
    startedAt: null,
  } as const;
  await store.work.finishChange(change, { ...RELAYED, known: { ...known, lookedAt: null } }, clock.now());
  let looks = 0;
  const refresh = createRefresh({
    settings: settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [oc_1] } }
`),
    routing: sampleRouting(),
    observer: SILENT_OBSERVER,
    store,
    lookup: {
      look: async (code, beganAt) => {
        looks += 1;
        const seen = { status, start_time: String(changedAt), end_time: String(changedAt + MINUTE_MS) };
        return {
          kind: 'found',
          look: { instance: readInstance(seen, code), snapshot: snapshotOf('{}'), beganAt },
        };
      },
    },
    clock,
    log: silentLog,
    worker: { wakeCompose: () => undefined, wakeDeliver: () => undefined, wakeRefresh: () => undefined },
    onFound: createRelayFindings({ work: store.work, clock, onAccepted: () => undefined }).onFound,
  });
  return {
    marks: async () => {
      await store.markForLook({ instanceCode: 'I1', approvalCode: 'A1', at: clock.now() });
      // A look-up of the same millisecond would not count: nobody knows which came first.
      clock.advance(1);
    },
    found: async () => (await store.inbox.dueChanges(clock.now(), 10)).map((one) => one.status),
    /** How many look-ups a minute brings. */
    async minute() {
      const before = looks;
      for (let passed = 0; passed < MINUTE_MS; passed += 5_000) {
        await refresh.run();
        await refresh.settled();
        clock.advance(5_000);
      }
      return looks - before;
    },
  };
}

describe('a task event whose look-up shows', () => {
  it('an ending has it looked up once more, and passed on', async () => {
    const { marks, minute, found } = await stage('APPROVED');
    await marks();
    expect(await minute()).toBe(2);
    expect(await found()).toEqual(['APPROVED']);
  });

  it('a status that we do not know is looked at once', async () => {
    const { marks, minute, found } = await stage('SUSPENDED');
    await marks();
    expect(await minute()).toBe(1);
    await marks();
    expect(await minute()).toBe(1);
    expect(await found()).toEqual([]);
  });
});
