import { describe, expect, it } from 'vitest';
import { cardText } from '../support/cardText.ts';
import { CHAT, type Journey, startJourney } from '../support/journey.ts';
import { untilNoRow, untilRows } from '../support/stores.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A bot that is stopped, and pushes that are given up. */
async function stopped(reconcile: object): Promise<Journey> {
  const journey = await startJourney({
    startsAt: '10:02',
    sandbox: { retryLadderMs: [100] },
    config: { reconcile },
  });
  await journey.stop();
  journey.clock.advance(20 * MINUTE_MS);
  return journey;
}

const cardsOf = ({ sandbox }: Journey, code: string): string[] =>
  sandbox
    .messages(CHAT)
    .map((message) => message.content)
    .filter((content) => content.includes(code))
    .map(cardText);

/** Resolves when so many findings rest, and no more. */
async function rested({ folder }: Journey, findings: number): Promise<void> {
  expect(await untilRows(folder, RESTING, findings)).toBe(findings);
}

const RESTING = 'select instance from outbox where priority = 1 and next_at > 0 and finished_at is null';

describe('a run that takes hours', () => {
  it('sends what it has found within minutes', async () => {
    const journey = await stopped({ requestsPerHour: 4 });
    const { sandbox, clock, submit, cards } = journey;
    const codes = Array.from({ length: 5 }, () => submit());
    await sandbox.settled();
    clock.advance(MINUTE_MS);
    await journey.restart();
    // One list, and three looks: the next hour has not come.
    const looked = (): unknown[] => sandbox.requests('instance.get').map((one) => one.instance);
    await rested(journey, 3);
    expect(sandbox.messages(CHAT)).toEqual([]);
    clock.advance(12 * MINUTE_MS);
    await cards(CHAT, 3);
    expect(looked()).toHaveLength(3);
    // That is enough for the rest, and the run ends.
    clock.advance(HOUR_MS);
    await cards(CHAT, 5);
    expect(codes.map((code) => cardsOf(journey, code).length)).toEqual(codes.map(() => 1));
  });
});

describe('a run that takes hours and finds more than twenty', () => {
  it('sends what it found within minutes in one card, and the few at its end on their own', async () => {
    const journey = await stopped({ requestsPerHour: 23 });
    const { sandbox, clock, people, submit, cards, folder } = journey;
    const codes = Array.from({ length: 24 }, () => submit());
    await sandbox.settled();
    clock.advance(MINUTE_MS);
    await journey.restart();
    // One list, and twenty-two looks, a little apart.
    for (let looks = 1; looks <= 22; looks += 1) {
      clock.advance(200);
      await untilRows(folder, RESTING, looks);
    }
    await rested(journey, 22);
    const live = sandbox.submit({ approvalCode: 'PURCHASE-0001', applicant: people.zhang });
    expect((await cards(CHAT, 1))[0]).toContain(live);
    clock.advance(12 * MINUTE_MS);
    const [, summary = ''] = await cards(CHAT, 2);
    expect(cardText(summary)).toContain('22 条审批有变化');
    // The next hour's call budget is enough for the rest.
    clock.advance(HOUR_MS);
    const all = (await cards(CHAT, 4)).join();
    for (const code of codes) expect(all.split(code).length).toBeGreaterThan(1);
    expect(sandbox.messages(CHAT)).toHaveLength(4);
  });
});

describe('what a run that was cut off has found', () => {
  it('is looked up again before it is sent, if the last look-up was long ago', async () => {
    // After one list and four looks it waits for the next hour.
    const journey = await stopped({ requestsPerHour: 5 });
    const { sandbox, clock, people, submit, cards, stop, folder } = journey;
    const [waits = '', approved = '', deleted = ''] = Array.from({ length: 6 }, () => submit());
    await sandbox.settled();
    clock.advance(MINUTE_MS);
    await journey.restart();
    await rested(journey, 4);
    await stop();
    sandbox.approveAll(approved);
    sandbox.remove(deleted);
    await sandbox.settled();
    clock.advance(2 * HOUR_MS);
    await journey.restart({ reconcile: {} });
    // What is missing is looked at once more a minute later.
    const gone = `select seq from outbox where instance = '${deleted}' and finished_at is null`;
    await untilNoRow(folder, gone, () => clock.advance(100));
    await cards(CHAT, 5);
    const last = sandbox.submit({ approvalCode: 'PURCHASE-0001', applicant: people.zhang });
    await sandbox.waitFor(() => cardsOf(journey, last).length > 0);

    expect(cardsOf(journey, waits)).toHaveLength(1);
    expect(cardsOf(journey, approved)).toEqual([expect.stringContaining('已通过')]);
    // It came and went, and was never sent.
    expect(cardsOf(journey, deleted)).toEqual([]);
    expect(sandbox.messages(CHAT)).toHaveLength(6);
  });

  it('is sent as it was found if no calls are left until the next month', async () => {
    const journey = await stopped({ requestsPerHour: 3 });
    const { sandbox, clock, submit, cards, stop } = journey;
    const codes = [submit(), submit(), submit()];
    await sandbox.settled();
    clock.advance(MINUTE_MS);
    await journey.restart();
    await rested(journey, 2);
    await stop();
    clock.advance(2 * HOUR_MS);
    await journey.restart({ reconcile: { requestsPerMonth: 3 } });
    await cards(CHAT, 2);
    expect(codes.filter((code) => cardsOf(journey, code).length === 1)).toHaveLength(2);
    expect(sandbox.requests('instance.get')).toHaveLength(2);
  });

  it('is looked up and then sent if reconcile was switched off meanwhile', async () => {
    const journey = await stopped({ requestsPerHour: 2 });
    const { sandbox, clock, submit, cards, stop } = journey;
    const [found = ''] = [submit(), submit()];
    await sandbox.settled();
    clock.advance(MINUTE_MS);
    await journey.restart();
    await rested(journey, 1);
    await stop();
    sandbox.approveAll(found);
    await sandbox.settled();
    clock.advance(2 * HOUR_MS);
    await journey.restart({ reconcile: false });
    await cards(CHAT, 1);
    expect(cardsOf(journey, found)).toEqual([expect.stringContaining('已通过')]);
  });
});
