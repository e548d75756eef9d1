import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../src/approval/delivery.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { createDeliverContext } from '../../../src/relay/deliver/deliver.ts';
import { groupInstead, placeInstead } from '../../../src/relay/deliver/groupInstead.ts';
import { send } from '../../../src/relay/deliver/send.ts';
import type { ApprovalSettings, ChatEntry } from '../../../src/settings/settings.ts';
import { sampleBase, sampleDelivery } from '../../support/sampleDelivery.ts';
import { approvalSettings, chatEntry } from '../../support/sampleSettings.ts';
import { event, nextDelivery, relay, run } from '../../support/stores.ts';
import { refusal, stage } from './stage.ts';

const PERSON = chatEntry('ou_boss', { chat: { id: 'ou_boss', idType: 'open_id' } });
const STEP = { step: 't1', person: 'ou_li', node: '法务', nodeId: 'legal', since: 0, count: 1 };
const FINANCE = chatEntry('oc_finance', { stage: ['财务'] });
const LEGAL = chatEntry('oc_legal', { stage: ['legal'] });
const WHOLE = chatEntry('oc_whole');

/** A reminder of the step `legal`. */
const reminder = {
  ...sampleBase(0),
  chat: 'ou_boss',
  ...({ instanceCode: 'I', status: 'PENDING', changedAt: 0 } as const),
  kind: 'reminder',
  content: { rule: 'remind', steps: [STEP] },
} as const;

interface Case {
  readonly delivery?: Delivery;
  readonly entry?: ChatEntry;
  readonly code?: number;
  /** Why nobody can say which groups are for it. */
  readonly hinders?: FeishuError;
  readonly closed?: readonly string[];
}

function contextOf(approvals: readonly ApprovalSettings[], { hinders, closed = [], delivery }: Case) {
  const lines = delivery?.kind === 'summary' && delivery.content.of === 'folded' ? LINES : [];
  return {
    settings: { approvals: new Map(approvals.map((one) => [one.code, one])) },
    store: { work: { knownInstance: async () => undefined, linesOf: async () => lines } },
    breaker: { isClosed: (chat: string) => closed.includes(chat) },
    routing: {
      holding: async (all: ApprovalSettings) => {
        if (hinders) throw hinders;
        return all;
      },
    },
  } as unknown as Parameters<typeof groupInstead>[0];
}

/** Which group gets what Feishu refuses to send by this entry. */
function instead(groups: readonly ChatEntry[], options: Case = {}, others: readonly ApprovalSettings[] = []) {
  const { delivery = reminder, entry = PERSON, code = 230013 } = options;
  const approval = approvalSettings('A', [PERSON, ...groups]);
  return groupInstead(
    contextOf([approval, ...others], options),
    { delivery, place: { approval, entry }, request: { do: 'post' } },
    new FeishuError('out of reach', { code }),
  );
}

const LINES = [
  sampleDelivery(0, { chat: 'ou_boss' }),
  sampleDelivery(0, { chat: 'ou_boss', approvalCode: 'B', status: 'APPROVED' }),
];
const FOLDED = {
  ...sampleBase(0),
  chat: 'ou_boss',
  kind: 'summary',
  content: { of: 'folded' },
} as const;

describe('the group for a person out of reach', () => {
  it('hears of the step that a reminder is about', async () => {
    expect(await instead([FINANCE, LEGAL, WHOLE])).toEqual({ chat: 'oc_legal' });
    expect(await instead([FINANCE, WHOLE])).toEqual({ chat: 'oc_whole' });
    expect(await instead([FINANCE])).toEqual({});
  });

  it('hears of everything that a summary lists', async () => {
    const b = (chats: readonly ChatEntry[]) => [approvalSettings('B', [PERSON, ...chats])];
    const options = { delivery: FOLDED };
    expect(await instead([WHOLE, FINANCE], options, b([FINANCE, WHOLE]))).toEqual({ chat: 'oc_whole' });
    expect(await instead([WHOLE], options, b([chatEntry('oc_whole', { statuses: ['PENDING'] })]))).toEqual(
      {},
    );
    expect(await instead([WHOLE], options)).toEqual({});
  });

  it('is open; if none is, it waits for the first', async () => {
    expect(await instead([LEGAL, WHOLE], { closed: ['oc_legal'] })).toEqual({ chat: 'oc_whole' });
    expect(await instead([LEGAL, WHOLE], { closed: ['oc_legal', 'oc_whole'] })).toEqual({ chat: 'oc_legal' });
  });

  it('is another one if the first refuses it, unless the card may have arrived there', async () => {
    const delivery = { ...reminder, leftOut: { refused: [], instead: 'oc_legal' } };
    expect(await instead([LEGAL, WHOLE], { delivery, code: 230002 })).toEqual({ chat: 'oc_whole' });
    expect(await instead([LEGAL], { delivery, code: 230002 })).toEqual({});
    const maybe = { ...delivery, unknownSince: 0 };
    expect(await instead([LEGAL, WHOLE], { delivery: maybe, code: 230002 })).toEqual({});
  });

  it('gets nothing that a group refuses, or that is refused for something else', async () => {
    expect(await instead([WHOLE], { entry: WHOLE })).toEqual({});
    expect(await instead([WHOLE], { code: 230002 })).toEqual({});
  });

  it('is chosen later while the conditions of the groups cannot be asked for; what a person must mend parks it', async () => {
    const hinders = new FeishuError('too many', { code: 99991400, status: 429 });
    const noScope = new FeishuError('no scope', { code: 99991672 });
    expect((await instead([WHOLE], { hinders })).failure).toMatchObject({ code: 99991400, reached: 'no' });
    expect(await instead([WHOLE], { hinders: noScope })).toEqual({});
  });
});

