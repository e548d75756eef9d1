import { readFileSync } from 'node:fs';
import type { Page as Tab } from 'playwright-core';

/** Where the pictures are with which CI compares. `npm run screenshots` takes new ones. */
export const SHOTS_FOLDER = 'test/browser/shots';

/** The pages of the gallery that are photographed, and the cards on each. */
const PAGES: readonly { readonly page: string; readonly look: string; readonly cards: readonly string[] }[] =
  [
    {
      page: 'show=purchase&locale=zh-CN',
      look: 'light,phone',
      cards: [
        'purchase-submitted',
        'purchase-forward',
        'purchase-APPROVED',
        'purchase-REJECTED',
        'purchase-CANCELED',
        'purchase-REVERTED',
        'purchase-DELETED',
        'purchase-OVERTIME_CLOSE',
        'purchase-OVERTIME_RECOVER',
        'purchase-notice-APPROVED',
        'purchase-reminder',
        'purchase-reminder-escalated',
      ],
    },
    {
      page: 'show=forward&locale=en-US',
      look: 'light,phone',
      cards: [
        'travel',
        'leave',
        'payment',
        'contract',
        'seal',
        'onboarding',
        'overtime',
        'reimbursement',
      ].map((name) => `${name}-forward`),
    },
    {
      page: 'show=approved&locale=ja-JP',
      look: 'dark,phone',
      cards: ['purchase-APPROVED', 'contract-APPROVED', 'everything-APPROVED'],
    },
    {
      page: 'show=submitted&locale=zh-CN',
      look: 'dark,desktop',
      cards: ['payment-submitted', 'hostile-submitted', 'huge-submitted'],
    },
    {
      page: 'show=many&locale=en-US',
      look: 'light,desktop',
      cards: ['many-digest-12', 'many-summary-12'],
    },
  ];

export interface CardShot {
  /** Its file's name, without the ending. */
  readonly name: string;
  readonly png: Buffer;
}

/** Takes a picture of every card, from a gallery at this address. */
export async function takeCardShots(tab: Tab, url: string): Promise<CardShot[]> {
  const shots: CardShot[] = [];
  await tab.setViewportSize({ width: 1440, height: 1000 });
  for (const { page, look, cards } of PAGES) {
    const [theme, width] = look.split(',');
    await tab.goto(`${url}?${page}#theme=${theme},width=${width}`);
    await tab.locator('html[data-ready]').waitFor();
    // The bar of choices sticks to the top, and would lie over cards that are longer than the window.
    await tab.addStyleTag({ content: '.choices{position:static!important}' });
    const locale = /locale=(\w+)/.exec(page)?.[1] ?? '';
    for (const card of cards) {
      shots.push({ name: `${card}-${locale}-${theme}-${width}`, png: await shoot(tab, card) });
    }
  }
  return shots;
}

/** A picture of the card alone; of a very long one, its beginning. */
async function shoot(tab: Tab, card: string): Promise<Buffer> {
  const drawn = tab.locator(`#${card} .fs-card`);
  await drawn.evaluate((node, height) => node.setAttribute('style', `max-height:${height}px`), TALLEST_PX);
  return drawn.screenshot({ animations: 'disabled' });
}

const TALLEST_PX = 1_200;
/** A channel may differ by this much: fonts are smoothed a little differently. */
const SAME_CHANNEL = 40;

/**
 * How two pictures differ: `size` if they are not equally large, else the share of pixels that do. Runs inside the page,
 * which must allow data: addresses.
 */
export function compareShots(
  tab: Tab,
  one: Buffer,
  other: Buffer,
): Promise<{ readonly sizes: readonly [string, string]; readonly share: number }> {
  return tab.evaluate(
    async ([a, b, same]) => {
      const read = async (png: string): Promise<ImageData> => {
        const image = new Image();
        image.src = `data:image/png;base64,${png}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.width, image.height];
        const context = canvas.getContext('2d');
        if (!context) throw new Error('no canvas');
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height);
      };
      const [first, second] = [await read(a), await read(b)];
      const sizes = [first, second].map(({ width, height }) => `${width}x${height}`) as [string, string];
      if (sizes[0] !== sizes[1]) return { sizes, share: 1 };
      let different = 0;
      for (let i = 0; i < first.data.length; i += 4) {
        const far = [0, 1, 2].some(
          (k) => Math.abs((first.data[i + k] ?? 0) - (second.data[i + k] ?? 0)) > same,
        );
        if (far) different += 1;
      }
      return { sizes, share: different / (first.data.length / 4) };
    },
    [one.toString('base64'), other.toString('base64'), SAME_CHANNEL] as const,
  );
}

/** The picture with which a card is compared; undefined if there is none. */
export function readShot(name: string): Buffer | undefined {
  try {
    return readFileSync(`${SHOTS_FOLDER}/${name}.png`);
  } catch {
    return undefined;
  }
}
