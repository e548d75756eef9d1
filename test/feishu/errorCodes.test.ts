import { describe, expect, it } from 'vitest';
import { answerError, FeishuError, toFeishuError } from '../../src/feishu/error.ts';
import { ERROR_CODES, verdictOf, verdictOnBuzz } from '../../src/feishu/errorCodes.ts';

/** Every code, and what is done about it. Whoever changes the table has to change it here too. */
const EXPECTED: Record<string, number[]> = {
  'retry request': [230049, 1395001, 1390007],
  'retry chat': [230020, 11233, 230018, 230035, 230054, 230027],
  'retry api': [
    99991400, 11232, 99991403, 99991672, 99991401, 99991543, 10003, 10012, 10014, 99991662, 99991673, 230006,
  ],
  'renew-token api': [99991661, 99991663, 99991664, 99991665, 99991671],
  'close-chat chat': [230002, 232009, 230034],
  'degrade request': [230025, 230028, 230022, 230001, 230099, 9499],
  'replace request': [230011, 230110, 230111, 230031],
  'park request': [
    230013, 230029, 230053, 230012, 230023, 230024, 1390001, 1390002, 1390003, 1390004, 1390009, 1390016,
  ],
};

describe('the table of error codes', () => {
  for (const [expected, codes] of Object.entries(EXPECTED)) {
    it.each(codes)(`${expected}: %i`, (code) => {
      const { action, scope } = verdictOf(new FeishuError('refused', { code, status: 400 }));
      expect(`${action} ${scope}`).toBe(expected);
    });
  }

  it('is tested whole', () => {
    const tested = Object.values(EXPECTED).flat().sort();
    expect(Object.keys(ERROR_CODES).map(Number).sort()).toEqual(tested);
  });

  it.each(Object.entries(ERROR_CODES))('tells a person what to do about %s', (_code, { remedy }) => {
    expect(remedy).toMatch(/^[A-Z].{10,}\.$/);
  });

  it('tries simpler cards for message errors that it does not know, and retries other unknown ones', () => {
    expect(verdictOf(new FeishuError('?', { code: 230_777 })).action).toBe('degrade');
    expect(verdictOf(new FeishuError('?', { code: 42 })).action).toBe('retry');
  });

  it.each([230018, 230027, 230035, 230054, 230023, 230024])('knows what %i means for a buzz', (code) => {
    const { action, remedy } = verdictOnBuzz(new FeishuError('refused', { code, status: 400 }));
    expect(action).toBe('park');
    expect(remedy).toMatch(/buzz.*\.$/);
  });

  it('retries where no code came', () => {
    expect(verdictOf(new FeishuError('cut', {})).action).toBe('retry');
  });
});

describe('an answer', () => {
  it('tells by its code alone that the request did not take effect', () => {
    expect(answerError({ code: 230020, msg: 'slow' }, 400)).toMatchObject({ code: 230020, reached: 'no' });
    expect(answerError('<html>bad gateway</html>', 502)).toMatchObject({ code: undefined, reached: 'maybe' });
    expect(answerError({ code: 'x' }, 500)).toMatchObject({ code: undefined, reached: 'maybe' });
    expect(answerError(null, 200)).toMatchObject({ code: undefined, reached: 'maybe' });
    // Something went wrong, but nobody says where; and "it is being sent" is no end either.
    expect(answerError({ code: 2200 }, 500)).toMatchObject({ code: 2200, reached: 'maybe' });
    expect(answerError({ code: 230049 }, 400)).toMatchObject({ reached: 'maybe' });
  });

  it('carries the time to keep still, and the log id', () => {
    const error = answerError({ code: 99991400, msg: 'limit', error: { log_id: 'L1' } }, 429, {
      'x-ogw-ratelimit-reset': '2.1',
    });
    expect(error).toMatchObject({ resetSeconds: 3, logId: 'L1', status: 429 });
  });
});

describe('a failure without an answer', () => {
  const axiosFailure = (code: string): Error => Object.assign(new Error(code), { isAxiosError: true, code });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'CERT_HAS_EXPIRED'])(
    'never left: %s',
    (code) => {
      expect(toFeishuError(axiosFailure(code)).reached).toBe('no');
    },
  );

  it.each(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_BAD_RESPONSE'])(
    'may have left: %s',
    (code) => {
      expect(toFeishuError(axiosFailure(code)).reached).toBe('maybe');
    },
  );

  it('holds nothing of the request', () => {
    const failure = Object.assign(axiosFailure('ECONNRESET'), {
      config: { headers: { Authorization: 'Bearer t-1' } },
    });
    expect(JSON.stringify(toFeishuError(failure))).not.toContain('t-1');
  });
});
