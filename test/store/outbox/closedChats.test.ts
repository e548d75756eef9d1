import { describe, expect, it } from 'vitest';
import type { Status } from '../../../src/approval/status.ts';
import type { Store } from '../../../src/store/open.ts';
import {
  announcement,
  databases,
  event,
  NOW,
  nextDelivery,
  openWorking,
  RELAYED,
  run,
} from '../../support/stores.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WHY = { code: 230002, reason: '230002: Bot is NOT in the chat', remedy: 'Add the bot.' };
const CLOSED = { state: 'parked', reason: `chat-closed: ${WHY.reason}`, remedy: WHY.remedy } as const;

/** A change whose row is parked, since the chat is closed. */
async function park(
  store: Store,
  id: string,
  {
    instance = 'I1',
    status = 'PENDING',
    at = NOW,
    mode = 'post',
    isUnknown = false,
    chat = 'oc_1',
    instead,
  }: Partial<Parked> = {},
): Promise<void> {
  await store.inbox.add([event(id, { instanceCode: instance, status, changedAt: at })]);
  const [change] = await store.inbox.dueChanges(NOW * 2, 1);
  if (!change) throw new Error('nothing due');
  const known = {
    status,
    changedAt: at,
    knownBy: 'push',
    snapshot: null,
    lookedAt: null,
    startedAt: null,
  } as const;
  const announcements = [announcement(chat, { mode })];
  await store.work.finishChange(change, { ...RELAYED, announcements, known, was: 'PENDING' }, NOW);
  const delivery = await nextDelivery(store, chat, NOW);
  if (!delivery) throw new Error('nothing due');
  const unknown = {
    state: 'waiting',
    nextAt: NOW,
    detail: 'full',
    reason: 'cut',
    unknownSince: NOW,
  } as const;
  if (isUnknown) await store.work.settleDelivery(delivery, unknown, NOW);
  const moved = { state: 'waiting', nextAt: NOW, detail: 'full', reason: '230013: out of reach' } as const;
  if (instead === undefined) {
    await store.work.settleDelivery(delivery, CLOSED, NOW);
    return;
  }
  await store.work.settleDelivery(delivery, { ...moved, leftOut: { refused: [], instead } }, NOW);
  const again = await nextDelivery(store, chat, NOW);
  if (again) await store.work.settleDelivery(again, CLOSED, NOW);
}

interface Parked {
  readonly instance: string;
  readonly status: Status;
  readonly at: number;
  readonly mode: 'live' | 'post';
  readonly isUnknown: boolean;
  readonly chat: string;
  /** The group that was to get it in the place of its chat. */
  readonly instead: string;
}

