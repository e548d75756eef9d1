import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SilenceDone, SilenceOrder } from '../../src/relay/remind/silenceOrder.ts';
import { createCommandFiles } from '../../src/store/commandFiles.ts';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const REMINDERS = {
  schedule: '* * * * * *',
  calendar: 'always',
  hours: '00:00-24:00',
  after: '1h',
  every: '9d',
};

const start = (): Promise<Journey> => startJourney({ startsAt: '10:00', config: { reminders: REMINDERS } });

/** Asks the running bot, as `approval-relay silence` does. */
async function ask(journey: Journey, order: SilenceOrder): Promise<string> {
  const { folder, clock } = journey;
  const commands = createCommandFiles(join(folder, 'data', 'relay.db'), 'cli_a1b2c3d4e5f60718');
  const seq = await commands.ask('silence', JSON.stringify(order), clock.now());
  let result = '';
  await journey.passUntil(async () => {
    result = (await commands.stateOf(seq))?.result ?? '';
    return result !== '';
  });
  return (JSON.parse(result) as SilenceDone).id;
}

const scope = { person: '', standIn: '', approval: '', chat: '', instance: '' };

/** An approval that waits for both Li and Wang. */
function submitForBoth({ sandbox, people }: Journey): string {
  const { zhang, li, wang } = people;
  return sandbox.submit({ approvalCode: APPROVAL, applicant: zhang, approvers: [[li, wang]] });
}

function remindersOf({ sandbox }: Journey, code: string): string[] {
  const all = sandbox.messages(CHAT).map((message) => message.content);
  return all.filter((content) => content.includes('"template":"orange"') && content.includes(code));
}

describe('a silence', () => {
  it('leaves one person off the card, over a restart, and is judged again when it ends', async () => {
    const journey = await start();
    const { clock, people, cards, restart } = journey;
    const code = submitForBoth(journey);
    await cards(CHAT, 1);
    const until = clock.now() + 3 * HOUR;
    await ask(journey, { do: 'add', scope: { ...scope, person: people.li }, until, reason: 'on leave' });
    await restart();
    clock.advance(HOUR);
    await journey.passUntil(() => remindersOf(journey, code).length === 1);
    const [first = ''] = remindersOf(journey, code);
    expect(first).toContain(people.wang);
    expect(first).not.toContain(`id=${people.li}`);

    clock.advance(until - clock.now() - MINUTE);
    await journey.passUntil(async () => (await journey.counts()).outboxWaiting === 0);
    expect(remindersOf(journey, code)).toHaveLength(1);
    await journey.passUntil(() => remindersOf(journey, code).length === 2, 5_000);
    expect(clock.now()).toBeLessThan(until + 10 * MINUTE);
    const [, second = ''] = remindersOf(journey, code);
    expect(second).toContain(people.li);
    expect(second).not.toContain(`id=${people.wang}`);
    expect(cardText(second)).not.toContain('第 2 次提醒');
  });

  it('of an instance holds everything back, until it is ended before its time', async () => {
    const journey = await start();
    const { clock, cards } = journey;
    const [silenced, other] = [submitForBoth(journey), submitForBoth(journey)];
    await cards(CHAT, 2);
    const until = clock.now() + 30 * 24 * HOUR;
    const id = await ask(journey, { do: 'add', scope: { ...scope, instance: silenced }, until, reason: '' });
    clock.advance(HOUR);
    await journey.passUntil(() => remindersOf(journey, other).length === 1);
    clock.advance(9 * HOUR);
    await journey.passUntil(async () => (await journey.counts()).outboxWaiting === 0);
    expect(remindersOf(journey, silenced)).toEqual([]);

    expect(await ask(journey, { do: 'end', id })).toBe(id);
    const endedAt = clock.now();
    await journey.passUntil(() => remindersOf(journey, silenced).length === 1, 100);
    // At once: only those of many requests are spread over minutes.
    expect(clock.now() - endedAt).toBeLessThan(20_000);
    // It is over.
    expect(await ask(journey, { do: 'end', id })).toBe('');
  });

  it('with a stand-in has that person reminded, and says for whom', async () => {
    const journey = await start();
    const { sandbox, clock, people, cards } = journey;
    const { zhang, li, wang } = people;
    const code = sandbox.submit({ approvalCode: APPROVAL, applicant: zhang, approvers: [[li]] });
    await cards(CHAT, 1);
    const until = clock.now() + 3 * HOUR;
    const covered = { ...scope, person: li, standIn: wang };
    await ask(journey, { do: 'add', scope: covered, until, reason: '' });
    clock.advance(HOUR);
    await journey.passUntil(() => remindersOf(journey, code).length === 1);
    const [card = ''] = remindersOf(journey, code);
    expect(cardText(card)).toContain('代 李四');
    expect(card).toContain(`<at id=${wang}>`);
    expect(card).not.toContain(`<at id=${li}>`);
  });
});
