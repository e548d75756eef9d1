import { describe, expect, it } from 'vitest';
import { afterCard, isOver, type KnownMatter, type Matter, planMatters } from '../../src/approval/matter.ts';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const START = 1_780_000_000_000;

/** Operators who get cards about what stands; each card arrives at once. */
function stage() {
  let known: readonly KnownMatter[] = [];
  let now = START;
  const cards: { at: number; items: string[] }[] = [];
  const look = (standing: readonly string[]): void => {
    const matters = standing.map((code): Matter => ({ code, subject: '', data: '{}', since: now }));
    const { put, drop, card } = planMatters(known, matters, now, `card at ${now}`);
    const rows = new Map(known.map((matter) => [matter.code, matter]));
    for (const matter of put) rows.set(matter.code, matter);
    for (const { code } of drop) rows.delete(code);
    if (card.length > 0)
      cards.push({
        at: now - START,
        items: card.map((matter) => `${matter.code} ${isOver(matter) ? 'over' : 'begins'}`),
      });
    for (const matter of card) rows.set(matter.code, afterCard(matter));
    known = [...rows.values()];
  };
  return {
    cards,
    known: () => known,
    /** Looks every five seconds for so long. */
    pass(spanMs: number, standing: readonly string[]) {
      for (const end = now + spanMs; now < end; now += 5 * SECOND) look(standing);
    },
    jump: (byMs: number) => {
      now += byMs;
    },
  };
}

describe('what is reported to operators', () => {
  it('is once that a matter begins, and once that it is over', () => {
    const { cards, pass, known } = stage();
    pass(3 * HOUR, ['a']);
    pass(3 * HOUR, []);
    expect(cards).toEqual([
      { at: 0, items: ['a begins'] },
      { at: 3 * HOUR + MINUTE, items: ['a over'] },
    ]);
    expect(known()).toEqual([]);
  });

  it('is at most one card a minute, with all that has come together', () => {
    const { cards, pass } = stage();
    pass(5 * SECOND, ['a']);
    pass(5 * SECOND, ['a', 'b']);
    pass(HOUR, ['a', 'b', 'c']);
    expect(cards).toEqual([
      { at: 0, items: ['a begins'] },
      { at: MINUTE, items: ['b begins', 'c begins'] },
    ]);
  });

  it('is nothing of what is gone for less than a minute, as over a restart', () => {
    const { cards, pass } = stage();
    pass(HOUR, ['a']);
    pass(50 * SECOND, []);
    pass(HOUR, ['a']);
    expect(cards).toHaveLength(1);
  });

  it('is nothing that came and went before a card was sent', () => {
    const { cards, pass } = stage();
    pass(5 * SECOND, ['a']);
    pass(20 * SECOND, ['a', 'b']);
    pass(HOUR, ['a']);
    expect(cards).toEqual([{ at: 0, items: ['a begins'] }]);
  });

  it('is little of what comes and goes all the time', () => {
    const { cards, pass } = stage();
    for (let times = 0; times < 60; times += 1) {
      pass(2 * MINUTE, ['a']);
      pass(2 * MINUTE, []);
    }
    expect(cards.length).toBeLessThanOrEqual(2);
    pass(11 * MINUTE, ['a']);
    expect(cards.at(-1)?.items).toEqual(['a begins']);
  });

  it('does not wait for a clock that ran ahead', () => {
    const { cards, pass, jump } = stage();
    jump(24 * HOUR);
    pass(5 * SECOND, ['a']);
    jump(-24 * HOUR);
    pass(MINUTE, ['a', 'b']);
    expect(cards.map(({ items }) => items)).toEqual([['a begins'], ['b begins']]);
  });
});
