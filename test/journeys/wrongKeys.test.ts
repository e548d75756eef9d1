import { describe, expect, it } from 'vitest';
import { CHAT, ENCRYPT_KEY, type Journey, startJourney } from '../support/journey.ts';
import { step } from '../support/step.ts';

const TOKEN = 'a verification token';
const APP = { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'a secret' };
const MINUTE_MS = 60_000;

interface Keys {
  readonly encryptKey?: string;
  readonly verificationToken?: string;
}

/** Exactly these keys: a journey has an encrypt key of its own otherwise. */
const keysOf = ({ sandbox }: Journey, keys: Keys) => ({
  feishu: { ...APP, domain: sandbox.url, encryptKey: '', ...keys },
});

const refusals = ({ warnings }: Journey) =>
  warnings
    .filter((line) => line.text === 'a request was refused at the door')
    .map((line) => line.facts as { cause: string; why: string; remedy: string; times: number });

async function refusedTotal(journey: Journey, cause: string): Promise<number> {
  const line = new RegExp(`^relay_refused_total\\{door="event",cause="${cause}"\\} (\\d+)$`, 'm');
  return Number(line.exec(await journey.metrics())?.[1] ?? 0);
}

describe('a bot whose keys are not those of the developer console', () => {
  it.each<[string, Keys, Keys, Keys, string]>([
    [
      'another encrypt key',
      { encryptKey: ENCRYPT_KEY },
      { encryptKey: ENCRYPT_KEY },
      { encryptKey: 'a mistyped key' },
      'encrypt-key-differs',
    ],
    [
      'an encrypt key only here',
      { encryptKey: '', verificationToken: TOKEN },
      { verificationToken: TOKEN },
      { encryptKey: ENCRYPT_KEY },
      'encrypt-key-only-here',
    ],
    [
      'an encrypt key only at Feishu',
      { encryptKey: ENCRYPT_KEY, verificationToken: TOKEN },
      { encryptKey: ENCRYPT_KEY },
      { verificationToken: TOKEN },
      'encrypt-key-only-at-feishu',
    ],
    [
      'another verification token',
      { encryptKey: '', verificationToken: TOKEN },
      { verificationToken: TOKEN },
      { verificationToken: 'a mistyped token' },
      'token-differs',
    ],
  ])(
    'says of %s what is wrong where, and relays once it is right',
    async (_, feishu, right, wrong, cause) => {
      const sandbox = { ...feishu, retryLadderMs: Array.from({ length: 20 }, () => 1_000) };
      const journey = await startJourney({ sandbox });
      await journey.restart(keysOf(journey, wrong));
      const code = journey.submit();
      const [push] = journey.sandbox.pushes();
      await journey.passUntil(() => (push?.attempts.length ?? 0) >= 3);

      // One line at once, and one for all the others of its minute; each counts.
      expect(await refusedTotal(journey, cause)).toBeGreaterThanOrEqual(3);
      expect(refusals(journey)).toMatchObject([
        { cause, times: 1, remedy: expect.stringContaining('"Encryption Strategy"') },
      ]);
      await step(journey.clock, MINUTE_MS);
      expect(refusals(journey)).toMatchObject([{ times: 1 }, { cause, times: expect.any(Number) }]);
      expect(refusals(journey)[1]?.times).toBeGreaterThanOrEqual(2);

      await journey.restart(keysOf(journey, right));
      await journey.passUntil(() => journey.sandbox.messages(CHAT).length === 1);
      expect((await journey.cards(CHAT, 1))[0]).toContain(code);
    },
  );
});

describe('a stranger who knocks all the time', () => {
  it('is one line a minute, and no reason to look for a wrong key', async () => {
    const journey = await startJourney();
    const url = `${journey.app().url}/webhook/event`;
    for (let i = 0; i < 50; i += 1) {
      const answer = await fetch(url, { method: 'POST', body: `{"guess":${i}}` });
      expect([answer.status, await answer.json()]).toEqual([401, { error: 'the request is not signed' }]);
    }
    expect(refusals(journey).map(({ times }) => times)).toEqual([1]);
    expect(await refusedTotal(journey, 'not-from-feishu')).toBe(50);
    await step(journey.clock, MINUTE_MS);
    expect(refusals(journey)).toMatchObject([
      { cause: 'not-from-feishu', times: 1 },
      { cause: 'not-from-feishu', times: 49, remedy: expect.stringContaining('keys are not to blame') },
    ]);
    journey.submit();
    expect(await journey.cards(CHAT, 1)).toHaveLength(1);
  });
});
