import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feishuWords, idsIn, partsOfMessage, scopesIn } from '../../../src/feishu/client/feishuWords.ts';

/** Messages as Feishu's pages and public bug reports show them. */
const KEPT = [
  'Your request contains an invalid request parameter, ext=invalid receive_id',
  'The bot can not be outside the group.',
  'This operation triggers the frequency limit.',
  'The length of the message content reaches its limit.',
  'The messages do NOT pass the audit.',
  'Failed to create card content, ext=ErrCode: 100290; ErrMsg: There is an invalid user resource(at/person) in your card; ErrorValue: ou_7d8a6e6df7621556ce0d21922b676706;',
  'Failed to create card content, ext=ErrCode: 11310; ErrMsg: element exceeds the limit; ',
  'Failed to create card content, ext=ErrCode: 11310; ErrMsg: card table number over limit; ErrorValue: table; ',
  'Failed to create card content, ext=ErrCode: 200550; ErrPath: ROOT -> elements -> [2](tag: chart); ErrMsg: chart spec is invalid; ',
  'Failed to create card content, ext=ErrCode: 200861; ErrPath: ROOT -> body -> elements -> [0](tag: note); ErrMsg: cards of schema V2 no longer support this capability; ErrorValue: …; ',
  'these open ids not existed: [ou_7d8a6e6df7621556ce0d21922b676706]',
  'open_id cross app',
  'instance code not found',
  'app secret invalid',
  'Access denied. One of the following scopes is required: [approval:approval, approval:approval:readonly].',
];

describe('Feishu’s own words', () => {
  it.each(KEPT)('are kept: %s', (message) => {
    const shown = message.replace('…', 'unsupported tag note');
    expect(feishuWords(shown)).toBe(message.replace('ErrorValue: …', 'ErrorValue: … tag note'));
  });

  it.each([
    ['invalid value 张三的工资', 'invalid value …'],
    [
      'ErrCode: 200621; ErrMsg: parse err; ErrorValue: card limit;',
      'ErrCode: 200621; ErrMsg: parse err; ErrorValue: …;',
    ],
    ['phone 13800138000 does not pass', '… does not pass'],
    ['mail zhang.san@example.com is invalid', '… is invalid'],
    ['amount: 42, code: 42', '…: …, code: …'],
    ['value is "买 3 台"', 'value is "…"'],
    ['点击链接申请：https://open.feishu.cn/app/cli_1/auth?token=abc', '…=…'],
  ])('lose what may have been typed: %s', (message, kept) => {
    expect(feishuWords(message)).toBe(kept);
  });

  it('keep the texts of our own templates', () => {
    const message =
      'Failed to create card content, ext=ErrCode: 200621; ErrMsg: invalid value; ErrorValue: 查看 审批;';
    expect(feishuWords(message, (text) => text === '查看 审批')).toBe(message);
    expect(feishuWords(message, (text) => text === '查看')).toContain('ErrorValue: 查看 …;');
    expect(feishuWords('header template bluee is invalid', (text) => text === 'bluee')).toContain('bluee');
  });

  it('repeat no text that a person could have typed, wherever Feishu repeats it', () => {
    const typed = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .map((text) => `秘${text.replace(/[\s,;()[\]{}<>="'“”‘’|]/gu, '')}密`);
    const places = fc.constantFrom(
      (text: string) => `ErrCode: 1; ErrMsg: invalid; ErrorValue: ${text}`,
      (text: string) => `ErrCode: 1; ErrMsg: invalid ${text} in card`,
      (text: string) => `Your request contains an invalid request parameter, ext=${text}`,
      (text: string) => `${text}: ${text}`,
    );
    fc.assert(
      fc.property(typed, places, (text, place) => {
        expect(feishuWords(place(text))).not.toMatch(/[秘密]/);
      }),
    );
  });

  it('take their time in step with their length', () => {
    const kept = feishuWords(`ErrorValue: ${'a'.repeat(1_000_000)} ${'; Err'.repeat(100_000)}`);
    expect(kept.length).toBeLessThanOrEqual(400);
  });
});

describe('the parts of a message', () => {
  it('are taken apart', () => {
    expect(
      partsOfMessage(
        'Failed to create card content, ext=ErrCode: 200550; ErrPath: ROOT -> elements -> [2](tag: chart); ErrMsg: chart spec is invalid; ErrorValue: - axes: null; ',
      ),
    ).toEqual({
      errCode: 200550,
      errPath: 'ROOT -> elements -> [2](tag: chart)',
      errMsg: 'chart spec is invalid',
      errorValue: '- axes: null',
      ext: expect.stringMatching(/^ErrCode: 200550; .*null;$/),
    });
    expect(partsOfMessage('Failed, ext=ErrCode: 11310; ErrMsg: over limit; code:230099')).toMatchObject({
      errCode: 11310,
      errMsg: 'over limit',
    });
    expect(partsOfMessage('an invalid request parameter, ext=invalid receive_id')).toEqual({
      errMsg: '',
      errPath: '',
      errorValue: '',
      ext: 'invalid receive_id',
    });
  });

  it('name the ids that Feishu will not take', () => {
    expect(idsIn('these open ids not existed: [ou_1 ou_2 ou_1], chat oc_3')).toEqual([
      'ou_1',
      'ou_2',
      'oc_3',
    ]);
    expect(idsIn('nothing')).toEqual([]);
  });

  it('name the scopes that Feishu asks for', () => {
    expect(
      scopesIn(
        'One of the following scopes is required: [im:message, im:message:send_as_bot]. https://x/auth?q=im:message',
      ),
    ).toEqual(['im:message', 'im:message:send_as_bot']);
  });
});
