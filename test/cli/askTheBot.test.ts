import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asIs } from '../../src/base/language.ts';
import { askTheBot } from '../../src/cli/askTheBot.ts';
import { newReport, type RunOrder, type RunReport } from '../../src/relay/reconcile/runReport.ts';
import { step } from '../support/step.ts';
import { StillClock } from '../support/stillClock.ts';
import { askAnother, openWorking } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';

const ORDER: RunOrder = { openOnly: true, adopt: false, everything: true };

/** Somebody asks a bot, which has begun. */
async function begun() {
  const place = { kind: 'sqlite' as const, path: join(tempFolder(), 'relay.db') };
  const bot = await openWorking(place);
  const clock = new StillClock();
  const asked = askTheBot<RunReport>(
    await askAnother(place),
    { what: 'reconcile', command: 'reconcile', order: ORDER, kept: asIs('all is kept'), progress: () => '' },
    clock,
  );
  // It is awaited later, and may fail before that.
  asked.catch(() => undefined);
  let command = await bot.commands.next('reconcile');
  while (!command) command = await bot.commands.next('reconcile');
  await bot.commands.begin(command.seq, clock.now());
  return { place, bot, clock, asked, seq: command.seq };
}

/** Lets time pass in steps; the waiting caller checks in between. */
async function pass(clock: StillClock, spanMs: number): Promise<void> {
  const end = clock.now() + spanMs;
  while (clock.now() < end) await step(clock, 1_000);
}

describe('a command to the running bot', () => {
  it('says that the bot stopped before it was done, and the command is withdrawn', async () => {
    const { place, bot, clock, asked, seq } = await begun();
    await bot.close();
    await pass(clock, 60_000);
    await expect(asked).rejects.toThrow(/stopped before it was done.*Run this command again/);
    const { commands } = await openWorking(place);
    expect(await commands.next('reconcile')).toBeUndefined();
    expect((await commands.stateOf(seq))?.finishedAt).toEqual(expect.any(Number));
  });

  it('waits for as long as it works, and for another that takes over', async () => {
    const { place, bot, clock, asked, seq } = await begun();
    await pass(clock, 90_000);
    await bot.close();
    const other = await openWorking(place);
    await pass(clock, 90_000);
    await other.commands.finish(seq, JSON.stringify({ ...newReport(), looked: 7 }), clock.now());
    await pass(clock, 1_000);
    expect(await asked).toMatchObject({ looked: 7 });
  });
});
