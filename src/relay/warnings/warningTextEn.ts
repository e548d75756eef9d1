import type { WarningCatalogue } from '../../approval/warning.ts';
import { SCOPE_NEEDS } from '../../feishu/appScopes.ts';
import { isNetworkFailure, networkRemedy } from '../../feishu/client/networkFailure.ts';
import { CODES, ERROR_CODES } from '../../feishu/errorCodes.ts';
import {
  BAD_APPROVAL,
  BAD_CHAT,
  DISABLED,
  IP_DENIED,
  NO_BOT,
  NO_SUCH_APP,
  QUOTA,
  REFUSED,
  WRONG_SECRET,
} from '../../feishu/remedies.ts';
import { calendarEndText } from '../../words/configText.ts';
import { CONSOLE, PUBLISH } from '../../words/consoleText.ts';
import { hookRemedy } from '../../words/hookText.ts';
import { REMEDIES } from '../../words/remedyText.ts';
import { INTAKE_FAULT_TEXTS } from './intakeFaultText.ts';

const CREDENTIALS = { 'app-id': 'app id', secret: 'app secret', either: "app's credentials" } as const;
const CREDENTIAL_REMEDIES = {
  'app-id': NO_SUCH_APP.remedy.en,
  secret: WRONG_SECRET.remedy.en,
  either: REFUSED.remedy.en,
} as const;

/** The remedy of the table of Feishu's codes, so a parked row and a warning give the same one. */
function remedyFor(feishuCode: number | undefined, otherwise: string): string {
  return (feishuCode === undefined ? undefined : ERROR_CODES[feishuCode]?.remedy.en) ?? otherwise;
}

const TIME_SERVICE = 'Let a time service (chrony, systemd-timesyncd) keep the clock of this machine.';

