import type { FeishuError } from './error.ts';

/**
 * What to do about a failed request:
 * - `retry`: the same again, later; `scope` says what has to wait meanwhile;
 * - `renew-token`: the tenant token was refused and dropped; the next request fetches a new one;
 * - `degrade`: Feishu will not have this card; a simpler one may pass;
 * - `close-chat`: this chat takes nothing from us until somebody acts;
 * - `replace`: the message that was to be changed or answered is gone;
 * - `park`: trying again is no use.
 */
export interface Verdict {
  readonly action: 'retry' | 'renew-token' | 'degrade' | 'close-chat' | 'replace' | 'park';
  /** What a `retry` makes wait: this request alone, everything to this chat, or everything to this API. */
  readonly scope: 'request' | 'chat' | 'api';
  /** True: nothing but a person will mend it, so say so and look again only every few minutes. */
  readonly needsPerson: boolean;
  /** What a person can do about it; a whole sentence. */
  readonly remedy: string;
}

const WAIT = 'Nothing to do: it is tried again by itself.';
const CONSOLE = 'in the developer console (open.feishu.cn/app or open.larksuite.com/app)';

function retry(scope: Verdict['scope'], remedy = WAIT): Verdict {
  return { action: 'retry', scope, needsPerson: false, remedy };
}
/** A fault of the app's configuration: everything through this API waits for a person. */
function hold(remedy: string): Verdict {
  return { action: 'retry', scope: 'api', needsPerson: true, remedy };
}
function degrade(remedy: string): Verdict {
  return { action: 'degrade', scope: 'request', needsPerson: false, remedy };
}
/** The chat is there but closed to us for now: what is for it waits, and one delivery looks again. */
function holdChat(remedy: string): Verdict {
  return { action: 'retry', scope: 'chat', needsPerson: true, remedy };
}
function closeChat(remedy: string): Verdict {
  return { action: 'close-chat', scope: 'chat', needsPerson: true, remedy };
}
function park(remedy: string): Verdict {
  return { action: 'park', scope: 'request', needsPerson: true, remedy };
}

const RENEW: Verdict = {
  action: 'renew-token',
  scope: 'api',
  needsPerson: false,
  remedy: 'Nothing to do: a new token is fetched. If it lasts, check feishu.appId and feishu.appSecret.',
};
const GONE: Verdict = {
  action: 'replace',
  scope: 'request',
  needsPerson: false,
  remedy: 'Nothing to do: the card was recalled, deleted or is older than 14 days; a fresh one is posted.',
};
const UNREACHABLE = park('Feishu does not let the bot write to this person: name a group or another person.');

/**
 * Every code that is known, and what to do about it. Sources: the tables of the send, reply, patch and buzz pages and
 * open.feishu.cn/document/server-docs/api-call-guide/generic-error-code; docs/operations.md lists the same for
 * people.
 */
