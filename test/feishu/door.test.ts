import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventLabel, readChange } from '../../src/feishu/events/changeEvent.ts';
import { createDecryptor } from '../../src/feishu/events/encryption.ts';
import { readEnvelope } from '../../src/feishu/events/envelope.ts';
import { CALLBACK_WINDOW, EVENT_WINDOW, isSigned, sameSecret } from '../../src/feishu/events/signature.ts';

describe('decryption', () => {
  it('opens the vector of the documentation', () => {
    const decryptor = createDecryptor('test key');
    expect(decryptor.open('P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=')).toBe('hello world');
  });

  it.each(['', 'AAAA', '!!!', 'P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghg=', 'A'.repeat(64)])(
    'does not open %o',
    (encrypted) => {
      expect(createDecryptor('test key').open(encrypted)).toBeUndefined();
    },
  );

  const seal = (bytes: Uint8Array, { pads = true } = {}): string => {
    const key = createHash('sha256').update('k').digest();
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(pads);
    return Buffer.concat([iv, cipher.update(bytes), cipher.final()]).toString('base64');
  };

  it('does not open what is no text', () => {
    expect(createDecryptor('k').open(seal(Buffer.from([0xff, 0xfe, 0xfd])))).toBeUndefined();
  });

  it.each([
    ['none', [...'fifteen letters'].map((letter) => letter.charCodeAt(0)).concat(0)],
    ['more than a block', Array<number>(16).fill(17)],
    ['bytes that differ', [...Array<number>(13).fill(65), 1, 2, 3]],
  ])('does not open what has wrong padding: %s', (_, block) => {
    expect(createDecryptor('k').open(seal(Buffer.from(block), { pads: false }))).toBeUndefined();
  });

  it('opens each by itself, whatever came before it', () => {
    const decryptor = createDecryptor('k');
    const text = fc.string({ unit: 'binary', maxLength: 100 });
    const garbage = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    fc.assert(
      fc.property(fc.array(fc.oneof(text, garbage)), text, (before, wanted) => {
        for (const one of before) decryptor.open(one);
        expect(decryptor.open(seal(Buffer.from(wanted)))).toBe(wanted);
      }),
    );
  });
});

describe('a signature', () => {
  const now = 1_780_000_000_000;
  const body = Buffer.from('{"encrypt":"…"}');
  const sign = (timestamp: string, key = 'key', bytes: Uint8Array = body): string =>
    createHash('sha256').update(`${timestamp}nonce${key}`).update(bytes).digest('hex');
  const check = (timestamp: string, signature: string, window = EVENT_WINDOW): boolean =>
    isSigned({ timestamp, nonce: 'nonce', signature }, 'key', body, now, window);
  const seconds = (offset: number): string => String(now / 1_000 + offset);

  it('is taken from now, from eight hours ago, from five minutes ahead', () => {
    for (const offset of [0, -8 * 3_600, 300])
      expect(check(seconds(offset), sign(seconds(offset)))).toBe(true);
  });

  it('is refused older, or further ahead', () => {
    for (const offset of [-8 * 3_600 - 1, 301])
      expect(check(seconds(offset), sign(seconds(offset)))).toBe(false);
  });

  it('of a card callback lives five minutes', () => {
    expect(check(seconds(-301), sign(seconds(-301)), CALLBACK_WINDOW)).toBe(false);
    expect(check(seconds(-300), sign(seconds(-300)), CALLBACK_WINDOW)).toBe(true);
  });

  it('is over the bytes, the key, and the time', () => {
    expect(check(seconds(0), sign(seconds(0), 'other key'))).toBe(false);
    expect(check(seconds(0), sign(seconds(0), 'key', Buffer.from('{"encrypt": "…"}')))).toBe(false);
    expect(check(seconds(0), sign(seconds(1)))).toBe(false);
  });

  it.each(['', 'abc', 'g'.repeat(64), 'a'.repeat(63), 'a'.repeat(65)])('that is none: %o', (signature) => {
    expect(check(seconds(0), signature)).toBe(false);
  });

  it.each(['', 'now', '-1', '1e9', ' 1780000000', '99999999999999'])('with the odd time %o', (timestamp) => {
    expect(check(timestamp, sign(timestamp))).toBe(false);
  });

  it('never takes two secrets for one', () => {
    expect(sameSecret('a', 'a')).toBe(true);
    expect(sameSecret('a', 'ab')).toBe(false);
    expect(sameSecret('', 'a')).toBe(false);
  });
});