describe('what goes to the group', () => {
  const hide = (...names: string[]) => ({ fields: { hide: names, mask: [], show: [] } });
  const entry = chatEntry('ou_boss', { ...PERSON, ...hide('电话'), mode: 'post', mention: ['approvers'] });
  const ended = chatEntry('oc_whole', { statuses: ['REJECTED'], ...hide('原因') });
  const waiting = chatEntry('oc_whole', { statuses: ['PENDING'], locale: 'en-US', ...hide('金额') });
  const approval = approvalSettings('A', [entry, ended, waiting]);
  const placed = (status: 'PENDING' | 'CANCELED', options: Case = {}) => {
    const context = contextOf([approval], options);
    return placeInstead(context, sampleDelivery(0, { status }), { approval, entry }, 'oc_whole');
  };

  it('goes by the group’s entry that is for it, and hides what either hides', async () => {
    const place = await placed('PENDING');
    expect(place?.entry).toMatchObject({
      chat: { id: 'oc_whole', idType: 'chat_id' },
      locale: 'en-US',
      mode: 'post',
      mention: ['approvers'],
      fields: { hide: ['电话', '金额'] },
    });
  });

  it('hides what any entry of the group hides if none is for it, or nobody can say', async () => {
    const all = ['电话', '原因', '金额'];
    expect((await placed('CANCELED'))?.entry.fields.hide).toEqual(all);
    const hinders = new FeishuError('too many', { code: 99991400, status: 429 });
    expect((await placed('PENDING', { hinders }))?.entry.fields.hide).toEqual(all);
  });

  it('is nothing if the group is not configured any more', async () => {
    const other = approvalSettings('A', [entry]);
    const place = { approval: other, entry };
    expect(await placeInstead(contextOf([other], {}), sampleDelivery(0), place, 'oc_whole')).toBeUndefined();
  });
});

describe('a process that dies between the refusal and the group', () => {
  it('is followed by one that sends it there, once and with the same key', async () => {
    const config = `feishu: { appId: cli_a1b2c3d4e5f60718, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [ou_boss, oc_1] } }
`;
    const { store, place, context, clock, answers, requests, ends } = await stage(config);
    answers(({ target }) => {
      if (target === 'ou_boss') throw refusal(230013);
    });
    await relay(store, [event('e1')], ['ou_boss'], clock.now());
    const sendNext = async (): Promise<void> => {
      const delivery = await nextDelivery(store, 'ou_boss', clock.now());
      if (delivery) await send(createDeliverContext(context), delivery);
    };
    await sendNext();
    const [row] = await run(place, 'select state, left_out from outbox');
    expect(row).toMatchObject({ state: 'waiting', left_out: '>oc_1' });
    await sendNext();
    await sendNext();
    expect(requests.map(({ target }) => target)).toEqual(['ou_boss', 'oc_1']);
    expect(requests[1]?.key).toBe(requests[0]?.key);
    expect(ends.at(-1)).toMatchObject({ result: 'sent', chat: 'ou_boss', instead: 'oc_1' });
    expect(await run(place, 'select chat, instead, message_id from cards')).toEqual([
      { chat: 'ou_boss', instead: 'oc_1', message_id: 'om_1' },
    ]);
  });
});
