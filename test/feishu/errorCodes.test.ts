import { describe, expect, it } from 'vitest';
import { answerError, FeishuError, INTERNAL_ERRORS } from '../../src/feishu/client/error.ts';
import {
  ERROR_CODES,
  ERROR_TABLE,
  verdictOf,
  verdictOnBuzz,
  verdictOnMessage,
} from '../../src/feishu/errorCodes.ts';

/** Every code, and what is done about it. Whoever changes the table has to change it here too. */
const EXPECTED: Record<string, readonly number[]> = {
  'retry request': [...INTERNAL_ERRORS, 230049, 18121, 1390007],
  'retry chat': [230020, 11233, 232019, 230018, 230035, 230054, 11230, 230027, 11242],
  'retry api': [
    99991400, 11232, 11247, 190005, 1000004, 1000005, 99991403, 99991672, 99991676, 99991679, 11223, 11229,
    11241, 99991401, 99991543, 10003, 10005, 10012, 10013, 10014, 10015, 514, 11207, 11209, 11210, 20009,
    1000040351, 99991662, 99991673, 232034, 230006, 11205, 11240, 11249, 232025, 1000007,
  ],
  'renew-token api': [99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677, 4001, 20005],
  'close-chat chat': [
    230002, 10002, 10030, 11201, 12011, 232011, 232009, 11237, 230034, 99992351, 99992352, 99992353, 99992355,
    99992356, 99992359, 99992360, 99992361, 99992363, 99992364, 99992381, 10004, 10009, 10029, 11100, 11101,
    11102, 11105, 11213, 11215, 11216, 11231, 12008, 18034, 232006, 230038, 10010, 10034, 11219, 11239,
    230075, 230036,
  ],
  'degrade request': [
    230025, 230028, 230022, 11248, 11312, 18054, 11235, 230001, 230099, 9499, 11310, 100290, 200380, 200381,
    200550, 200570, 200621, 200732, 200737, 200800, 200830, 200861, 200914, 200915, 300220, 300230, 300240,
    300305,
  ],
  'replace request': [230011, 230110, 230111, 230031, 230050, 230019, 99992354, 10020, 10037, 11224],
  'park request': [
    230013, 230029, 230053, 11225, 11236, 20021, 20022, 20023, 11246, 19036, 230012, 230017, 10017, 11234,
    230071, 230072, 230023, 230024, 230052, 230098, 10023, 10032, 10019, 11311, 18017, 1390001, 1390002, 4002,
    1390003, 4003, 1390004, 4004, 1390009, 1390016, 40004, 40014, 41050, 40007, 40008, 40051, 40052, 42008,
    43010, 11103, 11104, 99992357, 99992358, 99992379, 99992380, 4000, 4005, 10001, 10100, 10400, 12001,
    40001, 40011, 40012, 190002, 1000001, 1000002, 30005, 99991201, 99991301, 99992402,
  ],
};

const refused = (code: number, message = 'refused'): FeishuError =>
  new FeishuError(message, { code, status: 400 });

