import { describe, expect, it } from 'vitest';
import type { CardDetail } from '../../../src/approval/cardDetail.ts';
import { type ChangeDelivery, deliveryKey } from '../../../src/approval/delivery.ts';
import { FeishuError } from '../../../src/feishu/client/error.ts';
import { outcomeOf } from '../../../src/relay/deliver/outcome.ts';
import { isPastRepeating, REPEAT_UNKNOWN_MS } from '../../../src/relay/deliver/turn.ts';
import { sampleDelivery } from '../../support/sampleDelivery.ts';

const NOW = 1_780_000_000_000;
const DAY = 86_400_000;

const delivery = (more: Partial<ChangeDelivery> = {}) => sampleDelivery(NOW, more);

const outcome = (
  error: FeishuError,
  more: Partial<ChangeDelivery> = {},
  o: { now?: number; simpler?: CardDetail; does?: 'post' | 'update' | 'reply' } = {},
) =>
  outcomeOf(delivery(more), error, {
    does: o.does ?? 'post',
    startedAt: NOW - 100,
    now: o.now ?? NOW,
    simpler: o.simpler,
  });
const refused = (code: number, more: object = {}): FeishuError =>
  new FeishuError('refused', { code, status: 400, ...more });
const cut = new FeishuError('cut', {});

describe('a failed request', () => {
  it('of unknown outcome is repeated, and remembers when the first one started', () => {
    expect(outcome(cut).settled).toMatchObject({ state: 'waiting', unknownSince: NOW - 100 });
    expect(outcome(cut, { unknownSince: NOW - 9_000 }).settled).toMatchObject({ unknownSince: NOW - 9_000 });
    expect(outcome(cut).word).toBe('unknown');
  });

  it('that surely did not arrive stays surely unsent', () => {
    const { settled } = outcome(new FeishuError('refused', { reached: 'no' }));
    expect(settled).toMatchObject({ state: 'waiting' });
    expect(settled).not.toHaveProperty('unknownSince');
  });

  it('that may have arrived is not repeated when its chat opens again: somebody has to look', () => {
    const closed = outcome(refused(230002), { unknownSince: NOW - 5 });
    expect(closed.settled).toMatchObject({
      state: 'parked',
      reason: expect.stringMatching(/^outcome-unknown/),
    });
    expect(closed.remedy?.en).toContain('Check the chat');
    expect(outcome(refused(230002)).settled).toMatchObject({ reason: expect.stringMatching(/^chat-closed/) });
  });

  it('keeps an earlier unknown outcome although a later answer has a code', () => {
    expect(outcome(refused(99991400), { unknownSince: NOW - 5 }).settled).toMatchObject({
      unknownSince: NOW - 5,
    });
  });

  it('waits longer each time, from a second to five minutes', () => {
    const waits = [0, 1, 4, 30].map((attempts) => {
      const { settled } = outcome(cut, { attempts });
      return settled.state === 'waiting' ? settled.nextAt - NOW : Number.NaN;
    });
    const most = [1_000, 2_000, 16_000, 300_000];
    waits.forEach((ms, i) => {
      expect(ms).toBeGreaterThanOrEqual((most[i] ?? 0) * 0.75);
      expect(ms).toBeLessThanOrEqual(most[i] ?? 0);
    });
  });

  it('waits as long as Feishu says', () => {
    const { settled } = outcome(refused(230020, { resetSeconds: 20 }));
    expect(settled).toMatchObject({ state: 'waiting', nextAt: NOW + 20_000 });
  });

  it('tries a new token at once, once', () => {
    expect(outcome(refused(99991663)).settled).toMatchObject({ state: 'waiting', nextAt: NOW });
    const { settled } = outcome(refused(99991663), { attempts: 1 });
    expect(settled.state === 'waiting' && settled.nextAt > NOW).toBe(true);
  });

  it('about the card goes a step down the ladder at once, and is parked at its foot', () => {
    expect(outcome(refused(230099), {}, { simpler: 'plain' }).settled).toMatchObject({
      state: 'waiting',
      nextAt: NOW,
      detail: 'plain',
    });
    expect(outcome(refused(230099)).settled).toMatchObject({
      state: 'parked',
      reason: expect.stringMatching(/^refused: /),
    });
  });

  it('about the chat parks the delivery with the remedy', () => {
    const { settled, word } = outcome(refused(230002));
    expect(word).toBe('chat-closed');
    expect(settled).toMatchObject({
      state: 'parked',
      remedy: expect.stringContaining('Add the bot to the group again'),
    });
  });

  it('of an update is never unknown: it is simply repeated', () => {
    const { settled, word } = outcome(cut, { unknownSince: NOW - 5 }, { does: 'update' });
    expect(settled).toMatchObject({ state: 'waiting' });
    expect(settled).not.toHaveProperty('unknownSince');
    expect(word).toBe('retry');
  });

  it.each([230011, 230110, 230111, 230031])(
    'about a card that is gone has a fresh one posted: %i',
    (code) => {
      const { settled, word } = outcome(refused(code), { kind: 'update' }, { does: 'update' });
      expect(settled).toEqual({
        state: 'waiting',
        nextAt: NOW,
        detail: 'full',
        reason: expect.stringContaining(String(code)),
        forgetsCard: true,
      });
      expect(word).toBe('card-gone');
      // The fresh card says what the reply would have said.
      expect(outcome(refused(code), { kind: 'notice' }, { does: 'reply' }).settled).toMatchObject({
        state: 'waiting',
        forgetsCard: true,
      });
      // A step forward is a change, too.
      expect(outcome(refused(code), { kind: 'refresh' }, { does: 'update' }).settled).toMatchObject({
        state: 'waiting',
        forgetsCard: true,
      });
    },
  );

  it('that calls the message’s id invalid means a card that is gone; another parameter means a simpler card', () => {
    const invalid = (what: string): FeishuError =>
      new FeishuError(`invalid request parameter, ext=invalid ${what}`, { code: 230001, status: 400 });
    expect(outcome(invalid('message_id'), {}, { does: 'update' }).word).toBe('card-gone');
    expect(outcome(invalid('content'), {}, { does: 'update', simpler: 'plain' }).word).toBe('degrade');
  });

  it('is given up after seven days', () => {
    expect(outcome(refused(99991400), {}, { now: NOW + 7 * DAY }).settled.state).toBe('waiting');
    expect(outcome(refused(99991400), {}, { now: NOW + 7 * DAY + 1 }).settled.state).toBe('parked');
  });

  it('for the month’s quota is not given up before the month is over', () => {
    expect(outcome(refused(99991403), {}, { now: NOW + 20 * DAY }).settled.state).toBe('waiting');
  });

  it('that needs a person is looked at no more than once a minute', () => {
    const { settled } = outcome(refused(99991672));
    expect(settled.state === 'waiting' && settled.nextAt - NOW >= 60_000).toBe(true);
  });
});

