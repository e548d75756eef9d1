import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cardText } from '../support/cardText.ts';
import { CHAT, type Journey, startJourney } from '../support/journey.ts';
import { run } from '../support/stores.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const INSTANCES = 6;

const startReminding = (reminders: object = {}): Promise<Journey> =>
  startJourney({
    startsAt: '17:50',
    sandbox: { retryLadderMs: [100] },
    config: {
      reminders: {
        schedule: '* * * * * *',
        calendar: 'always',
        hours: '09:00-18:00',
        after: '5m',
        every: '8h',
        ...reminders,
      },
    },
  });

function remindersIn({ sandbox }: Journey, part = ''): string[] {
  const all = sandbox.messages(CHAT).map((message) => message.content);
  return all.filter((content) => content.includes('"template":"orange"') && content.includes(part));
}

/** Lets time pass until so many rows wait to be sent. */
function untilWaiting({ passUntil, counts }: Journey, rows: number): Promise<void> {
  return passUntil(async () => (await counts()).outboxWaiting === rows);
}

/** Instances that are to be reminded of a few minutes before six, while nothing can be sent. */
async function writtenInVain(
  journey: Journey,
  rows: number,
): Promise<{ readonly ended: string; readonly others: readonly string[]; mend(): void }> {
  const { sandbox, clock, submit, cards } = journey;
  const [ended = '', ...others] = Array.from({ length: INSTANCES }, () => submit());
  await cards(CHAT, INSTANCES);
  await sandbox.settled();
  // A scope is missing: it is certain that nothing arrived.
  const mend = sandbox.faults.add({ api: 'message.create', kind: 'status', status: 400, code: 99991672 });
  clock.advance(5 * MINUTE);
  await untilWaiting(journey, rows);
  return { ended, others, mend };
}

/** Decides it, and the event is lost. */
async function endsUnheard({ sandbox }: Journey, code: string): Promise<void> {
  sandbox.pushTo('http://127.0.0.1:9/');
  sandbox.approveAll(code);
  await sandbox.settled();
}

/** How long until it is nine in the morning in Shanghai, ms. */
function untilNine({ clock }: Journey): number {
  return DAY - ((clock.now() - HOUR) % DAY);
}

describe('reminders that could not be sent before the hours ended', () => {
  it('leave over the first minutes of the morning, and of what has ended nobody is reminded', async () => {
    const journey = await startReminding();
    const { sandbox, clock, cards, folder } = journey;
    const { ended, others, mend } = await writtenInVain(journey, INSTANCES);
    clock.advance(10 * MINUTE);
    await untilWaiting(journey, 0);
    const nine = clock.now() + untilNine(journey);
    const place = { kind: 'sqlite', path: join(folder, 'data', 'relay.db') } as const;
    const due = (await run(place, 'select due_at from reminders')).map((row) => Number(row.due_at));
    expect(new Set(due).size).toBe(INSTANCES);
    expect(Math.min(...due)).toBeGreaterThanOrEqual(nine - SECOND);
    expect(Math.max(...due)).toBeLessThan(nine + 5 * MINUTE);

    await endsUnheard(journey, ended);
    mend();
    await journey.restart();
    const looked = sandbox.requests('instance.get').length;
    clock.advance(untilNine(journey) + 5 * MINUTE);
    const sent = await cards(CHAT, 2 * INSTANCES);
    expect(sent.filter((card) => card.includes(ended)).map(cardText)[1]).toContain('已通过');
    expect(sandbox.requests('instance.get')).toHaveLength(looked + INSTANCES);
    expect(remindersIn(journey, ended)).toEqual([]);
    for (const code of others) {
      // The first has no number; a second would.
      expect(remindersIn(journey, code).map(cardText)).toEqual([expect.not.stringContaining('次提醒')]);
    }
    // And the second of each when it is due, at the end of the day.
    clock.advance(8 * HOUR);
    await sandbox.waitFor(() => remindersIn(journey).length >= 2 * others.length);
    expect(others.map((code) => remindersIn(journey, code).length)).toEqual(others.map(() => 2));
  });

  it('are judged again in the morning if the bot was down when the hours ended', async () => {
    const journey = await startReminding();
    const { clock, stop } = journey;
    const { ended, others, mend } = await writtenInVain(journey, INSTANCES);
    await stop();
    await endsUnheard(journey, ended);
    mend();
    clock.advance(untilNine(journey) + HOUR);
    await journey.restart();
    await journey.passUntil(() => remindersIn(journey).length >= others.length);
    await untilWaiting(journey, 0);
    expect(others.map((code) => remindersIn(journey, code).length)).toEqual(others.map(() => 1));
    expect(remindersIn(journey, ended)).toEqual([]);
  });

  it('are one card in the morning if they are gathered, without what has ended', async () => {
    const journey = await startReminding({ as: 'digest' });
    const { sandbox, clock } = journey;
    const { ended, mend } = await writtenInVain(journey, 1);
    clock.advance(10 * MINUTE);
    await untilWaiting(journey, 0);
    await endsUnheard(journey, ended);
    mend();
    clock.advance(untilNine(journey) + MINUTE);
    await sandbox.waitFor(() => remindersIn(journey).length > 0);
    await untilWaiting(journey, 0);
    expect(remindersIn(journey).map(cardText)).toEqual([
      expect.stringContaining(`${INSTANCES - 1} 条审批等待处理`),
    ]);
  });
});
