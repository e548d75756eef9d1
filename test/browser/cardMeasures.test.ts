import { expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../src/approval/locale.ts';
import { systemClock } from '../../src/base/clock.ts';
import { SAMPLE_APPROVALS } from '../../src/cards/check/sampleApprovals.ts';
import { type CardMeasure, measureCards } from './cardMeasures.ts';
import { serveGallery } from './galleryStage.ts';
import { lineFaults } from './lineFaults.ts';
import { openTab } from './stage.ts';

/** A phone's screen is 390 × 844. */
const SCREEN_PX = 844;
/** Approvals that no company has. */
const UNUSUAL = /^(everything|huge|hostile|many)-/;
/** What nobody writes but to do harm: it may end anywhere. */
const HOSTILE = /<at|javascript:/;
/** Letters that a card in this language cannot have: kana, Han, and Han as only Chinese writes it. */
const FOREIGN: Readonly<Record<Locale, RegExp>> = {
  'zh-CN': /[\u3040-\u30ff]/,
  'en-US': /[\u3040-\u30ff\u3400-\u9fff]/,
  'ja-JP': /[审请购报销单为务实过时间门经财]/,
};

it.each(LOCALES)(
  'draws whole cards, in one language, well set, as short as they are useful: %s',
  async (locale) => {
    const url = await serveGallery(systemClock());
    const tab = await openTab({ reducedMotion: 'reduce', viewport: { width: 1440, height: 1000 } });
    const wrong: string[] = [];
    for (const show of [...SAMPLE_APPROVALS, 'many']) {
      await tab.goto(`${url}?show=${show}&locale=${locale}#width=both`);
      await tab.locator('html[data-ready]').waitFor();
      const cards = await measureCards(tab);
      expect(cards.length).toBeGreaterThan(4);
      wrong.push(
        ...cards.flatMap((card) =>
          faultsOf(card, locale).map((fault) => `${card.width} ${card.id}: ${fault}`),
        ),
      );
    }
    expect(wrong).toEqual([]);
  },
);

it.each([
  ['begins with a dot', ['总经理', '· 11:40'], 1],
  ['begins with what closes', ['他说', '，好'], 1],
  ['ends with what opens', ['总经理（', '代）'], 1],
  ['breaks a date', ['年假 12-01 至 12-', '03'], 1],
  ['breaks a day in English', ['Annual leave: Dec ', '1'], 1],
  ['breaks a sum', ['合计 ¥41,', '600.50'], 1],
  ['breaks between words alone', ['总经理 · ', '11:40 起，', '（共 3 天）Nov 26 ', '12:00 or $5.00'], 0],
])('sees a line that %s', (_, lines, count) => {
  expect(lineFaults(lines)).toHaveLength(count);
});

it('sees what is clipped, alone on a line, or over something else', async () => {
  const tab = await openTab();
  const cell = (id: string, html: string): string =>
    `<div class="cell" id="${id}"><div class="fs-card" style="width:200px;font:16px/24px monospace">${html}</div></div>`;
  const hidden = '<div style="overflow:hidden;white-space:nowrap">a text that is far too long for it</div>';
  const alone = '<div class="fs-plain" style="width:64px;word-break:break-all">一二三四五六七</div>';
  const over = '<div class="fs-flow"><p>one</p><p style="margin-top:-30px">two</p></div>';
  const fine =
    '<div class="fs-flow"><div class="fs-plain">one<br>2</div><div class="fs-plain">two</div></div>';
  await tab.setContent([cell('a', hidden), cell('b', alone), cell('c', over), cell('d', fine)].join(''));
  const found = (await measureCards(tab)).map(({ clipped, orphans, overlaps }) => [
    clipped.length,
    orphans.length,
    overlaps.length,
  ]);
  expect(found).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);
});

function faultsOf(card: CardMeasure, locale: Locale): string[] {
  const { id, width, height, clipped, orphans, overlaps, wrapped, text } = card;
  const faults = [
    ...clipped.map((words) => `clipped: ${words}`),
    ...orphans
      .filter((words) => !HOSTILE.test(words))
      .map((words) => `one letter alone on the last line: ${words}`),
    ...overlaps.map((words) => `overlap: ${words}`),
    ...wrapped.flatMap(lineFaults),
  ];
  const screens = id.includes('reminder') ? 0.5 : id.endsWith('-forward') ? 1.2 : Number.POSITIVE_INFINITY;
  if (width === 'phone' && !UNUSUAL.test(id) && height > screens * SCREEN_PX)
    faults.push(`${height} px high`);
  const foreign = /^(?:hostile|many)-/.test(id) ? undefined : FOREIGN[locale].exec(text)?.[0];
  if (foreign) faults.push(`a word of another language: ${foreign}`);
  return faults;
}