/** The texts of all warnings in English. */
export const ENGLISH: WarningCatalogue = {
  'credentials-refused': ({ feishuCode, part }) => ({
    message: `Feishu refuses the ${CREDENTIALS[part]} (${feishuCode}): no card can be sent.`,
    remedy: CREDENTIAL_REMEDIES[part],
  }),
  'app-disabled': ({ feishuCode }) => ({
    message: `The app is not enabled (${feishuCode}): no card can be sent.`,
    remedy: DISABLED.remedy.en,
  }),
  'bot-disabled': ({ feishuCode }) => ({
    message: `The app has no bot (${feishuCode}): no card can be sent.`,
    remedy: NO_BOT.remedy.en,
  }),
  'ip-not-allowed': ({ feishuCode }) => ({
    message: `Feishu refuses the public IP address of this machine (${feishuCode}).`,
    remedy: IP_DENIED.remedy.en,
  }),
  'quota-used-up': ({ feishuCode }) => ({
    message: `The monthly quota of API calls is used up (${feishuCode}): cards wait.`,
    remedy: QUOTA.remedy.en,
  }),
  'feishu-unreachable': ({ cause, everReached }) => ({
    message: everReached
      ? 'Feishu cannot be reached at the moment: cards wait.'
      : 'Feishu has not been reached since the bot was started: no card can be sent.',
    remedy: networkRemedy(isNetworkFailure(cause) ? cause : 'cut', !everReached).en,
  }),
  'scope-missing': ({ api, scopes }) => ({
    message:
      scopes.length > 0
        ? `Feishu refuses ${api}: the app needs one of the scopes ${scopes.join(', ')}.`
        : `Feishu refuses ${api}: the app lacks a scope.`,
    remedy: `Add ${scopes.length > 0 ? `the scope ${scopes.join(' or ')}` : 'the scope that Feishu names'} ${CONSOLE.en}, ${PUBLISH.en}.`,
  }),

  'approval-not-subscribed': ({ approval, feishuCode }) => ({
    message: `The approval ${approval} is not subscribed${inBrackets(feishuCode)}: Feishu pushes no event about it.`,
    remedy:
      feishuCode === CODES.scopeMissing
        ? `Add the scope ${SCOPE_NEEDS.subscribe.anyOf.join(' or ')} ${CONSOLE.en}, ${PUBLISH.en}: reading events is not enough.`
        : remedyFor(feishuCode, 'Nothing to do if it passes: it is tried again.'),
  }),
  'approval-unknown': ({ approval }) => ({
    message: `Feishu knows no approval with the code ${approval}.`,
    remedy: BAD_APPROVAL.remedy.en,
  }),
  'approval-deleted': ({ approval }) => ({
    message: `The approval ${approval} was deleted in Feishu.`,
    remedy: REMEDIES.approvalDeleted.en,
  }),
  'approval-name-differs': ({ approval }) => ({
    message: `The approval ${approval} has another name in Feishu than in the configuration.`,
    remedy: 'Check its code in the configuration; if the code is right, correct "name".',
  }),

  'events-refused': ({ cause }) => {
    const { message, remedy } = INTAKE_FAULT_TEXTS[cause];
    return { message: `Events are refused. ${message}`, remedy };
  },
  'never-pushed': ({ approvals }) => ({
    message: `Changes of ${approvals.join(', ')} were found by asking Feishu, and Feishu has never pushed an event to this app.`,
    remedy:
      `Check "Events & Callbacks" ${CONSOLE.en}: the event "Approval instance status changed" (approval_instance) must be ` +
      'added, a version that contains it published, and the request URL or the long connection chosen.',
  }),
  'tasks-never-pushed': ({ approvals }) => ({
    message: `Steps of ${approvals.join(', ')} changed, and Feishu has never pushed a task event: cards and stages come late.`,
    remedy: `Add the event approval_task under "Events & Callbacks" ${CONSOLE.en}, ${PUBLISH.en}.`,
  }),
  'intake-down': () => ({
    message: 'No event can come in.',
    remedy: 'See "reasons" in /readyz; with a long connection, check the way from this machine to Feishu.',
  }),

  'chat-closed': ({ chat, feishuCode }) => ({
    message: `The chat ${chat} takes no messages from the bot (${feishuCode}): its deliveries are parked.`,
    // 230001 may mean several things; for a closed chat it means the id.
    remedy: ERROR_CODES[feishuCode]?.action === 'close-chat' ? remedyFor(feishuCode, '') : BAD_CHAT.remedy.en,
  }),
  'chat-held': ({ chat, feishuCode }) => ({
    message: `The bot may not speak in the chat ${chat} (${feishuCode}): its deliveries wait.`,
    remedy: remedyFor(feishuCode, "Let the bot speak in the group's settings."),
  }),
  'bot-not-in-chat': ({ chat }) => ({
    message: `The bot is not in the group ${chat}, which the configuration names.`,
    remedy: 'Add the bot to the group (group settings, Bots), or correct the chat in the configuration.',
  }),
  'person-unreachable': ({ person, feishuCode }) => ({
    message: `The bot cannot write to ${person} (${feishuCode}): what is for this person goes to a group, or is parked where none is for it.`,
    remedy: remedyFor(feishuCode, REMEDIES.unreachable.en),
  }),
  'person-refused': ({ person, feishuCode }) => ({
    message: `Feishu does not take the id ${person} (${feishuCode}): this person is not mentioned.`,
    remedy: 'Check the id; if it is named in the configuration, correct it there.',
  }),

  'hook-failing': ({ hook, cause }) => ({
    message: `The hook ${hook} does not take what it is sent (${cause}): its deliveries wait or are parked.`,
    remedy: hookRemedy(cause).en,
  }),

  'card-simplified': ({ template, feishuCode, detail }) => ({
    message: `Feishu refused a card of the template ${template} (${feishuCode}): a simpler one was sent (${detail}).`,
    remedy: remedyFor(feishuCode, 'Check the template with "approval-relay validate".'),
  }),
  'template-broken': ({ template }) => ({
    message: `The template ${template} could not be used: plain cards are sent instead.`,
    remedy: 'Check it with "approval-relay validate", and look at the log line for the place.',
  }),

  'config-not-taken': ({ problems, first }) => ({
    message: `The changed configuration was not taken: it has ${errorsText(problems, first)}. The last good one holds.`,
    remedy: 'Run "approval-relay validate", which says what is wrong in each place.',
  }),
  'config-needs-restart': ({ keys }) => ({
    message: `The configuration was taken without ${keys.join(', ')}, which take effect at a restart.`,
    remedy: 'Restart approval-relay.',
  }),
  'config-differs': () => ({
    message: "The replicas have different configurations: the worker's decides.",
    remedy: 'Give every replica the same file.',
  }),
  'calendar-ends': ({ ends, isOver }) => {
    const { message, remedy } = calendarEndText(ends, isOver);
    return { message: message.en, remedy: remedy.en };
  },

  'clock-jumped': ({ aheadMs }) => ({
    message: `The clock of this machine jumped ${aheadMs > 0 ? 'ahead' : 'back'} by ${spanText(aheadMs)}.`,
    remedy: TIME_SERVICE,
  }),
  'clock-differs': ({ aheadMs }) => ({
    message:
      `The clock of this machine is ${spanText(aheadMs)} ${aheadMs > 0 ? 'ahead of' : 'behind'} Feishu's: nothing old is ` +
      'deleted, and lists do not begin earlier, until they agree.',
    remedy: TIME_SERVICE,
  }),
  'store-clock-differs': ({ aheadMs }) => ({
    message: `The clock of this machine is ${spanText(aheadMs)} ${aheadMs > 0 ? 'ahead of' : 'behind'} the database's.`,
    remedy: 'Let a time service keep the clocks of both machines.',
  }),
};

function inBrackets(feishuCode: number | undefined): string {
  return feishuCode === undefined ? '' : ` (${feishuCode})`;
}

/** `90 s`, `12 min`, `26 h`, `3 days`: rounded, without the sign. */
function spanText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3_600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

function errorsText(problems: number, first: string | undefined): string {
  if (first === undefined) return problems === 1 ? 'an error' : `${problems} errors`;
  const others = problems - 1;
  if (others === 0) return `an error at ${first}`;
  return `an error at ${first}, and ${others} ${others === 1 ? 'other' : 'others'}`;
}
