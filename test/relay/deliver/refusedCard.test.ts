import { describe, expect, it } from 'vitest';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { refusedCard } from '../../../src/relay/deliver/refusedCard.ts';
import { sampleDelivery } from '../../support/sampleDelivery.ts';
import { event, nextDelivery, relay } from '../../support/stores.ts';
import { type Sent, stage } from './stage.ts';

const RINGS = `feishu: { appId: cli_a1b2c3d4e5f60718, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [{ chat: oc_1, mode: post, mention: [ou_ann, ou_bad, ou_cat] }] } }
`;

function refuses(said: string, code = 230099): FeishuError {
  return new FeishuError('cut', { code, status: 400, raw: said });
}

/** One delivery, from its first request to its end. */
async function deliverOne(answer: (sent: Sent) => void) {
  const own = await stage(RINGS);
  own.answers(answer);
  await relay(own.store, [event('e1')], ['oc_1'], own.clock.now());
  for (
    let tries = 1;
    own.ends.at(-1)?.result !== 'sent' && own.ends.at(-1)?.result !== 'parked' && tries < 12;
    tries += 1
  )
    await own.until(tries);
  return own;
}

/** Whom a card notifies. */
const rung = ({ content }: Sent): string[] =>
  [...content.matchAll(/<at id=\\?"?(ou_[a-z]+)/g)].map(([, id = '']) => id);

describe('one bad id among those who are mentioned', () => {
  it('is dropped by itself if Feishu names it, and the others are rung', async () => {
    const { requests, raised } = await deliverOne((sent) => {
      if (rung(sent).includes('ou_bad'))
        throw refuses('Failed, ext=ErrCode: 100290; ErrMsg: invalid user resource: ou_bad; ErrorValue: at');
    });
    expect(requests.map(rung)).toEqual([
      ['ou_ann', 'ou_bad', 'ou_cat'],
      ['ou_ann', 'ou_cat'],
    ]);
    expect(raised).toMatchObject([{ code: 'person-refused', ids: { person: 'ou_bad', feishuCode: 100290 } }]);
  });

  it('is found by leaving out one after the other if Feishu names none', async () => {
    const { requests, raised } = await deliverOne((sent) => {
      if (rung(sent).includes('ou_bad')) throw refuses('Failed, ext=ErrCode: 100290; ErrMsg: invalid user');
    });
    expect(requests.map(rung).at(-1)).toEqual(['ou_ann', 'ou_cat']);
    expect(requests).toHaveLength(3);
    expect(raised).toMatchObject([{ code: 'person-refused', ids: { person: 'ou_bad' } }]);
  });

  it('is left out after a restart, too: the store knows', async () => {
    const { store, clock, answers, until, requests } = await stage(RINGS);
    answers(() => {
      throw requests.length === 1 ? refuses('ErrCode: 100290; ErrMsg: ou_bad') : refuses('slow', 99991400);
    });
    await relay(store, [event('e1')], ['oc_1'], clock.now());
    await until(2);
    clock.advance(60_000);
    expect(await nextDelivery(store, 'oc_1', clock.now())).toMatchObject({
      leftOut: { refused: ['ou_bad'] },
    });
  });
});

describe('a card that must be simplified', () => {
  it('is a warning with Feishu’s own words, logged once an hour', async () => {
    const { raised, lines, ends } = await deliverOne((sent) => {
      const said = 'ErrCode: 200621; ErrMsg: parse card json err; ErrorValue: 张三 4500';
      if (rung(sent).length > 0) throw refuses(said);
    });
    const [warning] = raised;
    expect(warning).toMatchObject({
      code: 'card-simplified',
      ids: { template: expect.stringContaining('pending'), feishuCode: 200621 },
    });
    expect(warning?.details?.said).toContain('parse card json err');
    expect(lines.filter(({ text }) => text.includes('simpler'))).toHaveLength(1);
    expect(ends[0]?.said).toContain('200621');
    expect(JSON.stringify([raised, lines, ends])).not.toMatch(/张三|4500/);
  });

  const card = { mentions: [], template: 't', isOurs: (text: string) => text === 'violett' };

  it('skips the steps that change nothing', () => {
    const at = (detail: string) => (detail === 'minimal' ? 'm' : 'same');
    const next = refusedCard(sampleDelivery(1), { do: 'post' }, refuses('x'), {
      ...card,
      content: 'same',
      at,
    });
    expect(next.simpler).toBe('minimal');
    const foot = refusedCard(sampleDelivery(1), { do: 'post' }, refuses('x'), {
      ...card,
      content: 'a',
      at: () => 'a',
    });
    expect(foot.simpler).toBeUndefined();
  });

  it('keeps what stands in the template, and cuts what may be a value', () => {
    const error = refuses('ErrCode: 300220; ErrMsg: invalid color; ErrorValue: violett 4500');
    const { said } = refusedCard(sampleDelivery(1), { do: 'post' }, error, {
      ...card,
      content: '',
      at: () => 'b',
    });
    expect(said).toContain('violett');
    expect(said).not.toContain('4500');
  });
});
