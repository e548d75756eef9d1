import { saidText } from '../words/networkText.ts';
import { noAnswer, REMEDIES, unknownCode, unknownMessageCode } from '../words/remedyText.ts';
import { type FeishuError, INTERNAL_ERRORS } from './client/error.ts';
import { isLasting, networkRemedy } from './client/networkFailure.ts';
import {
  BAD_APPROVAL,
  BAD_CARD,
  BAD_CHAT,
  BAD_CONTENT,
  BAD_ID,
  BAD_MESSAGE,
  BAD_REQUEST,
  BOT_OUTSIDE,
  DISABLED,
  DISSOLVED,
  EXTERNAL,
  FIXED,
  GONE,
  IP_DENIED,
  LEAK,
  MUTED,
  NO_BOT,
  NO_BUZZ,
  NO_BUZZ_SCOPE,
  NO_INSTANCE,
  NO_SCOPE,
  NO_SUCH_APP,
  NOT_HERE,
  OUT_OF_RANGE,
  QUOTA,
  REFUSED,
  TOO_LARGE,
  UNREACHABLE,
  WRONG_SECRET,
} from './sharedVerdicts.ts';
import { closeChat, degrade, holdChat, park, RENEW, retry, type Verdict } from './verdict.ts';

/** The codes that the program uses by name. {@link ERROR_TABLE} says what to do about each. */
export const CODES = {
  /** The tenant's calls of the month are used up; they reset on the 1st. */
  quotaUsedUp: 99991403,
  /** The app lacks a scope; the message names those of which one is enough. */
  scopeMissing: 99991672,
  /** There is no approval with this code. */
  noSuchApproval: 1390002,
  /** There is no instance with this code. */
  noSuchInstance: 1390003,
  /** The approval was deleted. */
  approvalDeleted: 1390016,
} as const;

/**
 * Every known code, and what to do about it, grouped by verdict. Sources: the tables of the send, reply, patch and
 * buzz pages, of the contact and approval pages, and
 * open.feishu.cn/document/server-docs/api-call-guide/generic-error-code (from 10001 to 18121 older names for the same).
 * docs/operations.md lists them for people.
 */
export const ERROR_TABLE: readonly (readonly [Verdict, readonly number[]])[] = [
  // Temporary failures, and limits.
  [retry('api'), [99991400, 11232, 11247, 190005, 1000004, 1000005]],
  [retry('chat'), [230020, 11233, 232019]],
  [retry('request'), [...INTERNAL_ERRORS]],
  [retry('request', REMEDIES.stillSending), [230049, 18121]],
  [retry('request', REMEDIES.subscribedAlready), [1390007]],
  // The token, and the app itself.
  [RENEW, [99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677, 4001, 20005]],
  [NO_SUCH_APP, [10003, 10012, 11209, 99991543, 1000040351]],
  [REFUSED, [514, 10005, 10013, 10014]],
  [WRONG_SECRET, [10015]],
  [DISABLED, [11207, 11210, 20009, 99991662, 99991673, 232034]],
  [IP_DENIED, [99991401]],
  [NO_SCOPE, [99991672, 99991676, 99991679, 11223, 11229, 11241]],
  [NO_BOT, [230006, 11205, 11240, 11249, 232025, 1000007]],
  [QUOTA, [99991403]],
  // The chat.
  [BOT_OUTSIDE, [230002, 10002, 10030, 11201, 12011, 232011]],
  [DISSOLVED, [232009, 11237]],
  [
    BAD_CHAT,
    [
      230034, 99992351, 99992352, 99992353, 99992355, 99992356, 99992359, 99992360, 99992361, 99992363,
      99992364,
    ],
  ],
  [
    BAD_CHAT,
    [
      99992381, 10004, 10009, 10029, 11100, 11101, 11102, 11105, 11213, 11215, 11216, 11231, 12008, 18034,
      232006,
    ],
  ],
  [closeChat(REMEDIES.otherTenant), [230038, 10010, 10034, 11219, 11239]],
  [closeChat(REMEDIES.encrypted), [230075]],
  [closeChat(REMEDIES.encryptionKey), [230036]],
  [MUTED, [230018, 230035]],
  [holdChat(REMEDIES.blocked), [11242]],
  [NOT_HERE, [230054, 11230]],
  [EXTERNAL, [230027]],
  // The person, for a direct message.
  [UNREACHABLE, [230013, 230029, 230053, 11225, 11236, 20021, 20022, 20023]],
  // What we sent.
  [degrade(REMEDIES.cardTooLong), [230025]],
  [LEAK, [230028]],
  [degrade(REMEDIES.sensitiveWords), [230022, 11248, 11312, 18054]],
  [degrade(REMEDIES.noMentionAll), [11235]],
  [
    BAD_CARD,
    [230099, 11310, 100290, 200380, 200381, 200550, 200570, 200621, 200732, 200737, 200800, 200830, 200861],
  ],
  [BAD_CARD, [200914, 200915, 300220, 300230, 300240, 300305]],
  [BAD_MESSAGE, [230001]],
  [degrade(REMEDIES.badCall), [9499]],
  [BAD_CONTENT, [11246]],
  [TOO_LARGE, [19036]],
  // The message, for updates and replies.
  [GONE, [230011, 230110, 230111, 230031, 230050, 230019, 99992354, 10020, 10037, 11224]],
  [park(REMEDIES.otherBot), [230012, 230017, 10017, 11234]],
  [park(REMEDIES.noThreads), [230071, 230072]],
  // A buzz.
  [park(REMEDIES.unreadBuzzes), [230023]],
  [park(REMEDIES.buzzQuota), [230024]],
  [NO_BUZZ, [230052]],
  [park(REMEDIES.foldedBuzz), [230098]],
  [park(REMEDIES.buzzScope), [10023]],
  [park(REMEDIES.nobodyToBuzz), [10032]],
  [park(REMEDIES.buzzFailed), [10019, 11311, 18017]],
  // Approvals.
  [park(REMEDIES.badApprovalCode), [1390001]],
  [BAD_APPROVAL, [1390002, 4002]],
  [NO_INSTANCE, [1390003, 4003]],
  [park(REMEDIES.noUser), [1390004, 4004]],
  [park(REMEDIES.mayNotRead), [1390009]],
  [park(REMEDIES.approvalDeleted), [1390016]],
  // People and departments.
  [OUT_OF_RANGE, [40004, 40014, 41050]],
  [BAD_ID, [40007, 40008, 40051, 40052, 42008, 43010, 11103, 11104, 99992357, 99992358, 99992379, 99992380]],
  // A request that Feishu cannot read.
  [
    BAD_REQUEST,
    [4000, 4005, 10001, 10100, 10400, 12001, 40001, 40011, 40012, 190002, 1000001, 1000002, 30005],
  ],
  [BAD_REQUEST, [99991201, 99991301, 99992402]],
];

