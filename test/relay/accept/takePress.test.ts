import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { readPress, toastAnswer } from '../../../src/feishu/events/cardPress.ts';
import type { FeishuEvent } from '../../../src/feishu/events/envelope.ts';
import { createTakePress, type TakePressParts } from '../../../src/relay/accept/takePress.ts';
import type { NewSilence } from '../../../src/store/silences.ts';
import { settingsOf } from '../../settings/read.ts';
import { snapshotOf } from '../../support/snapshotOf.ts';

const at = (text: string): number => Date.parse(`${text}:00+08:00`);
/** A Friday. */
const NOW = at('2026-11-27T17:30');
const SETTINGS = settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [oc_1] } }
reminders: {}
`);
const CARD = { messageId: 'om_1', chat: 'oc_1', namedChat: 'oc_1', instance: 'I1', approval: 'A1' };
const STEP = { step: 't1', since: NOW - 86_400_000 };

function known() {
  const task = {
    id: 't1',
    open_id: 'ou_li',
    status: 'PENDING',
    node_id: 'n1',
    start_time: String(STEP.since),
  };
  const seen = { instance_code: 'I1', status: 'PENDING', task_list: [task] };
  const snapshot = snapshotOf(JSON.stringify(seen), 'I1');
  return {
    status: 'PENDING',
    changedAt: 1,
    knownBy: 'push',
    snapshot,
    lookedAt: 1,
    startedAt: null,
  } as const;
}

function event(press: string, more: Partial<FeishuEvent> = {}): FeishuEvent {
  const body = {
    operator: { open_id: 'ou_li' },
    action: { value: { relay: 'reminder', press } },
    context: { open_message_id: 'om_1', open_chat_id: 'oc_1' },
  };
  return { id: 'e1', type: 'card.action.trigger', appId: '', token: '', body, text: '', ...more };
}

function taking(more: Partial<TakePressParts['presses']> = {}) {
  const written: (NewSilence & { id: string })[] = [];
  const results: string[] = [];
  const take = createTakePress({
    settings: SETTINGS,
    presses: {
      silences: async () => written.map((one) => one),
      reminderCard: async () => ({ ...CARD, steps: [STEP] }),
      press: async (_, id, silence) => {
        written.push({ ...silence, id });
        return 'committed';
      },
      undo: async () => 'committed',
      ...more,
    },
    work: { knownInstance: async () => known() },
    clock: { now: () => NOW, monotonic: () => NOW, at: () => () => undefined },
    log: silentLog,
    observer: { pressed: (result) => void results.push(result) },
    onPressed: () => undefined,
  });
  const answer = async (one: FeishuEvent): Promise<string> =>
    ((await take(one)) as { toast: { content: string } }).toast.content;
  return { answer, written, results };
}

describe('a press of a button', () => {
  it.each([
    ['hour', at('2026-11-27T18:30')],
    ['morning', at('2026-11-30T09:00')],
    ['next', at('2026-12-01T09:00')],
    ['stop', null],
  ])('%s defers until then, in working time', async (choice, until) => {
    const { answer, written, results } = taking();
    await answer(event(choice));
    expect(results).toEqual([until === null ? 'stopped' : 'deferred']);
    expect(written).toMatchObject([
      { until, by: 'ou_li', choice, steps: [STEP], chat: 'oc_1', instance: 'I1' },
    ]);
  });

  it('counts once by its event id', async () => {
    const { answer, written, results } = taking();
    await answer(event('hour'));
    expect(await answer(event('hour'))).toContain('已经处理过');
    expect(written).toHaveLength(1);
    expect(results).toEqual(['deferred', 'duplicate']);
  });

  it('changes nothing if another one was faster', async () => {
    const { answer, results } = taking({ press: async () => 'already-deferred' });
    expect(await answer(event('stop'))).toContain('已有人推迟了催办');
    expect(results).toEqual(['already-deferred']);
  });

  it('of another app, or that the store cannot take, changes nothing and says so', async () => {
    expect(await taking().answer(event('hour', { appId: 'cli_other' }))).toContain('另一个应用');
    const broken = taking({ press: () => Promise.reject(new Error('away')) });
    expect(await broken.answer(event('hour'))).toContain('请重试');
    expect(broken.results).toEqual(['failed']);
  });

  it('may hold anything', () => {
    for (const body of [{}, { action: 'x', operator: [], context: null }, { action: { value: '{}' } }]) {
      const read = readPress(event('hour', { body }));
      expect(read).toMatchObject({ person: '', messageId: '', chat: '', choice: undefined });
    }
    expect(toastAnswer({ type: 'info', en: 'a', zh: '一' }, 'zh')).toEqual({
      toast: { type: 'info', content: '一', i18n: { zh_cn: '一', en_us: 'a' } },
    });
  });
});
