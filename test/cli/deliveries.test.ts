import { expect, it } from 'vitest';
import { remedyOf } from '../../src/words/deliveriesText.ts';

it('says of a chat that the configuration dropped what helps, which is not to map its approval', () => {
  const row = { state: 'suppressed', reason: 'unmapped', remedy: '' };
  expect(remedyOf({ ...row, kind: 'event' }).en).toContain('maps this approval to no chat');
  for (const kind of ['card', 'reminder', 'hook']) {
    expect(remedyOf({ ...row, kind }).en).toContain('put the chat or the hook back');
    expect(remedyOf({ ...row, kind }).zh).toContain('加回配置');
  }
});
