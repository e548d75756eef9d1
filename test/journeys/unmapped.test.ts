import { describe, expect, it } from 'vitest';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';
import { untilRows } from '../support/stores.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const OTHER = 'OTHER-0001';

const looksAt = ({ sandbox }: Journey, code: string): number =>
  sandbox.requests('instance.get').filter((one) => one.instance === code).length;

describe('an approval that is taken out of the configuration', () => {
  it('is neither looked up nor reminded of, and comes back when it is configured again', async () => {
    const both = { [APPROVAL]: { chats: [CHAT] }, [OTHER]: { chats: [CHAT] } };
    const journey = await startJourney({
      startsAt: '10:00',
      config: {
        reconcile: { schedule: '0 * * * *' },
        reminders: { after: '2h', every: '2h', calendar: 'always', hours: '00:00-24:00' },
        approvals: both,
      },
      before: (sandbox) => void sandbox.addApproval({ approvalCode: OTHER, name: '另一个' }),
    });
    const { sandbox, clock, folder, submit, cards } = journey;
    const [waits, ends, other] = [submit(), submit(), submit(OTHER)];
    await cards(CHAT, 3);
    await sandbox.settled();

    await journey.restart({ approvals: { [OTHER]: { chats: [CHAT] } } });
    sandbox.approveAll(ends);
    await sandbox.settled();
    // A whole run, more than a day after the last looks.
    clock.advance(30 * HOUR_MS);
    await untilRows(
      folder,
      `select name from schedules where name = 'reconcile' and last_run >= ${clock.now() - HOUR_MS}`,
      1,
    );
    expect(looksAt(journey, other)).toBeGreaterThan(1);
    expect([looksAt(journey, waits), looksAt(journey, ends)]).toEqual([1, 1]);
    const before = sandbox.messages(CHAT).map((message) => message.content);
    expect(before.filter((card) => card.includes(waits) || card.includes(ends))).toHaveLength(2);

    await journey.restart({ approvals: both });
    const about = (code: string): string[] =>
      sandbox
        .messages(CHAT)
        .filter((message) => message.content.includes(code))
        .map((message) => cardText(message.content));
    await sandbox.waitFor(() => about(ends).length === 2);
    expect(about(ends)[1]).toContain('已通过');
    clock.advance(10 * MINUTE_MS);
    await sandbox.waitFor(() => about(waits).length === 2);
    expect(about(waits)[1]).toContain('催办');
  });
});
