import { describe, expect, it } from 'vitest';
import { placeHurdle } from '../support/hurdle.ts';
import { CHAT, startJourney } from '../support/journey.ts';

describe('an event whose answer never reaches Feishu', () => {
  it('is sent again, known by its id, and gives one card', async () => {
    let lose: (times: number) => void = () => undefined;
    const { sandbox, clock, submit, cards, events } = await startJourney({
      through: async (webhookUrl) => {
        const hurdle = await placeHurdle(webhookUrl);
        lose = hurdle.loseAnswers;
        return hurdle.url;
      },
    });
    lose(2);
    const code = submit();
    await cards(CHAT, 1);
    const push = sandbox.pushes()[0];
    for (const ladderMs of [15_000, 300_000]) {
      const tried = push?.attempts.length ?? 0;
      await sandbox.waitFor(() => push?.attempts.length === Math.max(tried, 1));
      clock.advance(ladderMs);
      await sandbox.waitFor(() => (push?.attempts.length ?? 0) > tried || push?.state === 'taken');
    }
    await sandbox.waitFor(() => push?.state === 'taken');
    sandbox.withdraw(code);
    expect(await cards(CHAT, 2)).toHaveLength(2);
    const ends = events.filter((end) => end.status === 'PENDING').map((end) => end.reason);
    expect(ends).toEqual(expect.arrayContaining(['relayed', 'duplicate', 'duplicate']));
  });

  it('is no trouble when Feishu sends everything three times', async () => {
    const { sandbox, people, submit, cards, events } = await startJourney();
    sandbox.turn({ duplicatePushes: 2 });
    const code = submit();
    sandbox.reject(code, { by: people.li });
    await sandbox.waitFor(() => sandbox.pushes().every((push) => push.state === 'taken'));
    expect(await cards(CHAT, 2)).toHaveLength(2);
    expect(events.filter((end) => end.reason === 'duplicate')).toHaveLength(4);
  });
});