export const ERROR_CODES: Readonly<Record<number, Verdict>> = {
  // Passing trouble, and limits.
  99991400: retry('api'),
  230020: retry('chat'),
  11232: retry('api'),
  11233: retry('chat'),
  230049: retry('request', 'Nothing to do: Feishu is still sending it; the same key is asked again.'),
  1395001: retry('request'),
  99991403: hold(
    'The monthly quota of API calls is used up: it is counted anew on the 1st, or buy more in the admin console.',
  ),
  // The token.
  99991661: RENEW,
  99991663: RENEW,
  99991664: RENEW,
  99991665: RENEW,
  99991671: RENEW,
  // The app itself.
  99991672: hold(`Add the scope that Feishu names to the app ${CONSOLE}, and publish a new version.`),
  99991401: hold(`Add this machine's public IP address to the app's IP allow-list ${CONSOLE}.`),
  99991543: hold('Check feishu.appId and feishu.appSecret: Feishu does not know them.'),
  10003: hold('Check feishu.appId: Feishu does not know it.'),
  10012: hold('Check feishu.appId and feishu.appSecret.'),
  10014: hold('Check feishu.appSecret: Feishu says that it is wrong.'),
  99991662: hold(`Enable the app ${CONSOLE} and in the tenant's admin console.`),
  99991673: hold(`Enable the app ${CONSOLE} and in the tenant's admin console.`),
  230006: hold(`Switch the bot ability on ${CONSOLE}, and publish a new version.`),
  230027: holdChat(
    'The app may not write here: external groups need the ability to be used outside the tenant.',
  ),
  // The chat.
  230002: closeChat('Add the bot to the group again (group settings, Bots).'),
  232009: closeChat('The group was dissolved: name another chat in the configuration.'),
  230034: closeChat('No chat has this id: check it in the configuration; ids differ from tenant to tenant.'),
  230018: holdChat("The group's settings forbid it: let the bot speak in the group's settings."),
  230035: holdChat('The bot is muted in this group: let it speak in the group settings.'),
  230054: holdChat('This kind of message is not allowed in this group: change the group settings.'),
  // The person, for a direct message.
  230013: UNREACHABLE,
  230029: UNREACHABLE,
  230053: UNREACHABLE,
  // What we sent.
  230025: degrade('The card was too long.'),
  230028: degrade(
    "The tenant's data-loss rules refuse a telephone number or e-mail address in the card: hide that field.",
  ),
  230022: degrade('The card holds words that Feishu does not let through: hide that field.'),
  230001: degrade('Feishu does not take a parameter of the message.'),
  230099: degrade('Feishu does not take the card: check the template with "approval-relay validate".'),
  9499: degrade('Feishu calls the request bad.'),
  // The message, for updates and replies.
  230011: GONE,
  230110: GONE,
  230111: GONE,
  230031: GONE,
  // A buzz.
  230012: park('Feishu says that another bot sent this message: check feishu.appId.'),
  230023: park('Somebody who was to be buzzed has 200 unread buzzes: they have to read some of them first.'),
  230024: park("The tenant's quota of buzzes is used up: ask its administrator."),
  // Approvals.
  1390001: park('Feishu does not take a parameter: check the approval code in the configuration.'),
  1390002: park(
    'No approval has this code: copy it again from the approval admin page (definitionCode in the address).',
  ),
  1390003: park('Feishu does not know this instance any more.'),
  1390004: park('Feishu does not know this user.'),
  1390007: retry('request', 'Nothing to do: it is subscribed already.'),
  1390009: park('The app may not read this instance: check its scopes and the data range granted to it.'),
  1390016: park('The approval was deleted: take it out of the configuration.'),
};

/**
 * What to do about a failed update of a message, or reply to one. That there is no such message has no code of its own:
 * Feishu calls the parameter invalid.
 */
export function verdictOnMessage(error: FeishuError): Verdict {
  return error.code === 230001 && /message_id/i.test(error.message) ? GONE : verdictOf(error);
}

/**
 * What is meant by these where a message was to be buzzed, which asks for more than writing does: the group must let all
 * members buzz, or the bot must be its administrator; and never in an external group
 * (open.feishu.cn/document/server-docs/im-v1/buzz-messages/urgent_app).
 */
const BUZZ_FORBIDDEN = park(
  "The group does not let the bot buzz: allow it to all members in the group's settings, or make the bot an administrator.",
);
const ON_BUZZ: Readonly<Record<number, Verdict>> = {
  230018: BUZZ_FORBIDDEN,
  230027: park(
    `The app may not buzz here: add the scope im:message.urgent ${CONSOLE}, and publish a new version; in an external group it cannot.`,
  ),
  230035: BUZZ_FORBIDDEN,
  230054: BUZZ_FORBIDDEN,
};

/** What to do about a failed buzz. Its moment passes, so that an unknown code is not retried but told of at once. */
export function verdictOnBuzz(error: FeishuError): Verdict {
  const { code } = error;
  const verdict = (code === undefined ? undefined : ON_BUZZ[code]) ?? verdictOnMessage(error);
  const isKnown = code === undefined || code in ON_BUZZ || code in ERROR_CODES;
  return isKnown ? verdict : park(verdict.remedy);
}

/** What to do about a failure. Never silent: an unknown code is retried for a while and says so. */
export function verdictOf(error: FeishuError): Verdict {
  if (error.code === undefined)
    return retry('request', `Nothing to do: Feishu cannot be reached (${error.message}).`);
  const known = ERROR_CODES[error.code];
  if (known) return known;
  // Message errors are 23xxxx: those we do not know are most likely about this very message.
  if (error.code >= 230_000 && error.code < 240_000)
    return degrade(`Feishu refuses the message (${error.code}).`);
  return retry(
    'request',
    `Feishu answers ${error.code}, which approval-relay does not know: look it up and report it.`,
  );
}
