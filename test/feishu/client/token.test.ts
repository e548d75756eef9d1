import { describe, expect, it } from 'vitest';
import { createTenantToken } from '../../../src/feishu/client/token.ts';
import { StillClock } from '../../support/stillClock.ts';

/** A token endpoint that gives a new token each time. */
function endpoint(clock: StillClock, expire = 7_200) {
  let fetched = 0;
  const http = {
    request: async () => undefined,
    post: async () => {
      fetched += 1;
      return { code: 0, tenant_access_token: `t-${fetched}`, expire };
    },
  };
  const token = createTenantToken({
    http,
    clock,
    feishu: { baseUrl: 'http://feishu', appId: 'a', appSecret: 's' },
  });
  return { token, fetched: () => fetched };
}

describe('the tenant token', () => {
  it('is fetched once for all who ask at the same time', async () => {
    const { token, fetched } = endpoint(new StillClock());
    expect(await Promise.all(Array.from({ length: 50 }, () => token.ensure()))).toEqual(
      Array(50).fill('t-1'),
    );
    expect(fetched()).toBe(1);
  });

  it('is fetched again shortly before it ends', async () => {
    const clock = new StillClock();
    const { token } = endpoint(clock);
    await token.ensure();
    clock.advance((7_200 - 181) * 1_000);
    expect(await token.ensure()).toBe('t-1');
    clock.advance(2_000);
    expect(await token.ensure()).toBe('t-2');
  });

  it('is renewed at once when it is refused, whoever else used it', async () => {
    const { token, fetched } = endpoint(new StillClock());
    const first = await token.ensure();
    for (let i = 0; i < 20; i += 1) token.refuse(first);
    expect(await token.ensure()).toBe('t-2');
    expect(fetched()).toBe(2);
  });

  it('is not fetched again and again if new ones are refused too', async () => {
    const clock = new StillClock();
    const { token, fetched } = endpoint(clock);
    for (let i = 0; i < 60; i += 1) {
      token.refuse(await token.ensure());
      clock.advance(500);
    }
    // Half a minute: pauses of 2, 4, 8, 16 s.
    expect(fetched()).toBeLessThanOrEqual(8);
    token.taken();
    const before = fetched();
    token.refuse(await token.ensure());
    await token.ensure();
    expect(fetched() - before).toBeLessThanOrEqual(2);
  });
});
