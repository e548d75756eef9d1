import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { compareShots, readShot, SHOTS_FOLDER, takeCardShots } from './cardShots.ts';
import { serveGallery } from './galleryStage.ts';
import { openTab } from './stage.ts';

/** Cards that differ from their picture are put here, to look at. */
const SEEN = 'node_modules/.cache/card-shots';
/** So few pixels may differ: the edges of letters on another machine. */
const TOLERATED = 0.002;

it('draws every card as in its picture', async () => {
  const url = await serveGallery(systemClock());
  const tab = await openTab({ deviceScaleFactor: 1, colorScheme: 'light', reducedMotion: 'reduce' });
  const shots = await takeCardShots(tab, url);
  await tab.goto('about:blank');
  rmSync(SEEN, { recursive: true, force: true });
  const changed: string[] = [];
  for (const { name, png } of shots) {
    const known = readShot(name);
    const how = known && (await compareShots(tab, known, png));
    if (how && how.share <= TOLERATED) continue;
    mkdirSync(SEEN, { recursive: true });
    writeFileSync(join(SEEN, `${name}.png`), png);
    changed.push(`${name}: ${how ? differenceOf(how) : 'there is no picture of it'}`);
  }
  const remedy = `look at them in ${SEEN}; if they are as they should be, run: npm run screenshots`;
  expect(changed, remedy).toEqual([]);
  const kept = readdirSync(SHOTS_FOLDER).map((file) => file.replace('.png', ''));
  expect(kept.sort()).toEqual(shots.map(({ name }) => name).sort());
});

it('sees a change of colour and of size, and tolerates the edges of letters', async () => {
  const tab = await openTab();
  const draw = async (html: string): Promise<Buffer> => {
    await tab.setContent(`<main style="width:200px">${html}</main>`);
    return tab.locator('main').screenshot();
  };
  const card = await draw('<p style="color:#1456f0">Approved</p>');
  expect((await compareShots(tab, card, card)).share).toBe(0);
  const smoothed = await draw('<p style="color:#1452ec">Approved</p>');
  expect((await compareShots(tab, card, smoothed)).share).toBeLessThanOrEqual(TOLERATED);
  const red = await draw('<p style="color:#c02a26">Approved</p>');
  expect((await compareShots(tab, card, red)).share).toBeGreaterThan(TOLERATED);
  const taller = await draw('<p style="color:#1456f0">Approved</p><p>by</p>');
  expect((await compareShots(tab, card, taller)).share).toBe(1);
});

function differenceOf({ sizes, share }: Awaited<ReturnType<typeof compareShots>>): string {
  const [before, now] = sizes;
  return before === now ? `${(share * 100).toFixed(2)} % of its pixels differ` : `${before} became ${now}`;
}
