import { describe, expect, it } from 'vitest';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, type JourneyOptions, startJourney } from '../support/journey.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MISSED = 'changes were found that Feishu has not pushed';

/** A bot that reconciles; pushes that meet a stopped one are given up after 100 ms, as Feishu does after 7 hours. */
const start = (options: JourneyOptions = {}): Promise<Journey> =>
  startJourney({
    sandbox: { retryLadderMs: [100], ...options.sandbox },
    ...options,
    config: { reconcile: {}, ...options.config },
  });

/** Lets time pass without the bot, so that every push in it is given up. */
async function whileStopped({ sandbox, clock, stop }: Journey, happens: () => void): Promise<void> {
  await stop();
  clock.advance(20 * MINUTE_MS);
  happens();
  await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state !== 'waiting'));
  clock.advance(8 * HOUR_MS);
}

const statusesOf = (journey: Journey, code: string): unknown[] =>
  journey.events
    .filter((end) => end.instanceCode === code && end.result === 'relayed')
    .map((end) => `${end.type} ${end.status}`);

/** Resolves when the run that is due is through: its mark is on disk. */
const ended = async ({ sandbox, clock }: Journey): Promise<void> => {
  const before = sandbox.requests().length;
  clock.advance(2_000);
  await sandbox.waitFor(() => sandbox.requests().length >= before);
};

describe('what was missed while the bot was down', () => {
  it('is found and told once each, as it is now; the pushes that come late add nothing', async () => {
    const journey = await start();
    const { sandbox, people, submit, cards, events, ends, warnings, metrics } = journey;
    const codes = Array.from({ length: 6 }, () => submit());
    const [approved = '', rejected = '', withdrawn = '', revoked = '', deleted = '', waits = ''] = codes;
    sandbox.approveAll(revoked);
    await cards(CHAT, 7);

    const fresh: string[] = [];
    await whileStopped(journey, () => {
      sandbox.approveAll(approved);
      sandbox.reject(rejected, { by: people.li, comment: '预算不够' });
      sandbox.withdraw(withdrawn);
      sandbox.revoke(revoked);
      sandbox.remove(deleted);
      fresh.push(submit(), submit(), submit());
      sandbox.approveAll(fresh[1] ?? '');
      sandbox.approveAll(fresh[2] ?? '');
      sandbox.revoke(fresh[2] ?? '');
    });
    const lost = sandbox.pushes().filter((push) => push.state === 'gaveUp');
    expect(lost).toHaveLength(11);
    await journey.restart();
    await ends.until(
      () => sandbox.requests('instance.get').filter((one) => one.code === 1390003).length === 1,
    );
    // Deleted is only what is missing twice.
    await sandbox.waitFor(() => sandbox.requests('instance.get').length >= 17);
    journey.clock.advance(MINUTE_MS);
    const told = (await cards(CHAT, 15)).map(cardText);

    expect(told).toHaveLength(15);
    const found = (code: string) =>
      statusesOf(journey, code).filter((one) => String(one).startsWith('reconcile'));
    expect(codes.map(found)).toEqual([
      ['reconcile APPROVED'],
      ['reconcile REJECTED'],
      ['reconcile CANCELED'],
      ['reconcile REVERTED'],
      ['reconcile DELETED'],
      [],
    ]);
    expect(fresh.map(found)).toEqual([['reconcile PENDING'], ['reconcile APPROVED'], ['reconcile REVERTED']]);
    expect(told.some((text) => text.includes('预算不够'))).toBe(true);
    expect(warnings.filter(({ text }) => text.startsWith(MISSED))).toHaveLength(1);
    expect(JSON.stringify(warnings)).not.toContain('显示器');
    expect(await metrics()).toContain('relay_reconciled_total 8');

    // Somebody has Feishu send all of it again.
    const before = events.length;
    for (const { envelope, lane } of lost) sandbox.push(envelope, lane);
    await ends.until(() => events.length >= before + lost.length);
    const late = events.slice(before).map((end) => end.reason);
    expect(new Set(late)).toEqual(new Set(['duplicate', 'superseded']));
    sandbox.approveAll(waits);
    expect(await cards(CHAT, 16)).toHaveLength(16);
  });

  it('is nothing at a first start, however much waits already', async () => {
    const old: string[] = [];
    const journey = await start({
      before: (sandbox) => {
        const applicant = sandbox.people()[0]?.openId ?? '';
        for (let i = 0; i < 5; i += 1) old.push(sandbox.submit({ approvalCode: APPROVAL, applicant }));
      },
    });
    const { sandbox, clock, submit, cards, events } = journey;
    clock.advance(7 * HOUR_MS);
    await sandbox.waitFor(() => sandbox.requests('instance.list').length >= 1);
    const code = submit();
    expect((await cards(CHAT, 1))[0]).toContain(code);
    await journey.restart();
    clock.advance(24 * HOUR_MS);
    await sandbox.waitFor(() => sandbox.requests('instance.list').length >= 2);
    submit();
    await cards(CHAT, 2);
    expect(events.filter((end) => old.includes(end.instanceCode ?? ''))).toEqual([]);
    expect(sandbox.refusals()).toEqual([]);
  });
});
