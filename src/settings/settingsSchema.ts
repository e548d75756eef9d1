import { z } from 'zod';
import { STATUSES } from '../approval/status.ts';
import { asIs, type Text } from '../base/language.ts';
import * as say from '../words/targetText.ts';
import { EMPTY_LIST, ofIdCharacters } from '../words/valueText.ts';
import { chatTarget, mention } from './chatTarget.ts';
import * as given from './defaults.ts';
import { issueText } from './issueText.ts';
import {
  choice,
  chosen,
  fitting,
  id,
  isMapping,
  listOf,
  notMapping,
  orFalse,
  secret,
  section,
  text,
  wholeNumber,
  yesOrNo,
} from './leaf.ts';
import { digest, escalation, reminderLayer, reminders } from './reminderSchema.ts';
import { day, hours, schedule, spanMs, timeZone } from './times.ts';
import { appLink, domain, hookUrl, host, proxy, storeUrl } from './urls.ts';
import { OPERATORS, when } from './when.ts';

// Keys and their types. Defaults of absent keys are in defaults.ts; checks of several keys together in checks.ts.

/** The SDK's long connection accepts no other form, and fails silently. */
const appId = secret(say.APP_ID).refine((value) => /^cli_[0-9a-fA-F]{16}$/.test(value), {
  error: issueText(say.APP_ID_FORM),
});

const feishu = section(
  {
    domain,
    appLink,
    events: choice(['webhook', 'websocket']),
    encryptKey: secret(say.ENCRYPT_KEY, 0),
    verificationToken: secret(say.VERIFICATION_TOKEN, 0),
  },
  { appId, appSecret: secret(say.APP_SECRET) },
);

/** Shorter ones can be guessed. */
const MIN_ADMIN_TOKEN = 24;
const adminToken = secret(say.ADMIN_TOKEN, 0).refine(
  (value) => value === '' || value.length >= MIN_ADMIN_TOKEN,
  { error: issueText(say.shortToken(MIN_ADMIN_TOKEN)) },
);

const server = section({ host, port: wholeNumber(0, 65_535), adminToken, trustedProxies: listOf(proxy) });

const [one, any] = [wholeNumber(1), wholeNumber(0)];
const limits = section({ chatPerSecond: one, appPerSecond: one, appPerMinute: one, foldAbove: any });

const log = section({ level: choice(['debug', 'info', 'warn', 'error']) });

const statuses = listOf(choice(STATUSES), 1).superRefine((listed, ctx) => {
  const twice = listed.find((status, i) => listed.indexOf(status) !== i);
  if (twice) ctx.addIssue({ code: 'custom', message: issueText(say.listedTwice(twice)) });
});

const operators = section({}, { chat: chatTarget });

const hook = section(
  { statuses, approvals: listOf(id(say.NAMES.approvalCode)), allowPrivate: yesOrNo },
  { name: id(say.NAMES.hook), url: hookUrl, secret: secret(say.HOOK_SECRET) },
);

const stats = section({ people: yesOrNo });

const locale = choice(['zh-CN', 'en-US', 'ja-JP']);

const widgets = listOf(text(say.NAMES.widget));
const fields = section({
  only: widgets.refine(({ length }) => length > 0, issueText(EMPTY_LIST)),
  hide: widgets,
  mask: widgets,
  show: widgets,
  first: widgets,
  open: choice(['all']),
});

/** The keys of a chat entry and of `defaults`. */
const shared = {
  statuses,
  mode: choice(['live', 'post']),
  notice: choice(['final', 'all', 'none']),
  template: fitting(ofIdCharacters(say.NAMES.folder), /^[\w-]{0,64}$/, 0),
  locale,
  mention,
  fields: fields.transform(over(given.CHAT_DEFAULTS.fields)),
  hours,
  reminders: reminderLayer,
};
const defaults = section(shared);
const stage = listOf(text(say.NAMES.step), 1);
const chat = section({ ...shared, when, stage }, { chat: chatTarget });

