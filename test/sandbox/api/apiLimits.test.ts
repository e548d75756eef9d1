import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiRateLimiter } from '../../../src/sandbox/api/apiLimits.ts';
import { card, openSandbox, stillClock, TEXT } from '../fixture.ts';

describe('limits over HTTP', () => {
  let clock: ReturnType<typeof stillClock>;
  let open: Awaited<ReturnType<typeof openSandbox>>;
  let chat: string;
  beforeEach(async () => {
    clock = stillClock();
    open = await openSandbox({ clock });
    chat = open.sandbox.addChat({ name: '采购群' }).chatId;
  });
  afterEach(() => open.sandbox.stop());

  const create = (message: object = TEXT, receive_id = chat) =>
    open.call('POST', '/im/v1/messages?receive_id_type=chat_id', { receive_id, ...message });

  it('takes five a second per chat and refuses the sixth, replies included', async () => {
    const first = await create();
    for (let i = 0; i < 3; i += 1) await create();
    const reply = await open.call('POST', `/im/v1/messages/${first.json.data.message_id}/reply`, TEXT);
    expect(reply.json).toMatchObject({ code: 0, data: { parent_id: first.json.data.message_id } });
    expect(await create()).toMatchObject({ status: 400, json: { code: 230020 } });
    expect(open.sandbox.refusals('limit')).toHaveLength(1);
    clock.move(1_000);
    expect((await create()).json.code).toBe(0);
  });

  it('takes five updates a second per message', async () => {
    const id = (await create({ msg_type: 'interactive', content: card('0') })).json.data.message_id;
    const codes: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      codes.push((await open.call('PATCH', `/im/v1/messages/${id}`, { content: card(`${i}`) })).json.code);
    }
    expect(codes).toEqual([0, 0, 0, 0, 0, 230020]);
  });

  it('says with headers when an API has had its share of a second', async () => {
    open.sandbox.turn({ limits: { apiPerSecond: 2 } });
    await create();
    await create(TEXT, open.sandbox.addChat({ name: '财务群' }).chatId);
    const refused = await create();
    expect(refused).toMatchObject({ status: 429, json: { code: 99991400 } });
    expect(refused.headers.get('x-ogw-ratelimit-limit')).toBe('2');
    expect(refused.headers.get('x-ogw-ratelimit-reset')).toBe('1');
  });

  it('takes 100 subscriptions a minute', async () => {
    for (let i = 0; i < 100; i += 1) await open.call('POST', '/approval/v4/approvals/NONE/subscribe');
    expect((await open.call('POST', '/approval/v4/approvals/NONE/subscribe')).status).toBe(429);
    open.sandbox.turn({ limits: 'lifted' });
    expect((await open.call('POST', '/approval/v4/approvals/NONE/subscribe')).json.code).toBe(1390002);
  });
});

it('lets no second hold more than the limit, and refuses nothing that would fit', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(700), { maxLength: 60 }), (gaps) => {
      const clock = stillClock();
      const limiter = new ApiRateLimiter(clock);
      const taken: number[] = [];
      for (const gap of gaps) {
        clock.move(gap);
        const inWindow = taken.filter((at) => at > clock.now() - 1_000).length;
        if (inWindow < 5) {
          limiter.chat('oc_1');
          taken.push(clock.now());
        } else {
          expect(() => limiter.chat('oc_1')).toThrow();
        }
      }
    }),
  );
});
