import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../src/feishu/api/instances.ts';
import { statsOf } from '../../src/relay/stats/statsOf.ts';
import { lastDays } from '../../src/relay/stats/sums.ts';
import { readSettings } from '../../src/settings/readSettings.ts';
import { openReadOnly } from '../../src/store/openReadOnly.ts';
import { cardText } from '../support/cardText.ts';
import { APPROVAL, CHAT, type Journey, startJourney } from '../support/journey.ts';
import { ADMIN_TOKEN, signIn } from '../support/operator.ts';

const HOUR = 3_600_000;
const BOSS = 'oc_boss';
const REMINDERS = { after: '9d', calendar: 'always', hours: '09:00-18:00' };

/** What `approval-relay stats` reads while the bot runs: each row by its step, with decisions and median in hours. */
async function figures({ folder, clock }: Journey): Promise<string[]> {
  const { settings } = readSettings(`${folder}/relay.yaml`, {});
  if (!settings) throw new Error('the configuration has errors');
  const store = await openReadOnly(settings.store, settings.feishu.appId, parseSnapshot);
  try {
    const now = clock.now();
    const rows = await statsOf({ settings, store }, lastDays(settings.timezone, 7 * 24 * HOUR, now), now);
    return rows.map(({ approvalName, stepName, count, median, waiting }) =>
      [approvalName, stepName, count, ((median ?? 0) / HOUR).toFixed(1), waiting].join(' '),
    );
  } finally {
    await store.close();
  }
}

describe('the figures of a running bot', () => {
  it('show at which step requests wait, each once, across restarts', async () => {
    const journey = await startJourney({ startsAt: '15:00', config: { reminders: REMINDERS } });
    const { sandbox, clock, people } = journey;
    const code = journey.submit();
    await journey.cards(CHAT, 1);
    clock.advance(2 * HOUR);
    sandbox.approve(code, { by: people.li });
    clock.advance(HOUR);
    await journey.restart();
    // Until ten the next day: an hour of that is working time.
    clock.advance(16 * HOUR);
    sandbox.approve(code, { by: people.wang });
    await journey.cards(CHAT, 2);
    const shown = await journey
      .passUntil(async () => (await figures(journey)).length === 3)
      .then(() => figures(journey));
    expect(shown[0]).toMatch(/^采购申请 {2}1 4\.\d 0$/);
    expect(
      shown
        .slice(1)
        .map((line) => line.replace(/^\S+ \S* /, ''))
        .sort(),
    ).toEqual(['1 2.0 0', '1 2.0 0']);
    await journey.restart();
    await journey.passUntil(async () => (await journey.counts()).outboxWaiting === 0);
    expect(await figures(journey)).toEqual(shown);
  });

  it('stand on the page by name, and on the first overview of a week, though nothing waits', async () => {
    const digest = { schedule: '0 * * * * *', chat: BOSS, weekly: true };
    const journey = await startJourney({
      config: {
        reminders: { after: '9d', calendar: 'always', hours: '00:00-24:00', digest },
        server: { host: '127.0.0.1', port: 0, adminToken: ADMIN_TOKEN },
        stats: { people: true },
        approvals: { [APPROVAL]: { chats: [CHAT] } },
      },
      before: (sandbox) => void sandbox.addChat({ chatId: BOSS, name: '主管群' }),
    });
    const { sandbox, clock, people } = journey;
    const code = journey.submit();
    clock.advance(2 * HOUR);
    sandbox.approve(code, { by: people.li });
    sandbox.approve(code, { by: people.wang });
    await journey.cards(CHAT, 2);
    await journey.passUntil(async () => (await figures(journey)).some((line) => line.includes(' 1 2.')));
    const page = await (await signIn(journey.app().url)).page('/admin/stats');
    for (const shown of ['采购申请', '李四', '王五']) expect(page).toContain(`>${shown}</td>`);
    expect(page).not.toMatch(/>(?:ou_|PURCHASE)/);
    const sent = sandbox.messages(BOSS).length;
    clock.advance(7 * 24 * HOUR);
    await journey.passUntil(() => sandbox.messages(BOSS).length > sent);
    const card = sandbox.messages(BOSS).at(-1)?.content ?? '';
    expect(cardText(card)).toContain('上周审批用时');
    expect(cardText(card)).toContain('审批完成 1 条（前一周 0）');
    expect(cardText(card)).toContain('中位用时 2 小时');
    expect(card).not.toContain('<at ');
  });
});
