import { describe, expect, it } from 'vitest';
import type { EventEnvelope } from '../../src/sandbox/push/pushQueue.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { cardText } from '../support/cardText.ts';
import { CHAT, type Journey, startJourney } from '../support/journey.ts';
import { untilNoRow } from '../support/stores.ts';

const SECOND_MS = 1_000;

/** An approval that was decided; Feishu could push nothing of that yet. */
async function decidedUnheard(): Promise<{
  readonly journey: Journey;
  /** How often it was looked up since. */
  looks(): number;
  /** Feishu pushes the events of one type that it could not push. */
  push(type: 'approval_task' | 'approval_instance'): Promise<void>;
}> {
  const journey = await startJourney({
    config: { defaults: { mode: 'live' } },
    sandbox: { taskEvents: true, retryLadderMs: [100] },
  });
  const { sandbox, clock, submit, cards } = journey;
  const code = submit();
  await cards(CHAT, 1);
  await sandbox.settled();
  // All that its submission brought is over, and the last look-up was some time ago.
  await untilNoRow(journey.folder, 'select instance from refreshes', () => clock.advance(SECOND_MS));
  clock.advance(20 * SECOND_MS);
  const before = looksAt(sandbox, code);
  sandbox.pushTo('http://127.0.0.1:9/');
  sandbox.approveAll(code);
  await sandbox.settled();
  sandbox.pushTo(`${journey.app().url}/webhook/event`);
  const lost = sandbox.pushes().filter((one) => one.state === 'gaveUp');
  const typeOf = ({ event }: EventEnvelope): unknown => (event as { readonly type?: unknown }).type;
  return {
    journey,
    looks: () => looksAt(sandbox, code) - before,
    async push(type) {
      for (const { envelope, lane } of lost) if (typeOf(envelope) === type) sandbox.push(envelope, lane);
      await sandbox.settled();
    },
  };
}

const looksAt = (sandbox: Sandbox, code: string): number =>
  sandbox.requests('instance.get').filter((one) => one.instance === code).length;

/** The card, and the notice below it. */
const texts = ({ sandbox }: Journey): string[] =>
  sandbox.messages(CHAT).map((message) => cardText(message.content));

const found = ({ events }: Journey): unknown[] =>
  events.filter((end) => end.type === 'reconcile').map((end) => [end.status, end.result, end.reason]);

describe('an ending with only a task event', () => {
  it('is sent as if its event had come; a later event adds nothing', async () => {
    const { journey, push, looks } = await decidedUnheard();
    const { sandbox, clock, events, ends } = journey;
    await push('approval_task');
    await sandbox.waitFor(() => looks() === 1);
    expect(texts(journey)).toHaveLength(1);
    clock.advance(31 * SECOND_MS);
    await sandbox.waitFor(() => texts(journey).length === 2);
    expect(texts(journey)[0]).toContain('已通过');
    expect(looks()).toBe(2);
    expect(found(journey)).toEqual([['APPROVED', 'relayed', 'relayed']]);

    await push('approval_instance');
    await ends.until(() => events.some((end) => end.status === 'APPROVED' && end.reason === 'duplicate'));
    await push('approval_task');
    clock.advance(60 * SECOND_MS);
    // Another one comes through: there was nothing else to send.
    const next = journey.submit();
    await sandbox.waitFor(() => sandbox.messages(CHAT).some((message) => message.content.includes(next)));
    expect(texts(journey)).toHaveLength(3);
    expect(found(journey)).toHaveLength(1);
  });

  it('is left to its event if that comes a little later', async () => {
    const { journey, push, looks } = await decidedUnheard();
    const { sandbox, clock } = journey;
    await push('approval_task');
    await sandbox.waitFor(() => looks() === 1);
    clock.advance(16 * SECOND_MS);
    await push('approval_instance');
    await sandbox.waitFor(() => texts(journey).length === 2);
    clock.advance(60 * SECOND_MS);
    const next = journey.submit();
    await sandbox.waitFor(() => sandbox.messages(CHAT).some((message) => message.content.includes(next)));
    expect(texts(journey)).toHaveLength(3);
    expect(texts(journey)[0]).toContain('已通过');
    expect(found(journey)).toEqual([]);
    // For the task event, and for its own.
    expect(looks()).toBe(2);
  });
});