/** A chat entry: only an id, or a mapping. */
const idAlone = chatTarget.transform((target) => ({ chat: target }));
const chatEntry = chosen<z.output<typeof chat>>((written) =>
  isMapping(written) || Array.isArray(written) ? chat : idAlone,
);

const approval = section(
  { name: text(say.NAMES.approval, 0), reminders: reminderLayer },
  { chats: listOf(chatEntry, 1) },
);

/** An approval without a value is an error, and not absent. */
const approvals = z
  .record(
    z.string(),
    z.preprocess((written) => written ?? {}, approval),
    { error: ({ input }) => notMapping(say.NAMES.approvals, input) },
  )
  .refine((all) => Object.keys(all).length > 0, {
    error: issueText(say.NO_APPROVALS),
  });

const days = listOf(day);
const calendar = section({
  holidays: days,
  workdays: days,
  file: text(say.NAMES.calendarFile),
});

const reconcile = section({ schedule, lookback: spanMs, requestsPerHour: one, requestsPerMonth: any });

const root = section(
  {
    server: server.transform(over(given.DEFAULTS.server)),
    store: storeUrl,
    timezone: timeZone,
    locale,
    templates: text(say.NAMES.templates),
    retention: spanMs,
    limits: limits.transform(over(given.DEFAULTS.limits)),
    log: log.transform(over(given.DEFAULTS.log)),
    operators,
    hooks: listOf(hook.transform(over(given.HOOK_DEFAULTS))),
    stats: stats.transform(over(given.DEFAULTS.stats)),
    defaults,
    calendar,
    reminders: reminderLayer,
    reconcile: orFalse(
      reconcile
        .transform(({ lookback, ...rest }) => (lookback ? { ...rest, lookbackMs: lookback } : rest))
        .transform(over(given.RECONCILE_DEFAULTS)),
    ),
  },
  {
    feishu: feishu.transform(({ domain: cloud = given.CLOUDS.feishu, ...rest }) => {
      return { ...given.FEISHU_DEFAULTS, ...cloud, appLink: given.APP_LINKS[cloud.brand], ...rest };
    }),
    approvals,
  },
);

function over<D>(below: D) {
  return <W>(written: W) => ({ ...below, ...written });
}

/** The whole file. `reminders:` without a value means the defaults. */
export const configuration = z.preprocess(
  (file) => (isMapping(file) && file.reminders === null ? { ...file, reminders: {} } : file),
  root,
);
/** The parsed file, before defaults are applied. */
export type WrittenSettings = z.output<typeof configuration>;
/** A parsed chat entry. */
export type WrittenChat = z.output<typeof chat>;

const keysOf = (mapping: { readonly out: { readonly shape: object } }) => Object.keys(mapping.out.shape);

/** Every mapping of the configuration and its keys: for hints, and to check that the documents name them all. */
export const HOMES: readonly (readonly [home: Text, keys: readonly string[]])[] = [
  [say.HOME_NAMES.top, keysOf(root)],
  [asIs('"feishu"'), keysOf(feishu)],
  [asIs('"server"'), keysOf(server)],
  [asIs('"limits"'), keysOf(limits)],
  [asIs('"log"'), keysOf(log)],
  [asIs('"stats"'), keysOf(stats)],
  [say.HOME_NAMES.approval, keysOf(approval)],
  [say.HOME_NAMES.entryOrDefaults, keysOf(defaults)],
  [say.HOME_NAMES.entry, keysOf(chat)],
  [asIs('"fields"'), keysOf(fields)],
  [say.HOME_NAMES.condition, OPERATORS],
  [asIs('"calendar"'), keysOf(calendar)],
  [asIs('"reminders"'), keysOf(reminders)],
  [asIs('"reminders.escalate"'), keysOf(escalation)],
  [asIs('"reminders.digest"'), keysOf(digest)],
  [asIs('"reconcile"'), keysOf(reconcile)],
  [asIs('"operators"'), keysOf(operators)],
  [say.HOME_NAMES.hook, keysOf(hook)],
];
