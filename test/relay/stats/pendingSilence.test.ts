import { describe, expect, it } from 'vitest';
import type { Silence } from '../../../src/approval/silence.ts';
import { afterSilences, silenceOf } from '../../../src/relay/stats/pendingSilence.ts';
import { settingsOf } from '../../settings/read.ts';

const NOW = Date.parse('2026-11-26T04:00:00Z');
const LATER = Date.parse('2026-11-27T04:00:00Z');
const SETTINGS = settingsOf(`feishu: { appId: cli_0123456789abcdef, appSecret: s, encryptKey: k }
approvals:
  A1: { chats: [oc_1, oc_2, { chat: oc_3, reminders: false }] }
  A2: { chats: [{ chat: oc_1, reminders: false }] }
reminders: { after: 1d }
`);
const WAIT = { step: 't1', person: 'ou_li', node: '主管', nodeId: 'n1', since: NOW - 1 };

function silence(id: string, scope: Partial<Silence>): Silence {
  const nothing = { person: '', standIn: '', approval: '', chat: '', instance: '', steps: [] };
  return { ...nothing, id, until: LATER, reason: '', begunAt: NOW - 1, by: '', choice: '', ...scope };
}

const of = (silences: Silence[], approval = 'A1') =>
  silenceOf(silences, { instance: 'I1', approval }, WAIT, SETTINGS, NOW);

describe('the silence of a step', () => {
  it('is one that covers it in every chat that is reminded of it', () => {
    const until = '2026-11-27T04:00:00.000Z';
    expect(of([silence('s1', { person: 'ou_li' })])).toEqual({ id: 's1', until, standIn: '' });
    expect(of([silence('s1', { chat: 'oc_1' })])).toBeNull();
    expect(of([silence('s1', { chat: 'oc_1' }), silence('s2', { chat: 'oc_2' })])?.id).toMatch(/^s[12]$/);
  });

  it('is the one that ends first, if chats are silent for different spans', () => {
    const endless = silence('s1', { chat: 'oc_1', until: null });
    const short = silence('s2', { chat: 'oc_2' });
    expect(of([endless, short])?.id).toBe('s2');
    expect(of([endless, { ...short, until: null }])?.until).toBeNull();
  });

  it('names who is reminded instead', () => {
    expect(of([silence('s1', { person: 'ou_li', standIn: 'ou_zhou' })])).toMatchObject({
      id: 's1',
      standIn: 'ou_zhou',
    });
  });

  it('is none if it is over, or if nobody is reminded anyway', () => {
    expect(of([silence('s1', { approval: 'A1', until: NOW })])).toBeNull();
    expect(of([silence('s1', { approval: 'A2' })], 'A2')).toBeNull();
  });
});

describe('the next reminder', () => {
  const next = '2026-11-26T06:00:00.000Z';
  const held = (until: string | null, standIn = '') => ({ id: 's', until, standIn });

  it('comes when the first of the silences ends, if all steps are silent', () => {
    const ends = [held('2026-11-28T00:00:00.000Z'), held('2026-11-27T00:00:00.000Z')];
    expect(afterSilences(next, ends)).toBe('2026-11-27T00:00:00.000Z');
    expect(afterSilences(next, [held('2026-11-26T05:00:00.000Z')])).toBe(next);
    expect(afterSilences(next, [held(null), ...ends])).toBe('2026-11-27T00:00:00.000Z');
    expect(afterSilences(next, [held(null)])).toBeNull();
  });

  it('comes in its time if a step is not silent, or somebody stands in', () => {
    expect(afterSilences(next, [held(null), null])).toBe(next);
    expect(afterSilences(next, [held('2026-11-28T00:00:00.000Z', 'ou_zhou')])).toBe(next);
    expect(afterSilences(next, [])).toBe(next);
    expect(afterSilences(null, [null])).toBeNull();
  });
});
