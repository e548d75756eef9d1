import { describe, expect, it } from 'vitest';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';

/** The envelope of a change, v1 or v4, without what is left out. */
function envelope(
  { clock }: Journey,
  {
    version,
    id,
    without = [],
    ...event
  }: { version: 1 | 4; id: string; without?: string[] } & Record<string, unknown>,
) {
  const now = clock.now();
  const all: Record<string, unknown> = { approval_code: APPROVAL, operate_time: String(now), ...event };
  const body = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  if (version === 1)
    return { uuid: id, type: 'event_callback', event: { type: 'approval_instance', ...body } };
  const header = {
    event_id: id,
    event_type: 'approval.instance.status_changed_v4',
    create_time: `${now + 1_000}000`,
  };
  return { schema: '2.0', header, event: body };
}

describe('an event that does not say all', () => {
  it('becomes a card all the same: its approval is looked up, its time is that of its header', async () => {
    const codes: string[] = [];
    const journey = await startJourney({
      // Nobody is subscribed yet, so Feishu pushes nothing of its own.
      before: (sandbox) => {
        const applicant = sandbox.people()[0]?.openId ?? '';
        for (let i = 0; i < 2; i += 1) codes.push(sandbox.submit({ approvalCode: APPROVAL, applicant }));
      },
    });
    const { sandbox, cards, counts } = journey;
    const [first = '', second = ''] = codes;
    const push = async (one: Parameters<typeof envelope>[1]): Promise<void> => {
      const record = sandbox.push(envelope(journey, { status: 'PENDING', ...one }));
      await sandbox.waitFor(() => record.state === 'taken');
    };
    await push({ version: 1, id: 'e-1', instance_code: first, without: ['approval_code'] });
    await cards(CHAT, 1);
    await push({ version: 4, id: 'e-2', instance_code: second, without: ['operate_time'] });
    await cards(CHAT, 2);
    // The same changes once more, under the other spelling.
    await push({ version: 1, id: 'e-3', instance_code: second });
    await push({ version: 4, id: 'e-4', instance_code: first, without: ['operate_time', 'approval_code'] });
    // What comes after them proves that they posted nothing.
    await push({
      version: 1,
      id: 'e-5',
      instance_code: second,
      status: 'DELETED',
      without: ['approval_code'],
    });
    await cards(CHAT, 3);
    await journey.ends.until(() => journey.events.length === 5);
    expect(journey.events.map(({ eventId, result }) => `${eventId} ${result}`).sort()).toEqual([
      'e-1 relayed',
      'e-2 relayed',
      'e-3 suppressed',
      'e-4 suppressed',
      'e-5 relayed',
    ]);
    expect(sandbox.messages(CHAT)).toHaveLength(3);
    expect(await counts()).toMatchObject({ inboxWaiting: 0, parked: 0 });
  });
});
