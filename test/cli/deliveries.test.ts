import { expect, it } from 'vitest';
import type { Text } from '../../src/base/language.ts';
import { lookupFailed, remedyOf } from '../../src/words/deliveriesText.ts';
import { REMEDIES } from '../../src/words/remedyText.ts';
import { expectBothLanguages } from '../support/bothLanguages.ts';

it('says of a chat that the configuration dropped what helps, which is not to map its approval', () => {
  const row = { state: 'suppressed', reason: 'unmapped', remedy: '' };
  expect(remedyOf({ ...row, kind: 'event' }).en).toContain('maps this approval to no chat');
  for (const kind of ['card', 'reminder', 'hook']) {
    expect(remedyOf({ ...row, kind }).en).toContain('put the chat or the hook back');
    expect(remedyOf({ ...row, kind }).zh).toContain('加回配置');
  }
});

it('says what to do about each kind of parked event in both languages, since its reason is in English', () => {
  const remedy = (reason: string): Text => remedyOf({ kind: 'event', state: 'parked', reason, remedy: '' });
  for (const reason of [
    'unreadable: no code',
    'unknown-status: PAUSED',
    'refused-by-store: x',
    'error: odd',
    'lookup-failed: odd, for seven days. Code 1 is unknown.',
  ]) {
    expectBothLanguages(remedy(reason));
    expect(remedy(reason).en).not.toContain('what the reason says');
  }
  expect(remedy('unknown-status: PAUSED').zh).toContain('升级 approval-relay');
  expect(remedy(lookupFailed('internal error', REMEDIES.subscribedAlready))).toEqual(
    REMEDIES.subscribedAlready,
  );
});