describe('an unknown outcome', () => {
  it('may be repeated for fifty minutes', () => {
    expect(isPastRepeating(delivery({ unknownSince: NOW }), NOW + REPEAT_UNKNOWN_MS - 1)).toBe(false);
    expect(isPastRepeating(delivery({ unknownSince: NOW }), NOW + REPEAT_UNKNOWN_MS)).toBe(true);
    expect(isPastRepeating(delivery(), NOW + 10 * DAY)).toBe(false);
    // The clock was set back: nobody knows how long ago it was.
    expect(isPastRepeating(delivery({ unknownSince: NOW }), NOW - DAY)).toBe(true);
  });
});

describe('the idempotency key', () => {
  it('differs by app, change, chat and kind, and by nothing else; Feishu takes 50 characters', () => {
    const keys = [
      deliveryKey('a', 'e', 'c', 'card'),
      deliveryKey('b', 'e', 'c', 'card'),
      deliveryKey('a', 'f', 'c', 'card'),
      deliveryKey('a', 'e', 'd', 'card'),
      deliveryKey('ae', '', 'c', 'card'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(deliveryKey('a', 'e', 'c', 'card')).toBe(keys[0]);
    expect(Math.max(...keys.map((key) => key.length))).toBeLessThanOrEqual(50);
  });
});

describe('an update that Feishu refuses for good', () => {
  it.each([
    ['by its code', refused(200800)],
    ['by the code inside', new FeishuError('ErrCode: 200800; ErrMsg: x', { code: 230099, status: 400 })],
    ['since another bot posted the card', refused(230012)],
    ['at the foot of the ladder', refused(230099)],
  ])('is replaced by a fresh card: %s', (_, error) => {
    const { settled, word } = outcome(error, { kind: 'update', detail: 'minimal' }, { does: 'update' });
    expect(settled).toMatchObject({ state: 'waiting', detail: 'full', forgetsCard: true });
    expect(word).toBe('card-gone');
  });

  it('tries a simpler one first if that may pass', () => {
    const { settled } = outcome(refused(230099), {}, { does: 'update', simpler: 'plain' });
    expect(settled).toMatchObject({ detail: 'plain' });
    expect(settled).not.toHaveProperty('forgetsCard');
  });
});