describe('an envelope', () => {
  const read = (value: unknown) => readEnvelope(value, JSON.stringify(value) ?? '');

  it('v1: the outer uuid is its id, never the inner one', () => {
    const event = { type: 'approval_instance', app_id: 'cli_1', uuid: 'inner' };
    expect(read({ uuid: 'outer', token: 't', type: 'event_callback', event })).toMatchObject({
      kind: 'event',
      event: { id: 'outer', type: 'approval_instance', appId: 'cli_1', token: 't' },
    });
  });

  it('v2: everything stands in the header', () => {
    const header = { event_id: 'e', event_type: 'im.x', app_id: 'cli_1', token: 't' };
    expect(read({ schema: '2.0', header, event: {} })).toMatchObject({
      kind: 'event',
      event: { id: 'e', type: 'im.x', appId: 'cli_1', token: 't' },
    });
  });

  it.each([
    [{ uuid: 12_345, event: { type: 'approval_instance' } }, /^12345$/],
    [{ event: { type: 'approval_instance' } }, /^sha256:/],
    [{ header: { event_type: 'im.x' }, event: {} }, /^sha256:/],
    [{ uuid: 'x'.repeat(5_000), event: {} }, /^x{5000}$/],
  ])('with an odd id is still an event: %#', (value, id) => {
    expect(read(value)).toMatchObject({ kind: 'event', event: { id: expect.stringMatching(id) as string } });
  });

  it.each([
    null,
    1,
    'text',
    [],
    {},
    { uuid: 'u' },
    { event: {} },
    { uuid: '', event: {} },
    { header: {}, event: {} },
    { type: 'url_verification' },
    undefined,
  ])('is none: %j', (value) => {
    expect(read(value).kind).toBe('none');
  });
});

describe('a change', () => {
  const GOOD = {
    instance_code: 'I-1',
    approval_code: 'A-1',
    status: 'PENDING',
    operate_time: '1780000000000',
  };
  const read = (fields: object) =>
    readChange({
      id: 'e',
      type: 'approval_instance',
      appId: '',
      token: '',
      body: { ...GOOD, ...fields },
      text: '',
    });

  it('is read from an event', () => {
    const change = {
      instanceCode: 'I-1',
      approvalCode: 'A-1',
      status: 'PENDING',
      changedAt: 1_780_000_000_000,
    };
    expect(read({})).toEqual({ change });
  });

  it('has its time as a string, or as a number for REVERTED', () => {
    expect(read({ status: 'REVERTED', operate_time: 1_780_000_000_001 })).toMatchObject({
      change: { status: 'REVERTED', changedAt: 1_780_000_000_001 },
    });
  });

  it('takes the time of the instance if its own is missing', () => {
    expect(read({ operate_time: '', instance_operate_time: '1780000000002' })).toMatchObject({
      change: { changedAt: 1_780_000_000_002 },
    });
  });

  it('may come without its approval, which a look-up then gives', () => {
    for (const approval_code of [undefined, null, '']) {
      expect(read({ approval_code })).toMatchObject({ change: { instanceCode: 'I-1', approvalCode: '' } });
    }
  });

  it('without an operate_time has the time of its v2 header, in milliseconds or microseconds', () => {
    for (const create_time of ['1780000000123', '1780000000123456', 1_780_000_000_123]) {
      const header = { event_id: 'e', event_type: 'approval.instance.status_changed_v4', create_time };
      const { operate_time: _, ...body } = GOOD;
      const envelope = readEnvelope({ schema: '2.0', header, event: body }, '');
      if (envelope.kind !== 'event') throw new Error('no event');
      expect(readChange(envelope.event)).toMatchObject({
        change: { changedAt: 1_780_000_000_123 },
        isTimedByHeader: true,
      });
      const timed = readEnvelope({ schema: '2.0', header, event: GOOD }, '');
      expect(timed.kind === 'event' && readChange(timed.event)).not.toHaveProperty('isTimedByHeader');
    }
  });

  it.each(['', 'soon', '17800000', 1.5, null, '9'.repeat(40)])(
    'without any time is unreadable: create_time %j',
    (create_time) => {
      const header = { event_id: 'e', event_type: 'approval.instance.status_changed_v4', create_time };
      const envelope = readEnvelope({ schema: '2.0', header, event: { ...GOOD, operate_time: '' } }, '');
      expect(envelope.kind === 'event' && readChange(envelope.event)).toEqual({
        problem: expect.stringMatching(/^unreadable: .*operate_time/),
      });
    },
  );

  it.each([
    [{ instance_code: '../../secret' }, /^unreadable: .*instance_code/],
    [{ instance_code: '' }, /^unreadable: .*instance_code/],
    [{ instance_code: 7 }, /^unreadable: .*instance_code/],
    [{ instance_code: 'x'.repeat(65) }, /^unreadable: .*instance_code/],
    [{ approval_code: 'a b' }, /^unreadable: .*approval_code/],
    [{ status: 'PAUSED' }, /^unknown-status/],
    [{ status: undefined }, /^unknown-status/],
    [{ operate_time: 'soon' }, /^unreadable: .*operate_time/],
    [{ operate_time: '1780000000' }, /^unreadable: .*operate_time/],
    [{ operate_time: Number.NaN }, /^unreadable: .*operate_time/],
  ])('that cannot be understood says why: %j', (fields, why) => {
    expect(read(fields)).toEqual({ problem: expect.stringMatching(why) as string });
  });

  it('types come to the metrics as a few known words', () => {
    expect(eventLabel('approval_instance')).toBe('approval_instance');
    expect(eventLabel('made.up.by.somebody')).toBe('other');
  });
});