/** Whether the bot cannot write to the person: outside the app's availability, left the company, or stopped the bot. */
export function isUnreachable(code: number | undefined): boolean {
  return code !== undefined && ERROR_CODES[code] === UNREACHABLE;
}

/** The same table by code. */
export const ERROR_CODES: Readonly<Record<number, Verdict>> = Object.fromEntries(
  ERROR_TABLE.flatMap(([verdict, codes]) => codes.map((code) => [code, verdict])),
);

/** What to do about a failure. An unknown code is retried for a while, with a remedy that says so. */
export function verdictOf(error: FeishuError): Verdict {
  const { code, failure } = error;
  if (code !== undefined) return byWords(code, error.raw) ?? ERROR_CODES[code] ?? verdictOnUnknown(code);
  if (failure === 'bad-id') return park(networkRemedy(failure, false));
  if (failure === undefined) return retry('request', noAnswer(saidText(error.message)));
  return {
    ...retry('request', networkRemedy(failure, error.isFirst)),
    needsPerson: isLasting(failure),
  };
}

/** If one code means several things, Feishu's words decide. */
function byWords(code: number, words: string): Verdict | undefined {
  switch (code) {
    case 10014:
      if (/secret/i.test(words)) return WRONG_SECRET;
      if (/exist/i.test(words)) return NO_SUCH_APP;
      return /unauthorized|unavailable/i.test(words) ? DISABLED : undefined;
    case 230001:
      if (/receive_id/i.test(words)) return BAD_CHAT;
      return /\b(open|user|union|chat|department)_?id/i.test(words) ? BAD_ID : undefined;
    case 99992402:
      if (/receive_id/i.test(words)) return BAD_CHAT;
      return /message_id/i.test(words) ? GONE : undefined;
    case 230099:
    case 11310:
      return /action is lock/i.test(words) ? retry('request') : undefined;
    default:
      return undefined;
  }
}

function verdictOnUnknown(code: number): Verdict {
  const inRange = (from: number, to: number): boolean => code >= from && code < to;
  // Unknown codes about messages and cards are most likely about this card.
  if (inRange(230_000, 240_000) || inRange(200_000, 201_000) || inRange(300_000, 301_000)) {
    return degrade(unknownMessageCode(code));
  }
  if (inRange(99_992_350, 99_992_400)) return BAD_ID;
  const sentence = unknownCode(code);
  return inRange(1_390_000, 1_391_000) ? park(sentence) : retry('request', sentence);
}

/**
 * What to do about a failed update of a message, or a failed reply. "No such message" has no separate code: Feishu
 * calls the parameter invalid.
 */
export function verdictOnMessage(error: FeishuError): Verdict {
  const isUnknown = error.failure === 'bad-id' || (error.code === 230001 && /message_id/i.test(error.raw));
  return isUnknown ? GONE : verdictOf(error);
}

/** Codes for a card that can no longer be updated, whatever the new content. */
const NOT_UPDATABLE: ReadonlySet<number> = new Set([200800]);

/** What to do about a failed update: a card that can never be updated again counts as gone. */
export function verdictOnUpdate(error: FeishuError): Verdict {
  const isFixed = NOT_UPDATABLE.has(error.code ?? 0) || NOT_UPDATABLE.has(error.subCode ?? 0);
  return isFixed ? FIXED : verdictOnMessage(error);
}

/**
 * What these codes mean for a buzz, which needs more than writing does: the group must let all members buzz, or the bot
 * must be its administrator; and it must not be an external group
 * (open.feishu.cn/document/server-docs/im-v1/buzz-messages/urgent_app).
 */
const ON_BUZZ: Readonly<Record<number, Verdict>> = {
  230018: NO_BUZZ,
  230027: NO_BUZZ_SCOPE,
  230035: NO_BUZZ,
  230054: NO_BUZZ,
};

/** What to do about a failed buzz. It must be on time, so an unknown code is parked at once, not retried. */
export function verdictOnBuzz(error: FeishuError): Verdict {
  const { code } = error;
  const verdict = (code === undefined ? undefined : ON_BUZZ[code]) ?? verdictOnMessage(error);
  if (verdict === BAD_CHAT) return BAD_ID;
  const isKnown = code === undefined || code in ON_BUZZ || code in ERROR_CODES;
  return isKnown ? verdict : park(verdict.remedy);
}
