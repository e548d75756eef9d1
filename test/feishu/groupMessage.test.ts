import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../src/feishu/events/envelope.ts';
import { type AskedInGroup, readGroupCommand } from '../../src/feishu/events/groupMessage.ts';

const BOT = { key: '@_user_1', id: { open_id: 'ou_bot' }, name: '审批播报' };

/** What is made of a message of a person; `more` is laid over it. */
function read(
  content: unknown,
  more: object = {},
  sender: unknown = { sender_type: 'user' },
): AskedInGroup | undefined {
  const message = {
    message_id: 'om_1',
    chat_id: 'oc_1',
    chat_type: 'group',
    message_type: 'text',
    content: JSON.stringify(content),
    mentions: [BOT],
    ...more,
  };
  const header = { event_id: 'e1', event_type: 'im.message.receive_v1', app_id: 'cli_1' };
  const envelope = readEnvelope({ schema: '2.0', header, event: { sender, message } }, '');
  return envelope.kind === 'event' ? readGroupCommand(envelope.event) : undefined;
}

describe('a message in a group', () => {
  it.each([
    ['@_user_1 pending', 'pending'],
    ['@_user_1待办', 'pending'],
    ['  PENDING @_user_1\n', 'pending'],
    ['@_user_1 /id', 'id'],
    ['＠ @_user_1 help', undefined],
    ['@_user_1 ＨＥＬＰ', 'help'],
    ['@_user_1 \u202e帮助\u200b', 'help'],
    ['@_user_1 help me', undefined],
    ['@_user_1 @_all help', undefined],
    ['@_user_1 __proto__', undefined],
    ['@_user_1', undefined],
    [`@_user_1 ${'help '.repeat(10_000)}`, undefined],
  ])('%j asks for %s', (text, command) => {
    expect(read({ text })?.command).toBe(command);
  });

  it('names whom it mentions, however many digits their keys have', () => {
    const mentions = Array.from({ length: 12 }, (_, i) => ({
      key: `@_user_${i + 1}`,
      id: { open_id: `ou_${i}` },
    }));
    const text = `${mentions.map(({ key }) => key).join('')} id`;
    const asked = read({ text }, { mentions });
    expect(asked).toMatchObject({ command: 'id', messageId: 'om_1', chat: 'oc_1' });
    expect(asked?.mentions).toContain('ou_11');
    // A key that is no key takes nothing out of the text.
    const odd = [{ key: ' me', id: { open_id: 'ou_bot' } }];
    expect(read({ text: 'help me' }, { mentions: odd })).toBeUndefined();
  });

  it('may be rich text, as long as it holds nothing but the command', () => {
    const at = { tag: 'at', user_id: '@_user_1', user_name: '审批播报' };
    const post = (...line: object[]): unknown => ({ title: '', content: [line] });
    const more = { message_type: 'post' };
    expect(read(post(at, { tag: 'text', text: ' help' }), more)?.command).toBe('help');
    expect(
      read(post(at, { tag: 'text', text: 'help' }, { tag: 'img', image_key: 'x' }), more),
    ).toBeUndefined();
    expect(read({ title: 'help', content: [[at]] }, more)?.command).toBe('help');
    expect(read({ content: 'help' }, more)).toBeUndefined();
  });

  it('counts only if a person wrote it in a group, and somebody is mentioned', () => {
    const help = { text: '@_user_1 help' };
    expect(read(help)).toBeDefined();
    expect(read(help, { chat_type: 'p2p' })).toBeUndefined();
    expect(read(help, { mentions: [] })).toBeUndefined();
    expect(read(help, { mentions: Array(50).fill(BOT) })).toBeUndefined();
    expect(read(help, {}, { sender_type: 'app' })).toBeUndefined();
    expect(read(help, {}, null)).toBeUndefined();
    expect(read(help, { message_id: '../x' })).toBeUndefined();
    expect(read(help, { content: '{' })).toBeUndefined();
    expect(read(help, { message_type: 'image' })).toBeUndefined();
  });

  it('never throws, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.string(), (mentions, sender, content) => {
        read({}, { mentions, content }, sender);
        const post = JSON.stringify({ content: mentions });
        read({}, { mentions: [mentions], message_type: 'post', content: post });
      }),
    );
  });
});
