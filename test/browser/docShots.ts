import type { Page as Tab } from 'playwright-core';
import { RULES } from '../../src/cards/check/propertyRules.ts';
import { drawCard } from '../../src/cardview/card.tsx';

/** A cell of the gallery: the page that it is on, and its id. */
export interface Shown {
  readonly show: string;
  readonly id: string;
}

const COLUMN_PX = 360;
const GAP_PX = 24;

/** The cards of these cells, as HTML, from a gallery at this address. */
export async function drawnCards(
  tab: Tab,
  url: string,
  locale: string,
  cells: readonly Shown[],
): Promise<string[]> {
  const cards: string[] = [];
  for (const { show, id } of cells) {
    await tab.goto(`${url}?show=${show}&locale=${locale}`);
    await tab.locator('html[data-ready]').waitFor();
    cards.push(
      await tab
        .locator(`#${id} .fs-card`)
        .first()
        .evaluate((card) => card.outerHTML),
    );
  }
  return cards;
}

/** Cards in columns on a quiet ground, crisp; nothing of the gallery around them. The tab must be on a page of it. */
export async function shootColumns(
  tab: Tab,
  columns: readonly (readonly string[])[],
  {
    path,
    height,
    width = COLUMN_PX,
  }: { readonly path: string; readonly height?: number; readonly width?: number },
): Promise<void> {
  const total = columns.length * (width + GAP_PX) + GAP_PX;
  await tab.setViewportSize({ width: total, height: 1200 });
  await tab.evaluate(
    ([html, gap, cut]) => {
      document.body.innerHTML = `<main id="stage">${html}</main>`;
      const stage = document.querySelector<HTMLElement>('#stage');
      if (!stage) throw new Error('there is no stage');
      document.body.style.cssText = 'margin:0;padding:0';
      stage.style.cssText = `display:flex;align-items:flex-start;gap:${gap}px;padding:${gap}px;background:#eceff5;box-sizing:border-box;overflow:hidden`;
      if (cut > 0) stage.style.height = `${cut}px`;
    },
    [
      columns
        .map(
          (cards) => `<div style="width:${width}px;flex:none;display:grid;gap:16px">${cards.join('')}</div>`,
        )
        .join(''),
      GAP_PX,
      height ?? 0,
    ] as const,
  );
  await tab.evaluate(() => document.fonts.ready);
  await tab.locator('#stage').screenshot({ path, animations: 'disabled' });
}

/** One small card for each hue that a header can have. */
export function hueCards(): string[] {
  const hues = (RULES.headerColor?.words ?? []).filter((hue) => hue !== 'default');
  return hues.map((hue) =>
    drawCard({
      schema: '2.0',
      header: {
        title: { tag: 'plain_text', content: hue },
        template: hue,
        text_tag_list: [
          {
            tag: 'text_tag',
            text: { tag: 'plain_text', content: 'label' },
            color: hue === 'grey' ? 'neutral' : hue,
          },
        ],
      },
      body: {
        elements: [
          {
            tag: 'column_set',
            columns: [
              {
                tag: 'column',
                width: 'weighted',
                weight: 1,
                background_style: `${hue}-50`,
                padding: '6px 10px 6px 10px',
                elements: [{ tag: 'markdown', content: `<font color='${hue}'>text</font> on ${hue}-50` }],
              },
            ],
          },
        ],
      },
    }),
  );
}
