import { describe, expect, it } from 'vitest';
import { OperatorError } from '../../../src/base/errors.ts';
import { type SilenceWords, silenceOrderOf } from '../../../src/relay/remind/parseSilence.ts';
import type { SilenceFaults } from '../../../src/words/silenceText.ts';
import { settingsOf } from '../../settings/read.ts';

/** Noon in Shanghai. */
const NOW = Date.parse('2026-11-26T12:00:00+08:00');
const SETTINGS = settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals: { A1: { chats: [oc_1, li@example.com] } }
reminders: { after: 1d, escalate: [{ after: 3d, chat: oc_boss }] }
`);
const said = (what: string) => ({ en: what, zh: what });
/** Says which fault it is, and of what. */
const FAULTS: SilenceFaults = {
  oneOf: said('oneOf'),
  standIn: said('standIn'),
  badPerson: (field) => said(`badPerson ${field}`),
  badId: (field) => said(`badId ${field}`),
  badUntil: (given) => said(`badUntil ${given}`),
  unknownApproval: (approval) => said(`unknownApproval ${approval}`),
  unknownChat: (chat) => said(`unknownChat ${chat}`),
};
const order = (words: SilenceWords) => silenceOrderOf({ until: '2h', ...words }, SETTINGS, NOW, FAULTS);
const untilOf = (until: string): string =>
  new Date(order({ approval: 'A1', until }).until ?? 0).toISOString();

describe('a silence in words', () => {
  it('covers one person, approval, chat or instance', () => {
    const nothing = { person: '', standIn: '', approval: '', chat: '', instance: '' };
    const until = NOW + 7_200_000;
    expect(order({ person: 'ou_li', standIn: 'ou_zhou', reason: '休假' })).toEqual({
      do: 'add',
      scope: { ...nothing, person: 'ou_li', standIn: 'ou_zhou' },
      until,
      reason: '休假',
    });
    for (const scope of [
      { approval: 'A1' },
      { chat: 'oc_boss' },
      { chat: 'li@example.com' },
      { instance: 'I-1' },
    ])
      expect(order(scope)).toEqual({ do: 'add', scope: { ...nothing, ...scope }, until, reason: '' });
  });

  it('ends after a span, at a time of the configured zone, or at a time that names its own', () => {
    expect(untilOf('1d')).toBe('2026-11-27T04:00:00.000Z');
    expect(untilOf('2026-11-30')).toBe('2026-11-29T16:00:00.000Z');
    expect(untilOf('2026-11-30 24:00')).toBe('2026-11-30T16:00:00.000Z');
    expect(untilOf('2026-11-30 09:30')).toBe('2026-11-30T01:30:00.000Z');
    expect(untilOf('2026-11-30T09:30:00Z')).toBe('2026-11-30T09:30:00.000Z');
    expect(untilOf('2026-11-30T09:30:00+09:00')).toBe('2026-11-30T00:30:00.000Z');
  });

  it.each<[string, SilenceWords, string]>([
    ['nothing', {}, 'oneOf'],
    ['two things', { approval: 'A1', chat: 'oc_1' }, 'oneOf'],
    ['a stand-in for nobody', { approval: 'A1', standIn: 'ou_zhou' }, 'standIn'],
    ['a stand-in for himself', { person: 'ou_li', standIn: 'ou_li' }, 'standIn'],
    ['a person by name', { person: '李' }, 'badPerson person'],
    ['a stand-in by name', { person: 'ou_li', standIn: '周' }, 'badPerson standIn'],
    ['an approval that is not configured', { approval: 'A2' }, 'unknownApproval A2'],
    ['a chat that is never reminded', { chat: 'oc_2' }, 'unknownChat oc_2'],
    ['an id with a space', { instance: 'I 1' }, 'badId instance'],
    ['an end that is over', { approval: 'A1', until: '2026-11-26 11:59' }, 'badUntil 2026-11-26 11:59'],
    ['an end on a day that does not exist', { approval: 'A1', until: '2027-02-30' }, 'badUntil 2027-02-30'],
    [
      'an end on such a day with a zone',
      { approval: 'A1', until: '2027-02-30T09:00:00Z' },
      'badUntil 2027-02-30T09:00:00Z',
    ],
    ['an end after a span that is too long', { approval: 'A1', until: '999999999d' }, 'badUntil 999999999d'],
    ['an end that is no time', { approval: 'A1', until: 'Friday' }, 'badUntil Friday'],
  ])('is refused if it names %s', (_, words, fault) => {
    expect(() => order(words)).toThrow(new OperatorError(said(fault)));
  });

  it('keeps as much of the reason as a list can show', () => {
    expect(order({ approval: 'A1', reason: 'x'.repeat(999) }).reason).toBe('x'.repeat(200));
  });
});
