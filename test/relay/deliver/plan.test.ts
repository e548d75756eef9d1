import { describe, expect, it } from 'vitest';
import type { ChangeDelivery } from '../../../src/approval/delivery.ts';
import { zoneOf } from '../../../src/base/zone.ts';
import { planDelivery } from '../../../src/relay/deliver/plan.ts';
import { sampleDelivery } from '../../support/sampleDelivery.ts';

/** 2026-11-24 20:00 in Shanghai. */
const NOW = Date.UTC(2026, 10, 24, 12);
const DAY = 86_400_000;
const HOURS = { startMinute: 9 * 60, endMinute: 18 * 60 };
const NEXT_MORNING = Date.UTC(2026, 10, 25, 1);

const delivery = (kind: ChangeDelivery['kind'], more: Partial<ChangeDelivery> = {}) =>
  sampleDelivery(NOW, { kind, changeId: 'e2', status: 'APPROVED', ...more });
const standing = { messageId: 'om_1', sentAt: NOW - DAY, changeId: 'e1', group: '' };
const gone = { ...standing, messageId: '' };
const plan = (
  one: ChangeDelivery,
  card: typeof standing | undefined,
  entry: Parameters<typeof planDelivery>[1] = { mode: 'live' },
) => planDelivery(one, entry, card, { zone: zoneOf('Asia/Shanghai'), now: NOW });

describe('what becomes of a row', () => {
  it('is an update if a living card stands, and a new card if none does, or one of its own is wanted', () => {
    expect(plan(delivery('card'), standing)).toEqual({ do: 'update', messageId: 'om_1' });
    expect(plan(delivery('card'), undefined)).toEqual({ do: 'post' });
    expect(plan(delivery('card'), standing, { mode: 'post' })).toEqual({ do: 'post' });
  });

  it('is a new card if the one that stands is too old to be updated, without asking', () => {
    const old = { ...standing, sentAt: NOW - 14 * DAY };
    expect(plan(delivery('card'), old)).toEqual({ do: 'post' });
    expect(plan(delivery('update'), old)).toEqual({ do: 'post' });
  });

  it('is nothing if it may only update and nothing stands', () => {
    expect(plan(delivery('update'), undefined)).toEqual({ do: 'suppress', reason: 'filtered' });
    expect(plan(delivery('update'), standing, { mode: 'post' })).toMatchObject({ do: 'update' });
    expect(plan(delivery('refresh'), standing)).toMatchObject({ do: 'update' });
    expect(plan(delivery('refresh'), undefined)).toEqual({ do: 'suppress', reason: 'filtered' });
  });

  it('is a new card at the next change if the one that stood is gone', () => {
    // A step forward is a change, too.
    for (const kind of ['card', 'update', 'refresh', 'notice'] as const) {
      expect(plan(delivery(kind), gone)).toEqual({ do: 'post' });
    }
    expect(plan(delivery('update'), gone, { mode: 'post' })).toMatchObject({ do: 'suppress' });
  });

  it('is a reply to the card, unless the card was posted by the same change or is gone', () => {
    expect(plan(delivery('notice'), standing)).toEqual({ do: 'reply', messageId: 'om_1' });
    expect(plan(delivery('notice'), { ...standing, changeId: 'e2' })).toMatchObject({ do: 'suppress' });
    expect(plan(delivery('notice'), undefined)).toMatchObject({ do: 'suppress' });
  });

  it('waits for the hours of the chat if it rings, and does not if it is silent or its key may lapse', () => {
    const entry = { mode: 'live', hours: HOURS } as const;
    expect(plan(delivery('card'), undefined, entry)).toEqual({ do: 'hold', until: NEXT_MORNING });
    expect(plan(delivery('notice'), standing, entry)).toEqual({ do: 'hold', until: NEXT_MORNING });
    expect(plan(delivery('card'), standing, entry)).toMatchObject({ do: 'update' });
    expect(plan(delivery('card', { unknownSince: NOW - 1 }), undefined, entry)).toEqual({ do: 'post' });
  });
});
