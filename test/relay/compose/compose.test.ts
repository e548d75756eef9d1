import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import type { ReceivedChange } from '../../../src/approval/change.ts';
import { silentLog } from '../../../src/base/log.ts';
import { readInstance } from '../../../src/feishu/api/instances.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { compose as run } from '../../../src/relay/compose/compose.ts';
import type { ComposeContext } from '../../../src/relay/compose/composeContext.ts';
import type { EventEnd } from '../../../src/relay/context/observe.ts';
import { SILENT_OBSERVER } from '../../../src/relay/context/observe.ts';
import type { LookupResult } from '../../../src/relay/lookup/lookup.ts';
import type { Routing } from '../../../src/relay/routing/routing.ts';
import { mergeReminders } from '../../../src/settings/reminderSchema.ts';
import type { ComposedChange, KnownInstance } from '../../../src/store/instances/changes.ts';
import type { FindingBody } from '../../../src/store/reconcile/findings.ts';
import { sampleRouting } from '../../support/sampleRouting.ts';
import { approvalSettings, chatEntry } from '../../support/sampleSettings.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';
import { StillClock } from '../../support/stillClock.ts';

const NOW = 1_780_000_000_000;
const SNAPSHOT = '{"status":"PENDING"}';

function found(status: string, more: object = {}): LookupResult {
  const instance = readInstance({ status, approval_name: '采购', ...more }, 'I-1');
  return { kind: 'found', look: { instance, snapshot: snapshotOf(SNAPSHOT, 'I-1'), beganAt: NOW } };
}
const missing: LookupResult = { kind: 'missing', beganAt: NOW };
const failed = (code?: number): LookupResult => ({
  kind: 'failed',
  error: new FeishuError('refused', code === undefined ? {} : { code }),
});

const change = (more: Partial<ReceivedChange> = {}): ReceivedChange => ({
  seq: 1,
  id: 'e1',
  type: 'approval_instance',
  instanceCode: 'I-1',
  approvalCode: 'A-1',
  status: 'APPROVED',
  changedAt: NOW,
  receivedAt: new StillClock().now(),
  attempts: 0,
  asked: 0,
  ...more,
});

/** Composes one change against a store and a Feishu with given answers. */
async function compose(
  one: ReceivedChange,
  result: LookupResult,
  o: {
    body?: FindingBody;
    known?: KnownInstance;
    isDeletedAfter?: boolean;
    approvalOf?: string;
    statuses?: readonly ReceivedChange['status'][];
    name?: string;
    routing?: Routing;
    oddFailures?: LRUCache<number, number>;
  } = {},
) {
  const ends: EventEnd[] = [];
  const finished: ComposedChange[] = [];
  const postponed: { nextAt: number; attempts: number; asked: number; reason: string }[] = [];
  const warnings: string[] = [];
  const clock = new StillClock();
  let looks = 0;
  const reminders = mergeReminders([{}]);
  const own = { ...(o.statuses ? { statuses: o.statuses } : {}), ...(reminders ? { reminders } : {}) };
  const entry = chatEntry('oc_1', { mode: 'post', ...own });
  const context: ComposeContext = {
    routing: o.routing ?? sampleRouting(),
    settings: {
      hooks: [],
      timezone: 'Asia/Shanghai',
      calendar: { holidays: [], workdays: [] },
      approvals: new Map([['A-1', approvalSettings('A-1', [entry], o.name ?? '')]]),
    },
    store: {
      work: {
        knownInstance: async () => o.known,
        finishChange: async (_change, composed) => {
          // No card stands anywhere.
          const chats = composed.announcements
            .filter((announcement) => announcement.isListed)
            .map((announcement) => announcement.chat);
          const isFiltered = composed.announcements.length > 0 && chats.length === 0;
          const reason = isFiltered ? 'filtered' : composed.reason;
          finished.push({ ...composed, reason });
          return { chats, superseded: [], reason };
        },
        approvalOf: async () => o.approvalOf ?? '',
        standing: async () => ({ chats: [], hasSteps: false }),
        hasCards: async () => false,
        isDeletedAfter: async () => o.isDeletedAfter ?? false,
        findingBody: async () => o.body ?? { snapshot: null },
        postponeChange: async (_change, next) => void postponed.push(next),
      },
    },
    oddFailures: o.oddFailures ?? new LRUCache({ max: 10 }),
    lookup: {
      look: async () => {
        looks += 1;
        return result;
      },
    },
    clock,
    log: { ...silentLog, warn: (_facts, text) => void warnings.push(text) },
    observer: { ...SILENT_OBSERVER, eventEnded: (end) => void ends.push(end) },
    worker: { wakeCompose: () => undefined, wakeDeliver: () => undefined, wakeRefresh: () => undefined },
    warnings: { raise: (warning) => void warnings.push(warning.code), over: () => undefined },
  };
  const startedAt = clock.now();
  await run(context, one);
  return {
    end: ends[0],
    finished: finished[0],
    waits: postponed[0] && { ...postponed[0], inMs: postponed[0].nextAt - startedAt },
    looks,
    warnings,
  };
}

