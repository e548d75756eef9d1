import { expect, it } from 'vitest';
import { LOCALES, type Locale } from '../../src/approval/locale.ts';
import { systemClock } from '../../src/base/clock.ts';
import { type CardMeasure, measureCards } from './cardMeasures.ts';
import { serveGallery } from './galleryStage.ts';
import { openTab } from './stage.ts';

/** A phone's screen is 390 × 844. */
const SCREEN_PX = 844;
/** Approvals that no company has. */
const UNUSUAL = /^(everything|huge|hostile|many)-/;
/** Letters that a card in this language cannot have: kana, Han, and Han as only Chinese writes it. */
const FOREIGN: Readonly<Record<Locale, RegExp>> = {
  'zh-CN': /[\u3040-\u30ff]/,
  'en-US': /[\u3040-\u30ff\u3400-\u9fff]/,
  'ja-JP': /[审请购报销单为务实过时间门经财]/,
};

it('draws whole cards, in one language, as short as they are useful', async () => {
  const url = await serveGallery(systemClock());
  const tab = await openTab({ reducedMotion: 'reduce', viewport: { width: 1440, height: 1000 } });
  const wrong: string[] = [];
  for (const locale of LOCALES) {
    for (const show of ['forward', 'reminder']) {
      await tab.goto(`${url}?show=${show}&locale=${locale}#width=phone`);
      await tab.locator('html[data-ready]').waitFor();
      const cards = await measureCards(tab);
      expect(cards.length).toBeGreaterThan(4);
      wrong.push(
        ...cards.flatMap((card) => faultsOf(card, locale).map((fault) => `${locale} ${card.id}: ${fault}`)),
      );
    }
  }
  expect(wrong).toEqual([]);
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

function faultsOf({ id, height, clipped, orphans, overlaps, text }: CardMeasure, locale: Locale): string[] {
  const faults = [
    ...clipped.map((words) => `clipped: ${words}`),
    ...orphans.map((words) => `one letter alone on the last line: ${words}`),
    ...overlaps.map((words) => `overlap: ${words}`),
  ];
  const screens = id.includes('reminder') ? 0.5 : 1.2;
  if (!UNUSUAL.test(id) && height > screens * SCREEN_PX) faults.push(`${height} px high`);
  const foreign = id.startsWith('hostile-') ? undefined : FOREIGN[locale].exec(text)?.[0];
  if (foreign) faults.push(`a word of another language: ${foreign}`);
  return faults;
}
