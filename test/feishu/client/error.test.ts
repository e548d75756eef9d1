import { describe, expect, it } from 'vitest';
import { answerError, type FeishuError, toFeishuError, whyOf } from '../../../src/feishu/client/error.ts';
import { ExchangeFailed } from '../../../src/feishu/client/exchange.ts';
import { saidText } from '../../../src/words/networkText.ts';

function failed(code: string, hasLeft: boolean): FeishuError {
  const cause = Object.assign(new Error(code), { code, hostname: 'open.feishu.cn' });
  return toFeishuError(new ExchangeFailed(cause, hasLeft));
}

describe('an answer', () => {
  it('proves by its code alone that the request did not take effect', () => {
    expect(answerError({ code: 230020, msg: 'slow' }, 400)).toMatchObject({ code: 230020, reached: 'no' });
    expect(answerError('<html>bad gateway</html>', 502)).toMatchObject({ code: undefined, reached: 'maybe' });
    expect(answerError({ code: 'x' }, 500)).toMatchObject({ code: undefined, reached: 'maybe' });
    expect(answerError(null, 200)).toMatchObject({ code: undefined, reached: 'maybe' });
    // Something went wrong at an unknown place; and "it is being sent" is no end either.
    expect(answerError({ code: 2200 }, 500)).toMatchObject({ code: 2200, reached: 'maybe' });
    expect(answerError({ code: 2200 }, 200)).toMatchObject({ code: 2200, reached: 'maybe' });
    expect(answerError({ code: 230049 }, 400)).toMatchObject({ reached: 'maybe' });
    // Who refuses by HTTP alone has passed nothing on.
    expect(answerError('forbidden', 403)).toMatchObject({ code: undefined, reached: 'no' });
    expect(answerError('moved', 301)).toMatchObject({ code: undefined, reached: 'no' });
    expect(answerError('late', 408)).toMatchObject({ code: undefined, reached: 'maybe' });
  });

  const limited = (headers: Record<string, string>, body: object = {}): FeishuError =>
    answerError({ code: 99991400, msg: 'limit', ...body }, 429, headers);

  it.each([
    ['2.1', 3],
    ['300', 300],
    // Larger values have been seen in milliseconds; nobody keeps still for hours.
    ['60000', 60],
    ['3600', 4],
    ['86400000', 300],
    ['1e300', 300],
    ['0', undefined],
    ['-5', undefined],
    ['soon', undefined],
  ])('carries the time to keep still: %s', (header, seconds) => {
    expect(limited({ 'x-ogw-ratelimit-reset': header }).resetSeconds).toBe(seconds);
  });

  it('carries the log id, from the header or the body, if it is one', () => {
    expect(limited({ 'x-tt-logid': 'L1' }).logId).toBe('L1');
    expect(limited({}, { error: { log_id: 'L2' } }).logId).toBe('L2');
    expect(limited({}, { log_id: 'L3' }).logId).toBe('L3');
    expect(limited({ 'x-tt-logid': `L\u001b[31m` }, { log_id: 'x'.repeat(65) }).logId).toBe('');
    expect(limited({}, { error: null }).logId).toBe('');
  });

  it('carries no more of Feishu’s message than a line has room for', () => {
    const error = answerError({ code: 1, msg: 'invalid '.repeat(200_000) }, 400);
    expect(error.message.length).toBeLessThanOrEqual(400);
    expect(error.raw.length).toBeLessThanOrEqual(5_000);
  });

  it('keeps what somebody typed out of its message, and out of everything that prints it', () => {
    const error = answerError(
      {
        code: 230099,
        msg: 'Failed to create card content, ext=ErrCode: 200621; ErrMsg: parse card json err; ErrorValue: 张三的身份证 110101;',
      },
      400,
    );
    expect(error.message).toBe(
      'Failed to create card content, ext=ErrCode: 200621; ErrMsg: parse card json err; ErrorValue: …;',
    );
    expect(JSON.stringify({ ...error }) + String(error.stack)).not.toMatch(/张三|110101/);
    expect(error.raw).toContain('张三');
  });
});

describe('a failure without an answer', () => {
  it.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ECONNREFUSED', 'refused'],
    ['ENETUNREACH', 'unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ECONNRESET', 'cut'],
    ['UND_ERR_SOCKET', 'cut'],
  ])('says what failed: %s', (code, failure) => {
    const error = failed(code, false);
    expect(error).toMatchObject({ failure, code: undefined, reached: 'no' });
    expect(error.message).toBe(`no answer (${code} open.feishu.cn)`);
  });

  it('may have reached Feishu once something of it had left', () => {
    expect(failed('ECONNRESET', true).reached).toBe('maybe');
    expect(failed('ECONNRESET', false).reached).toBe('no');
  });

  it('keeps what is known of it when more becomes known', () => {
    const error = answerError({ code: 10014, msg: 'app secret invalid' }, 200, { 'x-tt-logid': 'L1' });
    const more = error.with({ reached: 'no', isFirst: true });
    expect(more).toMatchObject({ code: 10014, status: 200, logId: 'L1', reached: 'no', isFirst: true });
    expect([more.message, more.raw]).toEqual([error.message, error.raw]);
  });

  it('of any other kind has an unknown outcome', () => {
    expect(toFeishuError(new TypeError('x is undefined'))).toMatchObject({
      code: undefined,
      reached: 'maybe',
    });
    expect(toFeishuError('odd').message).toBe('unknown failure');
  });
});

describe('why a request failed', () => {
  it.each([
    ['ECONNREFUSED', 'the connection was refused', '连接被拒绝'],
    ['ENOTFOUND', 'the host name is not known', '找不到这个主机名'],
    ['EAI_AGAIN', 'the DNS does not answer', 'DNS 没有响应'],
    ['ETIMEDOUT', 'the connection timed out', '连接超时'],
    ['ECONNRESET', 'the connection was cut', '连接被断开'],
    ['CERT_HAS_EXPIRED', 'the certificate has expired', '证书已过期'],
    ['CERT_UNTRUSTED', 'the certificate is not trusted', '证书不受信任'],
    ['UND_ERR_HEADERS_TIMEOUT', 'the answer took too long', '等待响应超时'],
    ['UND_ERR_ABORTED', 'the request failed', '请求失败'],
  ])('is said in both languages: %s', (code, en, zh) => {
    expect(whyOf(failed(code, false))).toEqual({
      en: `${en} (${code} open.feishu.cn)`,
      zh: `${zh}（${code} open.feishu.cn）`,
    });
    expect(saidText(`connect ${code} 10.0.0.1:5432`).zh).toBe(`${zh}（${code} 10.0.0.1:5432）`);
  });

  it('is Feishu’s own words, with its code', () => {
    const { en, zh } = whyOf(answerError({ code: 10014, msg: 'app secret invalid.' }, 200));
    expect([en, zh]).toEqual(['app secret invalid (10014)', 'app secret invalid (10014)']);
  });

  it('of what else kept an answer from coming is said as far as it is known', () => {
    expect(saidText('no answer (no answer within 10000 ms)')).toEqual({
      en: 'no answer within 10 s',
      zh: '10 秒内没有响应',
    });
    expect(saidText('no answer (the proxy answered 403)').zh).toBe('代理返回 403');
    expect(saidText('no answer (other side closed)').zh).toBe('没有响应（other side closed）');
    expect(saidText('no permission')).toEqual({ en: 'no permission', zh: 'no permission' });
  });
});
