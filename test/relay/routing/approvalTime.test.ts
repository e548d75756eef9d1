import { describe, expect, it } from 'vitest';
import { approvalTimeOf } from '../../../src/relay/routing/approvalTime.ts';
import { settingsOf } from '../../settings/read.ts';

const at = (text: string): number => Date.parse(`${text}:00+08:00`);
const HOUR = 3_600_000;
/** From Friday evening to Monday noon. */
const WEEKEND = [at('2026-11-27T18:00'), at('2026-11-30T12:00')] as const;

const spanOf = (approvals: string, reminders: string, code = 'A1'): number =>
  approvalTimeOf(
    settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: ${approvals}
reminders: ${reminders}
`),
    code,
  ).between(...WEEKEND);

describe('the working time of an approval', () => {
  it('is that of the first chat that is reminded of it', () => {
    const own = '{ after: 1h, hours: "10:00-12:00" }';
    const chats = `[{ chat: oc_1, reminders: false }, { chat: oc_2, reminders: ${own} }, oc_3]`;
    expect(spanOf(`{ A1: { chats: ${chats} } }`, '{ after: 1d }')).toBe(2 * HOUR);
    expect(spanOf('{ A1: { chats: [oc_1] } }', '{ after: 1d }')).toBe(3 * HOUR);
  });

  it('is the common one if no chat is reminded of it, and all time without reminders', () => {
    expect(spanOf('{ A1: { chats: [{ chat: oc_1, reminders: false }] } }', '{ after: 1d }')).toBe(3 * HOUR);
    expect(spanOf('{ A1: { chats: [oc_1] } }', '{ after: 1d }', 'A2')).toBe(3 * HOUR);
    expect(spanOf('{ A1: { chats: [oc_1] } }', 'false')).toBe(66 * HOUR);
  });
});
