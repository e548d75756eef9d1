import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ShiftableClock } from '../../src/base/clock.ts';
import { askTheBot } from '../../src/cli/askTheBot.ts';
import { newReport, type RunOrder } from '../../src/relay/report.ts';
import { step } from '../support/step.ts';
import { openAt, openWorking } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';

const ORDER: RunOrder = { openOnly: true, adopt: false, everything: true };

/** Somebody asks a bot, which has begun. */
async function begun() {
  const place = { kind: 'sqlite' as const, path: join(tempFolder(), 'relay.db') };
  const bot = await openWorking(place);
  const { errands, lease } = await openAt(place);
  const clock = new ShiftableClock();
  const asked = askTheBot(errands, lease, ORDER, clock);
  // It is awaited later, and may fail before that.
  asked.catch(() => undefined);
  let errand = await bot.errands.next('reconcile');
  while (!errand) errand = await bot.errands.next('reconcile');
  await bot.errands.begin(errand.seq, clock.now());
  return { place, bot, clock, asked, seq: errand.seq };
}

/** Lets time pass in steps, between which whoever waits looks. */
async function pass(clock: ShiftableClock, spanMs: number): Promise<void> {
  const end = clock.now() + spanMs;
  while (clock.now() < end) await step(clock, 1_000);
}

describe('whoever asks the bot', () => {
  it('is told when it stopped in the middle, and the errand is withdrawn', async () => {
    const { bot, clock, asked, seq } = await begun();
    await bot.lease.release();
    await pass(clock, 60_000);
    await expect(asked).rejects.toThrow(/stopped in the middle.*Run this command again/);
    expect(await bot.errands.next('reconcile')).toBeUndefined();
    expect((await bot.errands.stateOf(seq))?.finishedAt).not.toBeNull();
  });

  it('waits for as long as it works, and for another that takes over', async () => {
    const { place, bot, clock, asked, seq } = await begun();
    await pass(clock, 90_000);
    await bot.lease.release();
    const other = await openWorking(place);
    await pass(clock, 90_000);
    await other.errands.finish(seq, JSON.stringify({ ...newReport(), looked: 7 }), clock.now());
    expect(await asked).toMatchObject({ looked: 7 });
  });
});
