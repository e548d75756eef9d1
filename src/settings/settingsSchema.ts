import { z } from 'zod';
import { STATUSES } from '../approval/status.ts';
import { chatTarget, mention } from './chatTarget.ts';
import * as given from './defaults.ts';
import {
  choice,
  chosen,
  fitting,
  ID_CHARACTERS,
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

// Keys and their kinds. What an absent key means stands in defaults.ts; what several keys together must fulfil, in
// checks.ts.

const CONSOLE = 'from "Credentials & Basic Info" (凭证与基础信息) in the developer console';
const ENCRYPTION =
  'from "Events & Callbacks" > "Encryption Strategy" (事件与回调 > 加密策略) in the developer console';
const APP_ID = `the App ID ${CONSOLE}`;

/** The SDK's long connection takes no other form, and says nothing when it does not. */
const appId = secret(APP_ID).refine((value) => /^cli_[0-9a-fA-F]{16}$/.test(value), {
  error: `must be cli_ and 16 hexadecimal digits: give ${APP_ID}.`,
});

const feishu = section(
  {
    domain,
    appLink,
    events: choice(['webhook', 'websocket']),
    encryptKey: secret(`the Encrypt Key ${ENCRYPTION}`, 0),
    verificationToken: secret(`the Verification Token ${ENCRYPTION}`, 0),
  },
  { appId, appSecret: secret(`the App Secret ${CONSOLE}`) },
);

/** Shorter ones can be guessed. */
const MIN_ADMIN_TOKEN = 24;
const adminToken = secret('a token that nobody can guess', 0).refine(
  (value) => value === '' || value.length >= MIN_ADMIN_TOKEN,
  {
    error: `must have at least ${MIN_ADMIN_TOKEN} characters: make one with "openssl rand -hex 24".`,
  },
);

const server = section({ host, port: wholeNumber(0, 65_535), adminToken, trustedProxies: listOf(proxy) });

const [one, any] = [wholeNumber(1), wholeNumber(0)];
const limits = section({ chatPerSecond: one, appPerSecond: one, appPerMinute: one, foldAbove: any });

const log = section({ level: choice(['debug', 'info', 'warn', 'error']) });

const statuses = listOf(choice(STATUSES), 1).superRefine((listed, ctx) => {
  const twice = listed.find((status, i) => listed.indexOf(status) !== i);
  if (twice) ctx.addIssue({ code: 'custom', message: `lists ${twice} twice: remove one of them.` });
});

const operators = section({}, { chat: chatTarget });

const hook = section(
  { statuses, approvals: listOf(id('an approval code')), allowPrivate: yesOrNo },
  { name: id('a name'), url: hookUrl, secret: secret('a secret that the receiver knows, too') },
);

const stats = section({ people: yesOrNo });

const locale = choice(['zh-CN', 'en-US', 'ja-JP']);

const widgets = listOf(text('the name or id of a widget'));
const fields = section({
  only: widgets.refine(({ length }) => length > 0, 'is an empty list: give at least one.'),
  hide: widgets,
  mask: widgets,
  show: widgets,
  first: widgets,
  open: choice(['all']),
});

/** What may be written for a chat, and under `defaults` for every chat. */
const shared = {
  statuses,
  mode: choice(['live', 'post']),
  notice: choice(['final', 'all', 'none']),
  template: fitting(`the name of a folder, ${ID_CHARACTERS}`, /^[\w-]{0,64}$/, 0),
  locale,
  mention,
  fields: fields.transform(over(given.CHAT_DEFAULTS.fields)),
  hours,
  reminders: reminderLayer,
};
const defaults = section(shared);
const stage = listOf(text('the name or id of a step'), 1);
const chat = section({ ...shared, when, stage }, { chat: chatTarget });

/** A chat entry: an id alone, or a mapping. */
const idAlone = chatTarget.transform((target) => ({ chat: target }));
const chatEntry = chosen<z.output<typeof chat>>((written) =>
  isMapping(written) || Array.isArray(written) ? chat : idAlone,
);

const approval = section(
  { name: text('the name of the approval', 0), reminders: reminderLayer },
  { chats: listOf(chatEntry, 1) },
);

/** An approval without anything is a mistake, and not absent. */
const approvals = z
  .record(
    z.string(),
    z.preprocess((written) => written ?? {}, approval),
    { error: ({ input }) => notMapping('of approval codes and their chats', input) },
  )
  .refine((all) => Object.keys(all).length > 0, {
    error: 'is empty: map at least one approval code, or "*", to its chats.',
  });

const days = listOf(day);
const calendar = section({
  holidays: days,
  workdays: days,
  file: text('a file in the format of holiday-cn'),
});

const reconcile = section({ schedule, lookback: spanMs, requestsPerHour: one, requestsPerMonth: any });

const root = section(
  {
    server: server.transform(over(given.DEFAULTS.server)),
    store: storeUrl,
    timezone: timeZone,
    locale,
    templates: text('the folder of your templates'),
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

/** The whole file. `reminders:` with nothing behind it asks for the defaults. */
export const configuration = z.preprocess(
  (file) => (isMapping(file) && file.reminders === null ? { ...file, reminders: {} } : file),
  root,
);
/** The file as it is read, before anything is laid over defaults. */
export type Written = z.output<typeof configuration>;
/** A chat entry as it is read. */
export type WrittenChat = z.output<typeof chat>;

const keysOf = (mapping: { readonly out: { readonly shape: object } }) => Object.keys(mapping.out.shape);

/** Every mapping of the configuration and its keys: for hints, and to check that the documents name them all. */
export const HOMES: readonly (readonly [home: string, keys: readonly string[]])[] = [
  ['the top level', keysOf(root)],
  ['"feishu"', keysOf(feishu)],
  ['"server"', keysOf(server)],
  ['"limits"', keysOf(limits)],
  ['"log"', keysOf(log)],
  ['"stats"', keysOf(stats)],
  ['an approval', keysOf(approval)],
  ['a chat entry or "defaults"', keysOf(defaults)],
  ['a chat entry', keysOf(chat)],
  ['"fields"', keysOf(fields)],
  ['a condition on the form', OPERATORS],
  ['"calendar"', keysOf(calendar)],
  ['"reminders"', keysOf(reminders)],
  ['"reminders.escalate"', keysOf(escalation)],
  ['"reminders.digest"', keysOf(digest)],
  ['"reconcile"', keysOf(reconcile)],
  ['"operators"', keysOf(operators)],
  ['a hook', keysOf(hook)],
];
