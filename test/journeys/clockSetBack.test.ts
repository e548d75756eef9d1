import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';
import { step } from '../support/step.ts';
import { run } from '../support/stores.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lets so much time pass, second by second. */
async function passes(journey: Journey, spanMs: number): Promise<void> {
  for (let passed = 0; passed < spanMs; passed += SECOND) await step(journey.clock, SECOND);
}

const cardsOf = ({ sandbox }: Journey): string[] => sandbox.messages(CHAT).map((message) => message.content);
const requests = ({ sandbox }: Journey, api: string): number => sandbox.requests(api).length;

describe('a clock that ran a day ahead and was set back', () => {
  it('does not make a look-up wait for that day, and is named', async () => {
    const journey = await startJourney({ ownClock: true });
    const { sandbox, botClock, submit, cards, passUntil, warnings } = journey;
    sandbox.faults.add({ api: 'instance.get', kind: 'status', status: 502 });
    const code = submit();
    await passUntil(() => requests(journey, 'instance.get') > 0);
    botClock.set(DAY);
    const before = requests(journey, 'instance.get');
    await passUntil(() => requests(journey, 'instance.get') > before + 1);
    await passUntil(async () => (await journey.counts()).inboxWaiting === 1);
    botClock.set(-DAY);
    sandbox.faults.clear();
    await passes(journey, MINUTE);
    await cards(CHAT, 1);
    expect((await journey.shownWarnings()).map(({ code }) => code)).toContain('clock-jumped');
    expect(warnings.map(({ text }) => text).join('\n')).toMatch(/clock of this machine jumped back by 24 h/);
    await passes(journey, 2 * MINUTE);
    expect(cardsOf(journey).filter((card) => card.includes(code))).toHaveLength(1);
  });

  it('does not make a card wait for that day, though the bot was restarted meanwhile', async () => {
    const journey = await startJourney({ ownClock: true });
    const { sandbox, botClock, submit, cards, passUntil, restart, folder } = journey;
    const limited = { status: 429, code: 99991400, headers: { 'x-ogw-ratelimit-reset': '40' } };
    sandbox.faults.add({ api: 'message.create', kind: 'status', ...limited });
    const code = submit();
    await passUntil(() => requests(journey, 'message.create') > 0);
    botClock.set(DAY);
    const before = requests(journey, 'message.create');
    await passUntil(() => requests(journey, 'message.create') > before, 5 * SECOND);
    const place = { kind: 'sqlite' as const, path: `${folder}/data/relay.db` };
    const waitsUntil = async (): Promise<number> =>
      Number((await run(place, 'select next_at from outbox where finished_at is null'))[0]?.next_at);
    await passUntil(async () => (await waitsUntil()) > botClock.now());
    await journey.stop();
    botClock.set(-DAY);
    sandbox.faults.clear();
    await restart();
    await passes(journey, MINUTE);
    await cards(CHAT, 1);
    await passes(journey, 2 * MINUTE);
    expect(cardsOf(journey).filter((card) => card.includes(code))).toHaveLength(1);
  });

  it('does not make the next reminder wait for that day', async () => {
    const reminders = {
      schedule: '* * * * * *',
      calendar: 'always',
      hours: '00:00-24:00',
      after: '1h',
      every: '2h',
      max: 5,
    };
    const journey = await startJourney({ ownClock: true, config: { reminders }, startsAt: '10:00' });
    const { sandbox, botClock, submit, cards } = journey;
    const reminded = (): number =>
      sandbox.messages(CHAT).filter(({ content }) => content.includes('"template":"orange"')).length;
    submit(APPROVAL);
    await cards(CHAT, 1);
    botClock.set(DAY);
    await passes(journey, MINUTE);
    await sandbox.waitFor(() => reminded() === 1);
    botClock.set(-DAY);
    await passes(journey, 2 * MINUTE);
    expect(reminded()).toBe(1);
    await step(journey.clock, 2 * HOUR - 5 * MINUTE);
    await passes(journey, MINUTE);
    expect(reminded()).toBe(1);
    await step(journey.clock, 5 * MINUTE);
    await passes(journey, 2 * MINUTE);
    await sandbox.waitFor(() => reminded() > 1);
    await passes(journey, MINUTE);
    expect(reminded()).toBe(2);
  });
});