const known = (
  status: KnownInstance['status'],
  changedAt: number,
  snapshot: string | null = null,
): KnownInstance => ({
  status,
  changedAt,
  knownBy: 'push',
  snapshot: snapshot === null ? null : snapshotOf(snapshot, 'I-1'),
  lookedAt: null,
  startedAt: null,
});

describe('composing a change', () => {
  it('parks in the end what always fails: later changes of its instance must not wait for ever', async () => {
    const routing: Routing = { ...sampleRouting(), judge: () => Promise.reject(new Error('a mistake')) };
    const oddFailures = new LRUCache<number, number>({ max: 10 });
    const tried = () => compose(change({ attempts: 30 }), found('APPROVED'), { routing, oddFailures });
    const waits: (number | undefined)[] = [];
    for (let tries = 1; tries < 10; tries += 1) waits.push((await tried()).waits?.inMs);
    expect(waits.every((ms) => ms !== undefined && ms <= 300_000)).toBe(true);
    const { end, finished } = await tried();
    expect(end).toMatchObject({ result: 'parked' });
    expect(finished?.reason).toBe('error: a mistake. Report it, with the log; then replay the row.');
  });

  it('decides nothing while Feishu does not say what conditions ask: it is composed again', async () => {
    const away = async (): Promise<never> => {
      throw new FeishuError('away', {});
    };
    const { finished, waits } = await compose(change(), found('APPROVED'), {
      routing: { judge: away, holding: away },
    });
    expect(finished).toBeUndefined();
    expect(waits).toMatchObject({ attempts: 1, reason: 'lookup: away' });
  });

  it('announces it with the event’s status and the API’s details', async () => {
    const { finished, end } = await compose(
      change({ status: 'REVERTED' }),
      found('CANCELED', { reverted: true }),
    );
    expect(finished).toMatchObject({
      reason: 'relayed',
      announcements: [{ chat: 'oc_1', isListed: true }],
      known: { status: 'REVERTED', changedAt: NOW, snapshot: { text: SNAPSHOT } },
    });
    expect(end).toMatchObject({ result: 'relayed', status: 'REVERTED', chats: 1, lookups: 1 });
  });

  it('says of what to remind from now on, and of nothing once it ended', async () => {
    const waiting = await compose(change({ status: 'PENDING' }), found('PENDING'));
    expect(waiting.finished?.reminders).toMatchObject([{ chat: 'oc_1', rule: 'remind', step: '' }]);
    const ended = await compose(change({ asked: 1 }), found('PENDING'));
    expect(ended.finished?.reminders).toEqual([]);
  });

  it('never lets the API’s PENDING replace OVERTIME_CLOSE', async () => {
    const { finished } = await compose(change({ status: 'OVERTIME_CLOSE' }), found('PENDING'));
    expect(finished?.known?.status).toBe('OVERTIME_CLOSE');
  });

  it('asks once more after a second if the look-up does not show it yet', async () => {
    expect((await compose(change(), found('PENDING'))).waits).toMatchObject({
      asked: 1,
      reason: 'not-shown-yet',
    });
    const second = await compose(change({ asked: 1 }), found('PENDING'));
    expect(second.finished).toMatchObject({ reason: 'relayed', known: { status: 'APPROVED' } });
  });

  it.each([
    [0, 2_000],
    [1, 10_000],
    [2, 60_000],
  ])('asks for an unknown instance again (asked %i times) after %i ms', async (asked, inMs) => {
    const { waits } = await compose(change({ asked }), missing);
    expect(waits?.asked).toBe(asked + 1);
    expect(waits?.inMs).toBe(inMs);
  });

  it('then announces it from the snapshot, as it does at once for DELETED', async () => {
    const before = known('PENDING', NOW - 5, SNAPSHOT);
    for (const one of [change({ asked: 3 }), change({ status: 'DELETED' })]) {
      const { finished } = await compose(one, missing, { known: before });
      expect(finished).toMatchObject({
        reason: 'relayed',
        known: { snapshot: { text: SNAPSHOT }, status: one.status },
      });
    }
  });

  it('does not wait for one that a later change says was deleted', async () => {
    const before = known('PENDING', NOW - 5, SNAPSHOT);
    const gone = { known: before, isDeletedAfter: true };
    const { finished } = await compose(change({ status: 'REJECTED' }), missing, gone);
    expect(finished).toMatchObject({
      reason: 'relayed',
      known: { snapshot: { text: SNAPSHOT }, status: 'REJECTED' },
    });
  });

  it('waits out an outage, longer each time, and gives up after seven days', async () => {
    expect((await compose(change(), failed())).waits).toMatchObject({ attempts: 1 });
    const late = await compose(change({ attempts: 20 }), failed());
    expect(late.waits?.inMs).toBeGreaterThan(200_000);
    const old = await compose(change({ receivedAt: change().receivedAt - 7 * 86_400_000 - 1_000 }), failed());
    expect(old.finished).toMatchObject({ parked: true });
    expect(old.end).toMatchObject({ result: 'parked' });
  });

  it('announces it without details if the instance may not be read, and says so', async () => {
    const { finished, warnings } = await compose(change(), failed(1390009));
    expect(finished).toMatchObject({ reason: 'relayed', known: { snapshot: null } });
    expect(warnings).toHaveLength(1);
  });

  it('holds it back if a scope is missing, until somebody acts', async () => {
    const { waits } = await compose(change(), failed(99991672));
    expect(waits?.inMs).toBeGreaterThanOrEqual(59_000);
  });

  it('says nothing of what is older than the current state, without asking Feishu', async () => {
    const { finished, looks, end } = await compose(change(), found('APPROVED'), {
      known: known('REVERTED', NOW + 1),
    });
    expect(finished).toMatchObject({ reason: 'superseded', announcements: [] });
    expect(finished).not.toHaveProperty('known');
    expect([looks, end?.result]).toEqual([0, 'suppressed']);
  });

  it('says nothing of what is not mapped, without asking Feishu', async () => {
    const { finished, looks } = await compose(change({ approvalCode: 'OTHER' }), found('APPROVED'));
    expect([finished?.reason, looks]).toEqual(['unmapped', 0]);
  });

  it('remembers what no chat gets, with one look-up for the snapshot and none after', async () => {
    const first = await compose(change(), found('APPROVED'), { statuses: ['REJECTED'] });
    expect(first.finished).toMatchObject({
      reason: 'filtered',
      known: { status: 'APPROVED', snapshot: { text: SNAPSHOT } },
    });
    const second = await compose(change(), failed(), {
      statuses: ['REJECTED'],
      known: known('PENDING', NOW - 1, '{}'),
    });
    expect([second.finished?.reason, second.looks]).toEqual(['filtered', 0]);
    const third = await compose(change(), failed(), { statuses: ['REJECTED'] });
    expect(third.finished?.reason).toBe('filtered');
  });

  it('takes a push for the confirmation of what a look-up had found', async () => {
    const before = { ...known('APPROVED', NOW - 50), knownBy: 'lookup' as const };
    const { finished } = await compose(change(), found('APPROVED'), { known: before });
    expect(finished).toMatchObject({
      reason: 'duplicate',
      announcements: [],
      known: { knownBy: 'push', changedAt: NOW },
    });
  });

  it('asks Feishu for the approval if the event does not name it, once for that and the details', async () => {
    const { finished, end } = await compose(
      change({ approvalCode: '' }),
      found('APPROVED', { approval_code: 'A-1' }),
    );
    expect(finished).toMatchObject({ reason: 'relayed', announcements: [{ chat: 'oc_1' }] });
    expect(end).toMatchObject({ result: 'relayed', approvalCode: 'A-1' });
  });

  it('does not ask if it was known before, so a deletion is announced too', async () => {
    const { finished, looks } = await compose(change({ approvalCode: '', status: 'DELETED' }), missing, {
      known: known('PENDING', NOW - 5, SNAPSHOT),
      approvalOf: 'A-1',
    });
    expect(finished).toMatchObject({
      reason: 'relayed',
      known: { status: 'DELETED', snapshot: { text: SNAPSHOT } },
    });
    expect(looks).toBe(1);
  });

  it('says nothing of an approval that turns out not to be mapped', async () => {
    const { finished } = await compose(
      change({ approvalCode: '' }),
      found('APPROVED', { approval_code: 'B-1' }),
    );
    expect(finished).toMatchObject({ reason: 'unmapped', announcements: [] });
  });

  it.each([
    ['Feishu does not name it either', found('APPROVED'), 0],
    ['Feishu does not know the instance', missing, 3],
  ])('parks what belongs to no approval: %s', async (_why, result, asked) => {
    const { finished } = await compose(change({ approvalCode: '', asked }), result);
    expect(finished).toMatchObject({
      parked: true,
      reason: expect.stringMatching(/^unreadable: .*approval_code/),
    });
  });

  it('waits if that look-up fails', async () => {
    expect((await compose(change({ approvalCode: '' }), failed())).waits).toMatchObject({ attempts: 1 });
    expect((await compose(change({ approvalCode: '' }), missing)).waits).toMatchObject({ asked: 1 });
  });

  it('keeps a change that is timed by its header open to a push that knows better', async () => {
    const { finished } = await compose(change({ source: 'header' }), found('APPROVED'));
    expect(finished?.known).toMatchObject({ status: 'APPROVED', changedAt: NOW - 10_000, knownBy: 'lookup' });
  });

  it('warns if Feishu has another name for the approval', async () => {
    expect((await compose(change(), found('APPROVED'), { name: '付款' })).warnings).toHaveLength(1);
    expect((await compose(change(), found('APPROVED'), { name: '采购' })).warnings).toHaveLength(0);
  });
});