describe.each(databases)('a closed chat in $name', ({ place: makePlace }) => {
  const closed = async () => {
    const place = await makePlace();
    const store = await openWorking(place);
    await store.work.closeChat({ chat: 'oc_1', ...WHY, probes: 0, probeAt: NOW + MINUTE }, NOW);
    const states = async () =>
      (await run(place, 'select change_id, state from outbox order by seq')).map(
        (row) => `${row.change_id} ${row.state}`,
      );
    return { place, store, states };
  };

  it('is known with Feishu’s words, the remedy, and when it is tried next', async () => {
    const { store } = await closed();
    const [chat] = await store.work.closedChats();
    const state = { chat: 'oc_1', probes: 0, probeAt: NOW + MINUTE, probeSeq: null, isOpened: false };
    expect(chat).toEqual({ ...state, ...WHY });
    expect(await store.ledger.closedChats()).toBe(1);
  });

  it('is probed with what it was to get in place of a person, if nothing of its own is parked', async () => {
    const { store, states } = await closed();
    await park(store, 'elsewhere', { chat: 'ou_a', instead: 'oc_2', instance: 'I2' });
    await park(store, 'first', { chat: 'ou_b', instead: 'oc_1' });
    const next = { probes: 1, probeAt: NOW + 2 * MINUTE };
    const probe = await store.work.probeChat('oc_1', next, { now: NOW + 5, isGone: false });
    expect(await states()).toEqual(['elsewhere parked', 'first waiting']);
    expect(await nextDelivery(store, 'ou_b', NOW + 5)).toMatchObject({ seq: probe?.probeSeq });
  });

  it('is probed with the newest delivery of an instance; older ones end', async () => {
    const { store, states } = await closed();
    await park(store, 'first', { at: NOW });
    await park(store, 'other', { instance: 'I2' });
    await park(store, 'second', { at: NOW + 1, status: 'APPROVED' });
    const next = { probes: 1, probeAt: NOW + 2 * MINUTE };
    const probe = await store.work.probeChat('oc_1', next, { now: NOW + 5, isGone: false });
    expect(probe?.superseded).toMatchObject([{ changeId: 'first' }]);
    expect(await states()).toEqual(['first suppressed', 'other parked', 'second waiting']);
    expect(await nextDelivery(store, 'oc_1', NOW + 5)).toMatchObject({
      seq: probe?.probeSeq,
      changeId: 'second',
      heldAt: NOW + 5,
    });
    expect((await store.work.closedChats())[0]).toMatchObject({ ...next, probeSeq: probe?.probeSeq });
  });

  it('is not probed for more than a day with what a chat was to get that is not configured any more', async () => {
    const { store, states } = await closed();
    await park(store, 'first');
    const [next, isGone] = [{ probes: 1, probeAt: NOW }, true];
    expect(await store.work.probeChat('oc_1', next, { now: NOW + DAY + 1, isGone })).toBeUndefined();
    const { revived, superseded } = await store.work.reviveChat('oc_1', { now: NOW + DAY + 1, isGone });
    expect([revived, superseded.length]).toEqual([0, 1]);
    expect(await states()).toEqual(['first suppressed']);
    expect(await store.work.closedChats()).toEqual([]);
  });

  it('is not probed if nothing is parked that would be sent', async () => {
    const { store } = await closed();
    await park(store, 'over', { status: 'APPROVED', at: NOW - DAY - 1 });
    await park(store, 'unsure', { instance: 'I2', isUnknown: true });
    expect(
      await store.work.probeChat('oc_1', { probes: 1, probeAt: NOW }, { now: NOW, isGone: false }),
    ).toBeUndefined();
  });

  it('that is open again has one row per instance sent, and the others end', async () => {
    const { store, states } = await closed();
    await park(store, 'first', { at: NOW });
    await park(store, 'second', { at: NOW + 1, status: 'APPROVED' });
    await park(store, 'other', { instance: 'I2' });
    await park(store, 'over', { instance: 'I3', status: 'REJECTED', at: NOW - DAY - 1 });
    await park(store, 'unsure', { instance: 'I4', isUnknown: true });
    expect(await store.ledger.reopenChat('oc_1', NOW + 7)).toBe(true);
    expect(await store.ledger.reopenChat('oc_1', NOW + 8)).toBe(false);
    expect(await store.ledger.closedChats()).toBe(0);
    expect((await store.work.closedChats())[0]?.isOpened).toBe(true);
    const { revived, superseded } = await store.work.reviveChat('oc_1', { now: NOW + 9, isGone: false });
    expect([revived, superseded.map((one) => one.changeId).sort()]).toEqual([2, ['first', 'over']]);
    expect(await states()).toEqual([
      'first suppressed',
      'second waiting',
      'other waiting',
      'over suppressed',
      'unsure parked',
    ]);
    expect(await store.work.closedChats()).toEqual([]);
    expect(await nextDelivery(store, 'oc_1', NOW + 9)).toMatchObject({
      changeId: 'second',
      kind: 'card',
      heldAt: NOW + 9,
      createdAt: NOW + 9,
      detail: 'full',
    });
  });

  it('that is open again has that sent, too, which was to go there in the place of people', async () => {
    const { store, states } = await closed();
    await park(store, 'group', { instance: 'I2' });
    await park(store, 'older', { chat: 'ou_a', instead: 'oc_1' });
    await park(store, 'newer', { chat: 'ou_a', instead: 'oc_1', at: NOW + 1, status: 'APPROVED' });
    await park(store, 'other', { chat: 'ou_b', instead: 'oc_1', instance: 'I3' });
    await park(store, 'elsewhere', { chat: 'ou_c', instead: 'ocX1', instance: 'I4' });
    const { revived, superseded } = await store.work.reviveChat('oc_1', { now: NOW + 9, isGone: false });
    expect([revived, superseded.map((one) => one.changeId)]).toEqual([3, ['older']]);
    expect(await states()).toEqual([
      'group waiting',
      'older suppressed',
      'newer waiting',
      'other waiting',
      'elsewhere parked',
    ]);
    // It is tried with the person first: perhaps somebody has mended that meanwhile.
    expect(await nextDelivery(store, 'ou_a', NOW + 9)).toMatchObject({ changeId: 'newer', heldAt: NOW + 9 });
    expect((await nextDelivery(store, 'ou_a', NOW + 9))?.leftOut).toBeUndefined();
  });

  it('sends nothing of an instance if something newer of it already waits', async () => {
    const { store, states } = await closed();
    await park(store, 'first');
    await store.inbox.add([event('newer', { status: 'APPROVED', changedAt: NOW + 1 })]);
    const [change] = await store.inbox.dueChanges(NOW, 1);
    if (change) await store.work.finishChange(change, RELAYED, NOW);
    await store.work.reviveChat('oc_1', { now: NOW, isGone: false });
    expect(await states()).toEqual(['first suppressed', 'newer waiting']);
  });

  it('closes again for the same reason, although it was opened meanwhile', async () => {
    const { store } = await closed();
    await store.ledger.reopenAllChats(NOW);
    await store.work.closeChat({ chat: 'oc_1', ...WHY, probes: 3, probeAt: NOW + 8 * MINUTE }, NOW);
    expect((await store.work.closedChats())[0]).toMatchObject({ isOpened: false, probes: 3 });
  });
});