describe('the table of error codes', () => {
  for (const [expected, codes] of Object.entries(EXPECTED)) {
    it.each(codes)(`${expected}: %i`, (code) => {
      const { action, scope } = verdictOf(refused(code));
      expect(`${action} ${scope}`).toBe(expected);
    });
  }

  it('is tested whole, and names no code twice', () => {
    const tested = Object.values(EXPECTED).flat().sort();
    expect(ERROR_TABLE.flatMap(([, codes]) => codes).sort()).toEqual(tested);
  });

  it.each(Object.entries(ERROR_CODES))('says what a person can do about %s', (_code, { remedy }) => {
    expect(remedy.en).toMatch(/^[A-Z].{10,}\.$/);
    expect(remedy.zh).toMatch(/\p{Script=Han}.*。$/u);
  });

  it.each(Object.entries(ERROR_CODES).filter(([, { fault }]) => fault))(
    'names the page or the key that mends %s',
    (_code, { remedy, fault }) => {
      expect(remedy.en).toMatch(fault === 'credentials-refused' ? /"Credentials & Basic Info"/ : /"[A-Z].*"/);
    },
  );

  it('tries simpler cards for message errors that it does not know, and retries other unknown ones', () => {
    expect(verdictOf(refused(230_777)).action).toBe('degrade');
    expect(verdictOf(refused(200_999)).action).toBe('degrade');
    expect(verdictOf(refused(42)).action).toBe('retry');
    expect(verdictOf(refused(42)).remedy.en).toContain('42');
  });

  it('does not repeat what no repeat can mend: unknown ids, and refusals of the approval API', () => {
    expect(verdictOf(refused(99_992_399)).action).toBe('park');
    expect(verdictOf(refused(1_390_099)).action).toBe('park');
  });

  it.each([230018, 230027, 230035, 230054, 230052, 230023, 230024])(
    'knows what %i means for a buzz',
    (code) => {
      const { action, remedy } = verdictOnBuzz(refused(code));
      expect(action).toBe('park');
      expect(remedy.en).toMatch(/buzz.*\.$/);
    },
  );

  it('does not close the chat for the id of a person who was to be buzzed', () => {
    expect(verdictOnBuzz(refused(99992351, 'these open ids not existed: [ou_1]')).action).toBe('park');
  });

  it('retries if no code came', () => {
    expect(verdictOf(new FeishuError('cut', {})).action).toBe('retry');
  });
});

describe('a code that means several things', () => {
  const invalid = (what: string): FeishuError =>
    refused(230001, `Your request contains an invalid request parameter, ext=invalid ${what}`);

  it('is decided by Feishu’s words: 230001', () => {
    expect(verdictOf(invalid('receive_id')).action).toBe('close-chat');
    expect(verdictOf(invalid('open_id')).action).toBe('park');
    expect(verdictOf(invalid('message content')).action).toBe('degrade');
    expect(verdictOnMessage(invalid('message_id')).action).toBe('replace');
    expect(verdictOnMessage(invalid('content')).action).toBe('degrade');
  });

  it('is decided by the field that Feishu names: 99992402', () => {
    const violated = (field: string): FeishuError =>
      answerError(
        {
          code: 99992402,
          msg: 'field validation failed',
          error: { field_violations: [{ field, value: 'v' }] },
        },
        400,
      );
    expect(verdictOf(violated('receive_id')).action).toBe('close-chat');
    expect(verdictOnMessage(violated('message_id')).action).toBe('replace');
    expect(verdictOf(violated('uuid')).action).toBe('park');
    expect(violated('receive_id').message).toBe('field validation failed; field: receive_id');
  });

  it.each([
    ['app secret invalid', /secret in feishu\.appSecret is wrong/],
    ['app id not exists', /no app with this feishu\.appId.*feishu\.domain: lark/],
    ['app unauthorized', /not installed or not enabled/],
  ])('is decided by Feishu’s words: 10014, %s', (words, remedy) => {
    expect(verdictOf(refused(10014, words))).toMatchObject({
      action: 'retry',
      needsPerson: true,
      remedy: expect.objectContaining({ en: expect.stringMatching(remedy) }),
    });
  });

  it('waits for a card that somebody is just using, and simplifies any other that is refused', () => {
    const failed = (words: string): FeishuError =>
      refused(230099, `Failed to create card content, ext=ErrCode: 11310; ErrMsg: ${words}`);
    expect(verdictOf(failed('card action is lock')).action).toBe('retry');
    expect(verdictOf(failed('element exceeds the limit')).action).toBe('degrade');
  });

  it('says that an app of Lark may be asked for at Feishu', () => {
    for (const code of [10003, 10014, 1000040351]) {
      const { remedy } = verdictOf(refused(code, 'app id not exists'));
      expect(remedy.en).toMatch(
        /an app of Lark needs feishu\.domain: lark, one of Feishu feishu\.domain: feishu/,
      );
    }
  });
});
