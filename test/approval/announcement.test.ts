import { describe, expect, it } from 'vitest';
import { announcementsOf, entryFor, type Listener } from '../../src/approval/announcement.ts';
import type { Status } from '../../src/approval/status.ts';
import { zoneOf } from '../../src/base/zone.ts';

const SHANGHAI = zoneOf('Asia/Shanghai');
/** 2026-11-24 10:00 in Shanghai. */
const TEN = Date.UTC(2026, 10, 24, 2);

const entry = (id: string, statuses: readonly Status[], more: Partial<Listener> = {}): Listener => ({
  chat: { id },
  statuses,
  mode: 'live',
  notice: 'final',
  ...more,
});
const announce = (entries: readonly Listener[], status: Status, at = TEN) =>
  announcementsOf(entries, status, SHANGHAI, at);

describe('what chats get about a change', () => {
  it('is a card if they list the status, and an update of a live one if they do not', () => {
    const entries = [
      entry('live', ['PENDING']),
      entry('post', ['PENDING'], { mode: 'post' }),
      entry('all', ['PENDING', 'APPROVED']),
    ];
    expect(announce(entries, 'PENDING').map(({ chat, isListed }) => [chat, isListed])).toEqual([
      ['live', true],
      ['post', true],
      ['all', true],
    ]);
    // A living card never shows a state that is over. Whether one stands is not known here: one may be left from before.
    expect(announce(entries, 'APPROVED').map(({ chat, isListed }) => [chat, isListed])).toEqual([
      ['all', true],
      ['live', false],
      ['post', false],
    ]);
  });

  it('rings with a notice as the entry says, and never for a status that is not listed', () => {
    const rings = (status: Status, more: Partial<Listener>): boolean[] =>
      announce([entry('c', ['PENDING', 'APPROVED'], more)], status).map((announcement) => announcement.rings);
    expect(rings('APPROVED', {})).toEqual([true]);
    expect(rings('PENDING', {})).toEqual([false]);
    expect(rings('PENDING', { notice: 'all' })).toEqual([true]);
    expect(rings('APPROVED', { notice: 'none' })).toEqual([false]);
    expect(rings('REJECTED', { notice: 'all' })).toEqual([false]);
    expect(rings('APPROVED', { mode: 'post' })).toEqual([false]);
  });

  it('comes once to a chat that is listed twice, by the first entry that lists the status', () => {
    const entries = [entry('c', ['PENDING'], { notice: 'all' }), entry('c', ['APPROVED'], { mode: 'post' })];
    expect(announce(entries, 'PENDING')).toMatchObject([{ mode: 'live', isListed: true }]);
    expect(announce(entries, 'APPROVED')).toMatchObject([{ mode: 'post', isListed: true }]);
    expect(announce(entries, 'REJECTED')).toMatchObject([{ mode: 'live', isListed: false }]);
    expect(entryFor(entries, 'c', 'APPROVED')).toEqual({ entry: entries[1], matches: true });
    expect(entryFor(entries, 'c', 'REJECTED')).toEqual({ entry: entries[0], matches: false });
    expect(entryFor(entries, 'other', 'PENDING')).toBeUndefined();
  });

  it('is held outside the hours of the chat, by the clock of the configured zone', () => {
    const held = (hour: number): boolean | undefined =>
      announce(
        [entry('c', ['PENDING'], { hours: { startMinute: 9 * 60, endMinute: 18 * 60 } })],
        'PENDING',
        TEN + (hour - 10) * 3_600_000,
      )[0]?.isHeld;
    expect([8, 9, 17, 18].map(held)).toEqual([true, false, false, true]);
  });
});
