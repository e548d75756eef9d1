import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { verdictOf } from '../../../src/feishu/errorCodes.ts';
import { SILENT_OBSERVER } from '../../../src/relay/context/observe.ts';
import { ChatBreaker } from '../../../src/relay/deliver/chatBreaker.ts';
import type { ClosedChat } from '../../../src/store/outbox/closedChats.ts';
import { settingsOf } from '../../settings/read.ts';
import { StillClock } from '../../support/stillClock.ts';
import { refusal } from './stage.ts';

const MINUTE = 60_000;
const NOT_IN_IT = refusal(230002, 'Bot is NOT in the chat');
const A = { chat: 'oc_1', seq: 1 };
const B = { chat: 'oc_1', seq: 2 };

/** A breaker with a store that has parked deliveries to be tried, or none. */
function breaker({ parked = true, chat = 'oc_1' } = {}) {
  const settings = settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [${chat}] } }
`);
  const clock = new StillClock();
  const rows = new Map<string, ClosedChat>();
  const raised: string[] = [];
  const woken: unknown[] = [];
  const revived: string[] = [];
  let tried = 0;
  const change = (chat: string, more: Partial<ClosedChat>): void => {
    const row = rows.get(chat);
    if (row) rows.set(chat, { ...row, ...more });
  };
  const one = new ChatBreaker({
    clock,
    settings,
    log: silentLog,
    observer: SILENT_OBSERVER,
    warnings: {
      raise: ({ code }) => void raised.push(code),
      over: (code) => void raised.push(`${code} over`),
    },
    worker: {
      wakeCompose: () => undefined,
      wakeDeliver: (what) => void woken.push(what),
      wakeRefresh: () => undefined,
    },
    store: {
      work: {
        closedChats: async () => [...rows.values()],
        closeChat: async (closed) =>
          void rows.set(closed.chat, { ...closed, probeSeq: null, isOpened: false }),
        noteProbe: async (chat, probe) => change(chat, probe),
        probeChat: async (chat, next) => {
          if (!parked) return undefined;
          tried += 1;
          change(chat, { ...next, probeSeq: 100 + tried });
          return { probeSeq: 100 + tried, superseded: [] };
        },
        openChat: async (chat) => change(chat, { isOpened: true }),
        reviveChat: async (chat) => {
          rows.delete(chat);
          revived.push(chat);
          return { revived: 1, superseded: [] };
        },
      },
    },
  });
  const close = () => one.close('oc_1', NOT_IN_IT, verdictOf(NOT_IN_IT));
  /** Feishu refuses each probe: after so many minutes from one to the next. */
  const spans = async (count: number): Promise<number[]> => {
    const minutes: number[] = [];
    for (let i = 0; i < count; i += 1) {
      let waited = 0;
      while ((await one.tend()).length === 0) {
        clock.advance(MINUTE);
        waited += 1;
      }
      minutes.push(waited);
      await close();
    }
    return minutes;
  };
  return { one, clock, rows, raised, woken, revived, close, spans, tried: () => tried };
}

describe('the circuit breaker of a chat', () => {
  it('lets everything through if nothing was refused', async () => {
    const { one } = breaker();
    expect(await one.refusal(A)).toBeUndefined();
    await one.opened('oc_1');
    expect(await one.tend()).toEqual([]);
  });

  it('parks what is for a chat that refused us, with Feishu’s words and the remedy, and warns', async () => {
    const { one, close, raised } = breaker();
    await close();
    expect(await one.refusal(A)).toEqual({
      reason: 'chat-closed: Bot is NOT in the chat',
      remedy: verdictOf(NOT_IN_IT).remedy,
    });
    expect(await one.refusal({ chat: 'oc_2', seq: 1 })).toBeUndefined();
    expect(raised).toEqual(['chat-closed']);
  });

  it('probes by itself: after a minute, then ever later, at most an hour apart', async () => {
    const { close, spans } = breaker();
    await close();
    expect(await spans(9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('lets the probe through, and nothing else', async () => {
    const { one, clock, close } = breaker();
    await close();
    clock.advance(MINUTE);
    expect(await one.tend()).toEqual(['oc_1']);
    expect(await one.refusal({ chat: 'oc_1', seq: 101 })).toBeUndefined();
    expect(await one.refusal(A)).toBeDefined();
  });

  it('takes the next delivery for the probe if nothing is parked', async () => {
    const { one, clock, close } = breaker({ parked: false });
    await close();
    clock.advance(MINUTE);
    expect(await one.tend()).toEqual([]);
    expect(await one.refusal(A)).toBeUndefined();
    expect(await one.refusal(B)).toBeDefined();
    expect(await one.refusal(A)).toBeUndefined();
  });

  it('opens when something gets through, and has what was parked sent', async () => {
    const { one, close, woken, revived, raised } = breaker();
    await close();
    await one.opened('oc_1');
    expect(await one.refusal(A)).toBeUndefined();
    expect(woken).toHaveLength(1);
    expect(await one.tend()).toEqual(['oc_1']);
    expect(revived).toEqual(['oc_1']);
    expect(raised).toContain('chat-closed over');
  });

  it('opens if another process says so', async () => {
    const { one, close, rows, revived } = breaker();
    await close();
    const row = rows.get('oc_1');
    if (row) rows.set('oc_1', { ...row, isOpened: true });
    await one.tend();
    expect(await one.refusal(A)).toBeUndefined();
    expect(revived).toEqual(['oc_1']);
  });

  it('is forgotten once the configuration does not name it and nothing is parked for it', async () => {
    const { one, clock, close, rows, raised } = breaker({ parked: false, chat: 'oc_other' });
    await close();
    await one.tend();
    expect(rows.size).toBe(1);
    clock.advance(MINUTE);
    expect(await one.tend()).toEqual([]);
    expect(rows.size).toBe(0);
    expect(raised).toContain('chat-closed over');
  });

  it('has what is parked for it tried at once if a changed configuration does not name it', async () => {
    const { one, close, revived } = breaker({ chat: 'oc_other' });
    await close();
    expect(await one.tend()).toEqual([]);
    one.reconfigured();
    expect(await one.tend()).toEqual(['oc_1']);
    expect(revived).toEqual(['oc_1']);
    // Feishu may refuse a last update: from then on it is probed as ever.
    await close();
    expect(await one.tend()).toEqual([]);

    const named = breaker();
    await named.close();
    named.one.reconfigured();
    expect(await named.one.tend()).toEqual([]);
    expect(named.revived).toEqual([]);
  });
});
