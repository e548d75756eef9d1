import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announcementsOf } from '../../../src/approval/announcement.ts';
import { wholeEntries } from '../../../src/approval/stepNews.ts';
import { zoneOf } from '../../../src/base/zone.ts';
import { stepNews } from '../../../src/relay/routing/announceSteps.ts';
import { explainRoute } from '../../../src/relay/routing/explainRoute.ts';
import { createRouting } from '../../../src/relay/routing/routing.ts';
import type { ChatEntry } from '../../../src/settings/settings.ts';
import { sampleRouting } from '../../support/sampleRouting.ts';
import { approvalSettings, chatEntry } from '../../support/sampleSettings.ts';
import { type Look, life, type Stay } from './lifeModel.ts';
import {
  configuration,
  type Entry,
  hearing,
  hearingOf,
  instanceOf,
  KINDS,
  type Request,
  request,
  TREE,
  written,
} from './routingModel.ts';

const ZONE = zoneOf('Asia/Shanghai');

const PARTS = {
  settings: { timezone: 'Asia/Shanghai', locale: 'zh-CN' as const },
  definitions: { of: async () => [], failure: () => undefined },
  departments: { above: async (id: string) => TREE[id] },
};
const ROUTING = sampleRouting(TREE);
type Approval = ReturnType<typeof written>;

/** What the bot announces at a look, as `compose` does: of the whole, of steps, and which steps still wait. */
async function botAt(approval: Approval, now: Look, given: Request, before?: { look: Look; given: Request }) {
  const instance = instanceOf(given, now.flow);
  const judgementOf = await ROUTING.judge(approval, instance);
  const whole = announcementsOf(
    wholeEntries(approval.chats),
    now.status,
    ZONE,
    0,
    (one) => judgementOf(one).is,
  );
  const seen = before && {
    status: before.look.status,
    instance: instanceOf(before.given, before.look.flow),
  };
  const parts = { settings: PARTS.settings, routing: ROUTING, clock: { now: () => 0 } };
  const { opened, isOpen } = await stepNews(parts, approval, { status: now.status, instance }, seen);
  return {
    whole: whole.filter(({ isListed }) => isListed).map(({ chat }) => chat),
    cards: opened.map(({ chat, nodeId, opening }) => `${chat} ${nodeId} ${opening}`),
    isOpen,
  };
}

/** For each entry the people that `route` says would be notified; null: the entry gets nothing. */
async function announced(approval: Approval, { status, flow }: Look, given: Request) {
  const explained = await explainRoute(PARTS, approval, instanceOf(given, flow), status);
  return explained.map(({ gets, mentions }) => (gets === 'yes' ? [...mentions].sort() : null));
}

function modelTold(entries: readonly Entry[], { status, open, people }: Look, given: Request) {
  const rung = (stays: readonly Stay[]): string[] => [
    ...new Set(stays.flatMap((one) => people.get(one) ?? [])),
  ];
  const whole = hearing(entries, given, status);
  const byStep = open.map((stay) => ({ stay, hear: hearingOf(entries, given, stay) }));
  return entries.map((entry) => {
    const own = byStep.filter(({ hear }) => hear.includes(entry)).map(({ stay }) => stay);
    if (!whole.includes(entry) && own.length === 0) return null;
    return entry.ringsApprovers ? rung(entry.stage ? own : open).sort() : [];
  });
}

const openingOf = ({ key }: Stay): string => `t${key}0`;

describe('routing', () => {
  it('sends an instance over its life where an independent model says, and `route` says the same beforehand', async () => {
    const requests = fc.array(request, { minLength: 7, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(configuration, life, requests, async (entries, looks, contents) => {
        const approval = written(entries);
        const posted: Stay[] = [];
        let before: { look: Look; given: Request } | undefined;
        for (const [i, look] of looks.entries()) {
          const given = contents[i] as Request;
          const wasOpen = before?.look.open ?? [];
          const opened = look.open.filter((stay) => !wasOpen.includes(stay));
          const cards = opened.flatMap((stay) =>
            hearingOf(entries, given, stay).map(({ chat }) => `${chat} ${stay.step.id} ${openingOf(stay)}`),
          );
          const bot = await botAt(approval, look, given, before);
          expect(bot.whole.sort()).toEqual(
            hearing(entries, given, look.status)
              .map(({ chat }) => chat)
              .sort(),
          );
          expect(bot.cards.sort()).toEqual(cards.sort());
          posted.push(...opened);
          for (const stay of posted) expect(bot.isOpen(openingOf(stay))).toBe(look.open.includes(stay));
          expect(await announced(approval, look, given)).toEqual(modelTold(entries, look, given));
          before = { look, given };
        }
      }),
      { numRuns: 50 },
    );
  });

  it('judges 500 entries with conditions, and asks Feishu about each thing once', async () => {
    const asked: string[] = [];
    const chats = Array.from(
      { length: 500 },
      (_, i): ChatEntry =>
        chatEntry(`oc_${i}`, {
          when: [
            { subject: 'form.金额', tests: { gte: i, currency: 'CNY' } },
            { subject: 'form.类别', tests: { in: KINDS, matches: '^电|^家' } },
            { subject: 'department', tests: { under: ['od-a'] } },
          ],
        }),
    );
    const approval = approvalSettings('A1', chats);
    const routing = createRouting({
      settings: { timezone: 'Asia/Shanghai', locale: 'zh-CN' },
      definitions: {
        of: async () => {
          asked.push('definition');
          return [];
        },
        failure: () => undefined,
      },
      departments: {
        above: async (id) => {
          asked.push(id);
          return TREE[id];
        },
      },
    });
    const department = 'od-b';
    const given = instanceOf({ amount: 1e6, kind: '电脑', rows: [1], department, person: 'ou_1' });
    const judgementOf = await routing.judge(approval, given);
    expect(chats.map((entry) => judgementOf(entry).is)).toHaveLength(500);
    // See docs/performance.md for how long it takes.
    expect(asked.sort()).toEqual(['definition', department]);
  });
});
