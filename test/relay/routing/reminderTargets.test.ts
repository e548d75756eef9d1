import { describe, expect, it } from 'vitest';
import {
  judgedAt,
  mayBeSaidAt,
  reminderTarget,
  type TargetedReminder,
  wantedReminders,
} from '../../../src/relay/routing/reminderTargets.ts';
import type { Settings } from '../../../src/settings/settings.ts';
import { settingsOf } from '../../settings/read.ts';
import { sampleRouting } from '../../support/sampleRouting.ts';

const at = (text: string): number => Date.parse(`${text}:00+08:00`);
/** A Thursday. */
const TEN = at('2026-11-26T10:00');

function settings(chats: string, reminders = '{ after: 1h }'): Settings {
  return settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { A1: { chats: ${chats} } }
reminders: ${reminders}
`);
}

/** Of an instance of which nothing is known but that it waits. */
function wantedBy(config: Settings): Promise<TargetedReminder[]> {
  const state = { instanceCode: 'I1', status: 'PENDING', changedAt: TEN } as const;
  const parts = { settings: config, routing: sampleRouting() };
  return wantedReminders(parts, config.approvals.get('A1'), undefined, state);
}

describe('who is reminded', () => {
  it('is each chat, and once whoever two entries escalate to', async () => {
    const escalate = '[{ after: 2h, chat: oc_boss, mention: [ou_b] }]';
    const wanted = await wantedBy(settings('[oc_1, oc_2]', `{ after: 1h, max: 2, escalate: ${escalate} }`));
    expect(wanted.map(({ chat, rule, target }) => [chat, rule, target.mention])).toEqual([
      ['oc_1', 'remind', ['approvers']],
      ['oc_boss', 'escalate:2h', ['ou_b']],
      ['oc_2', 'remind', ['approvers']],
    ]);
    expect(wanted.map(({ dueAt }) => dueAt(0, null))).toEqual(
      [11, 12, 11].map((hour) => TEN + (hour - 10) * 3_600_000),
    );
    expect(wanted.map(({ dueAt }) => dueAt(1, TEN) === null)).toEqual([false, true, false]);
  });
});

describe('the target of a reminder of several instances', () => {
  it('is found whichever entry of its chat they came by', () => {
    const entry = (when: string, chat: string): string =>
      `{ chat: oc_1, when: { applicant: ${when} }, reminders: { digest: { chat: ${chat} }, escalate: [{ after: 3d, chat: ${chat} }] } }`;
    const config = settings(`[${entry('ou_a', 'oc_a')}, ${entry('ou_b', 'oc_b')}]`);
    for (const chat of ['oc_a', 'oc_b'])
      for (const rule of ['digest', 'escalate:3d'])
        expect(reminderTarget(config, config.approvals.get('A1'), { chat, rule })?.entry.chat.id).toBe(chat);
  });
});

describe('the hours of a chat', () => {
  it('that overlap working time by minutes alone are kept, whoever is reminded', async () => {
    const config = settings('[{ chat: oc_1, hours: "08:00-09:03" }]', '{ after: 1h }');
    const [wanted] = await wantedBy(config);
    if (!wanted) throw new Error('nobody is reminded');
    const { target } = wanted;
    const moments = Array.from({ length: 50 }, (_, i) =>
      judgedAt(config, target, { instance: `I${i}`, chat: 'oc_1', rule: 'remind' }, TEN),
    );
    expect(moments.map((moment) => mayBeSaidAt(config, target, moment))).toEqual(moments);
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(at('2026-11-27T09:00'));
    expect(Math.max(...moments)).toBeLessThan(at('2026-11-27T09:03'));
    expect(new Set(moments).size).toBeGreaterThan(30);
  });
});
