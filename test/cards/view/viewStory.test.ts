import { expect, it } from 'vitest';
import { renderCard } from '../../../src/cards/render/render.ts';
import { entry, input, LI, MINUTE, packaged, purchase, TEN } from '../cards.ts';
import { cardWords } from '../reader.ts';

const templates = packaged();

it('says of a story of 300 entries how many are folded, and how many are left out', () => {
  const timeline = Array.from({ length: 300 }, (_, i) => entry('PASS', TEN + i * MINUTE, { person: LI }));
  const words = cardWords(
    renderCard(templates, input('PENDING', { instance: purchase({ timeline }) })).content,
  );
  const folded = Number(/更早的 (\d+) 条记录/.exec(words)?.[1]);
  const leftOut = Number(/另有 (\d+) 条更早的记录/.exec(words)?.[1]);
  const shown = words.split('\n').filter((line) => /^李四 同意 · \d\d:\d\d/.test(line)).length;
  expect(shown).toBe(folded + 2);
  expect(folded + leftOut + 2).toBe(300);
});

it('says nothing of what is left out if nothing is', () => {
  const timeline = Array.from({ length: 9 }, (_, i) => entry('PASS', TEN + i * MINUTE, { person: LI }));
  const { content } = renderCard(templates, input('PENDING', { instance: purchase({ timeline }) }));
  expect(cardWords(content)).not.toContain('另有');
});