describe('composing what a look-up found', () => {
  const foundChange = (more: Partial<ReceivedChange> = {}): ReceivedChange =>
    change({ source: 'lookup', type: 'reconcile', receivedAt: NOW + 86_400_000, ...more });

  it('announces it after live work, with the snapshot that it brings, and asks nobody', async () => {
    const { finished, looks, end } = await compose(foundChange(), failed(), {
      known: known('PENDING', NOW - 50, '{}'),
      body: { snapshot: snapshotOf(SNAPSHOT, 'I-1') },
    });
    expect(looks).toBe(0);
    expect(end).toMatchObject({ result: 'relayed', type: 'reconcile' });
    expect(finished).toMatchObject({
      priority: 1,
      was: 'PENDING',
      known: { status: 'APPROVED', changedAt: NOW, knownBy: 'lookup', snapshot: { text: SNAPSHOT } },
    });
  });

  it('announces a deletion from what was known', async () => {
    const { finished } = await compose(foundChange({ status: 'DELETED' }), failed(), {
      known: known('PENDING', NOW - 50, SNAPSHOT),
    });
    expect(finished?.known).toMatchObject({ status: 'DELETED', snapshot: { text: SNAPSHOT } });
  });

  it.each([
    ['the push of the same state came first', known('APPROVED', NOW)],
    ['something later was pushed meanwhile', known('REVERTED', NOW + 1)],
    ['something was pushed after the look-up had begun', known('PENDING', NOW + 86_400_000)],
  ])('says nothing if %s', async (_why, before) => {
    const { finished, end } = await compose(foundChange(), failed(), { known: before });
    expect([end?.result, finished?.reason]).toEqual(['suppressed', 'duplicate']);
    expect(finished).not.toHaveProperty('known');
  });

  it('rests for ten minutes after its look-up if reconcile found it', async () => {
    const body = { snapshot: snapshotOf(SNAPSHOT, 'I-1') };
    const composed = await compose(foundChange(), failed(), { body });
    expect(composed.finished).not.toHaveProperty('restsUntil');
    const lookedAt = Date.now();
    const rested = await compose(foundChange({ receivedAt: lookedAt }), failed(), {
      body: { ...body, rests: true },
    });
    expect(rested.finished).toMatchObject({ priority: 1, restsUntil: lookedAt + 600_000 });
  });
});
