import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/settings/problem.ts';
import { readSettings } from '../../src/settings/readSettings.ts';
import { expectBothLanguages } from '../support/bothLanguages.ts';

const FOLDER = join(import.meta.dirname, 'bad');

/**
 * Every bad file with all that is said about it: the place, the severity unless it is an error, and the words that carry
 * the meaning. … stands for any others, and more may follow. That a key is not built yet, one file alone says.
 */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'alias-bomb': [
    '8:12 "chats" must be a mapping of…not a list',
    '9:12 "chats" must be a mapping of…not a list',
    '10:12 "chats" must be a mapping of…not a list',
    '11:12 "chats" must be a mapping of…not a list',
    '12:12 "chats" must be a mapping of…not a list',
    '12:41 The aliases (*name) and merge keys (<<) multiply into more than 100000 values',
    '13:9 "chats" must be a mapping of…not a list',
  ],
  'alias-to-itself': ['7:12 This alias (*name) contains itself'],
  'alias-without-anchor': ['3:14 There is no anchor (&name) of that name above'],
  'app-id': [
    '2:10 "feishu.appId" must be cli_ and 16 hexadecimal digits',
    '3:14 "feishu.appSecret" is empty',
  ],
  'app-id-for-websocket': ['2:10 "feishu.appId" must be cli_ and 16 hexadecimal digits'],
  'app-link': [
    '5:12 "feishu.appLink" must be a URL with http or https, such as https://applink.feishu.cn, not "applink.feishu.cn"',
  ],
  'approval-code': [
    '6:3 "approvals.采购申请" is not an approval code',
    '7:3 "approvals.https://www.feishu.cn/approval/admin/createApproval?id=1&definitionCode=7C468A54-8745" is a link: did you mean "7C468A54-8745"?',
    '8:3 "approvals.A/../B" is not an approval code',
  ],
  'approval-without-chats': [
    '6:3 "chats" is missing',
    '7:3 "chats" is missing',
    '8:17 "chats" is an empty list',
    '9:8 "approvals.A-4" must be a mapping of…not a single value',
  ],
  'approvals-empty': ['5:12 "approvals" is empty'],
  'approvals-list': ['6:3 "approvals" must be a mapping of…not a list'],
  'bad-indent': ['3:1 The indentation is wrong'],
  calendar: [
    '9:14 "calendar.holidays" must be a day that…not "2027-02-29"',
    '9:26 "calendar.holidays" must be a day that…not "1.1.2027"',
    '10:14 "calendar" calls "2027-05-01" both a holiday and a workday',
  ],
  'chat-ids': [
    '8:9 "chats" must be a group (oc_…)…not "oc-84983ff6": did you mean "oc_84983ff6"?',
    '9:9 "chats" must be a group (oc_…)…not "0c_84983ff6": did you mean "oc_84983ff6"?',
    '10:9 "chats" must be a group…: "om_1" is the id of a message',
    '11:9 "chats" must be a group…: "on_1" is a union id: write the open id of the person (ou_…)',
    '12:9 "chats" must be a group…: "cli_1" is the id of an app',
    '13:9 "chats" must be a group (oc_…)…not "采购群"',
    '14:9 "chats" must be a group…: "https://applink.feishu.cn/client/chat/open?openChatId=oc_1" is a link: write the id of the group',
    '15:9 "chats" must be a group (oc_…)…not "someone@example"',
    '16:8 "chats" is empty',
    '17:15 "chat" must be a group (oc_…)…not a list',
    '18:9 "chat" is missing',
    '19:9 "chats" must be a mapping of…not a list',
  ],
  'chat-words': [
    '9:15 "mode" must be live or post, not "life": did you mean "live"?',
    '10:17 "notice" must be final, all or none, not "yes"',
    '11:19 "template" must be the name of…not "../secret"',
    '12:17 "locale" must be zh-CN, en-US or ja-JP, not "zh-TW": did you mean "zh-CN"?',
    '13:16 "hours" must be hours such as "09:00-18:00"…not "9-18"',
  ],
  'colon-without-space': [
    '3:3 Something is missing here: a colon with a space after a key, or a closing bracket',
  ],
  conditions: [
    '8:47 "when.form.金额.gte" must be a number or…not "many"',
    '8:74 "when.form.x.matches" is not a regular expression (missing closing )',
    '8:89 "when.form.y" has no operator',
    '9:31 "when.aplicant" cannot be used in a condition: did you mean "applicant"?',
    '9:47 "when.amount" cannot be used in a condition: write applicant, department or form.<name or id of the widget>',
    '9:68 "when.form.z.equals" is unknown: the keys here are is, in, gt, ',
    '10:29 "when" must be a mapping of conditions, such as form.金额: { gte: 10000 }, not a list',
    '11:50 "when.form.x.matches" is longer than 200 characters',
  ],
  'domain-host': [
    '5:11 "feishu.domain" must be feishu, lark or a URL…not "open.feishu.cn": a URL begins with https://',
  ],
  'domain-password': [
    '5:11 "feishu.domain" must be feishu, lark or a URL…without a user or password: did you mean "feishu"?',
  ],
  'domain-path': ['5:11 "feishu.domain" must be only the base URL: leave out /open-apis'],
  'domain-scheme': [
    '5:11 "feishu.domain" must be feishu, lark or a URL…not "ftp://open.feishu.cn": did you mean "feishu"?',
  ],
  'domain-typo': ['5:11 "feishu.domain" must be feishu, lark or a URL…not "lrak": did you mean "lark"?'],
  'domain-word': ['5:11 "feishu.domain" must be feishu, lark or a URL…not "larksuite": did you mean "lark"?'],
  'duplicate-approval-number': ['7:3 "1234" is already on line 6'],
  'duplicate-key': ['9:1 "server" is already on line 8'],
  durations: [
    '5:12 "retention" must be a number with…not "90"',
    '9:24 "reconcile.lookback" must be a number with…not "1 week"',
    '10:21 "reminders.after" must be longer than zero, not "0s"',
    '10:32 "reminders.every" must be a number with…not "-1d"',
    '10:57 "reminders.escalate.after" must be a number with…up to 36500d, not "999999999d"',
  ],
  empty: ['1:1 The file is empty'],
  'empty-credentials-for-events': [
    '4:3 "feishu" needs "encryptKey" or "verificationToken" for events by webhook, or anybody could post events',
  ],
  'empty-sections': ['1:1 "feishu" is missing', '2:1 "approvals" is missing'],
  events: ['5:11 "feishu.events" must be webhook or websocket, not "long-connection"'],
  fields: [
    '8:31 "fields" has both "only" and "hide"',
    '9:33 "fields.hidden" is unknown: did you mean "hide"?',
    '10:31 "fields" must be a mapping of only, hide, mask, …, not a list',
    '11:39 "fields.only" is an empty list',
  ],
  'full-width-colon': ['2:3 The colon after this key is a full-width one (：): write : and a space'],
  'full-width-colon-at-the-end': [
    '7:5 "approvals.A-1" must be a mapping of…not a single value (a key ends with ":" and a space)',
  ],
  hooks: [
    '4:13 "hooks.name" is used above already',
    '4:23 "hooks.url" must begin with https://, unless "allowPrivate" is true',
    '5:104 "hooks.approvals" names an approval that is not under "approvals": did you mean "A-1"?',
    '6:13 "hooks.name" must be a name, of…not "a b"',
    '6:25 "hooks.url" must be a URL such as https://erp.example.com/approvals',
    '6:65 "hooks.secret" is still a placeholder',
    '7:23 "hooks.url" must have no user or password: "secret" proves who calls',
    '7:85 "hooks.allowPrivate" must be true or false, not "maybe"',
    '8:5 "hooks.name" is missing',
    '8:5 "hooks.url" is missing',
    '8:5 "hooks.secret" is missing',
    '8:7 "hooks.nam" is unknown: did you mean "name"?',
  ],
  hours: [
    '8:30 "hours" must begin before they end, within one day, not "22:00-06:00"',
    '9:30 "hours" must be hours such as "09:00-18:00"…not "09:00-24:30"',
    '10:30 "hours" must be hours such as "09:00-18:00"…not "24:00-24:00"',
    '11:30 "hours" must begin before they end, within one day, not "09:00-09:00"',
  ],
  ids: [
    '3:3 "approvals.oc_84983ff6516d731e5b5f68d4ea2e1da5" is not an approval code',
    '4:3 "approvals.ou_84983ff6516d731e5b5f68d4ea2e1da5" is not an approval code',
    '5:3 "approvals.od-4e6ac4d14bcd5071a37a39de902c7141" is not an approval code',
    '8:9 "chats" must be a group (oc_…)…not "oc-123": did you mean "oc_123"?',
    '9:9 "chats" must be a group (oc_…)…not "ou-123": did you mean "ou_123"?',
    '10:9 "chats" must be a group…: "84983ff6516d731e5b5f68d4ea2e1da5" lacks its beginning: oc_ for a group, ou_ for a person',
    '11:9 "chats" must be a group…: "6991256812" is a number: write the id of the group (oc_…), from its settings (群设置) at the very bottom',
    '12:9 "chats" must be a group…: "on_94a1ee5551019f18cd73d9f111898cf2" is a union id: write the open id of the person (ou_…)',
    '14:9 "chats" must be a group (oc_…)…not "oc_1;oc_2"',
    '15:9 "chats" must be a group (oc_…)…not "@someone"',
    '16:28 "reminders.mention" must be approvers…: "on_94a1ee5551019f18cd73d9f111898cf2" is a union id: write the open id of the person (ou_…)',
    '16:65 "reminders.mention" must be approvers, applicant, the…not "someone@example.com"',
  ],
  'key-that-is-a-list': ['8:3 A key must be a plain text'],
  'key-without-name': ['8:1 A key must be a plain text'],
  limits: [
    '5:26 "limits.chatPerSecond" must be a whole number of at least 1, not "0"',
    '5:43 "limits.appPerSecond" must be a whole number of at least 1, not "-5"',
    '5:61 "limits.appPerMinute" must be a whole number of at least 1, not "4.5"',
  ],
  locale: [
    '5:9 "locale" must be zh-CN, en-US or ja-JP, not "zh": did you mean "zh-CN"?',
    '9:21 "defaults.locale" must be zh-CN, en-US or ja-JP, not "english"',
  ],
  mention: [
    '8:32 "mention" must be approvers, applicant, the…not "aprovers": did you mean "approvers"?',
    '9:32 "mention" has "none" together with others',
    '10:32 "mention" cannot be "all": mentioning everybody for an approval is not supported',
    '11:33 "mention" must be approvers, applicant, the…not "张三"',
  ],
  'merge-bomb': ['8:22 The aliases (*name) and merge keys (<<) multiply into more than 100000 values'],
  'merge-of-a-text': ['7:5 The merge key << needs a mapping, or a list of them'],
  'misplaced-keys': [
    '7:5 "statuses" does not belong here: it is a key of a chat entry or "defaults"',
    '10:3 "defaults.chat" does not belong here: it is a key of a chat entry',
    '12:3 "limits.requestsPerHour" does not belong here: it is a key of "reconcile"',
  ],
  'nested-value': ['3:14 A value contains a second "key: value"'],
  'no-credentials-for-events': [
    '1:1 "feishu" needs "encryptKey" or "verificationToken" for events by webhook, or anybody could post events',
  ],
  'nothing-required': ['1:1 "feishu" is missing', '1:1 "approvals" is missing'],
  'only-comments': ['1:1 The file is empty'],
  operators: [
    '2:20 "operators.chat" must be a group (oc_…)…not "someone"',
    '2:29 "operators.level" does not belong here: it is a key of "log"',
    '3:18 "stats.people" must be true or false, not "perhaps"',
    '3:27 "stats.weekly" does not belong here: it is a key of "reminders.digest"',
  ],
  'operators-of-conditions': [
    '5:64 "when.form.金额.currency" must be a currency such as CNY, not "cny"',
    '5:79 "when.form.x" compares nothing: "currency" and "sum" belong together with gt, gte, lt or lte',
    '6:50 "when.form.明细.金额.sum" must be true or false, not "maybe"',
    '6:74 "when.form.y" compares nothing: "currency" and "sum" belong together with gt, gte, lt or lte',
    '7:44 "when.applicant.gte" does not belong here: it is a key of a condition on the form',
    '7:68 "when.department.matches" does not belong here: it is a key of a condition on the form',
    '8:42 "when.applicant" must be the id of…not "张三"',
    '8:67 "when.department.under" must be the id of…not "研发部"',
    '9:60 "when.form.x.not.not.gte" must be a number or…not "many"',
    '9:80 "when.form.y" has no operator',
    '9:90 "when.form.z" is empty',
    '10:47 "when.form.开始.gte" must be a number or…not "2027-02-30"',
    '10:61 "when.form" cannot be used in a condition: write applicant, department or form.<name or id of the widget>',
    '10:70 "when.form." cannot be used in a condition: write applicant, department or form.<name or id of the widget>',
  ],
  placeholders: [
    '2:10 "feishu.appId" is still a placeholder, which FEISHU_APP_ID has in .env or the environment: give',
    '3:14 "feishu.appSecret" is still a placeholder, which FEISHU_APP_SECRET has',
    '4:15 "feishu.encryptKey" is still a placeholder',
    '5:22 "feishu.verificationToken" is still a placeholder',
    '6:23 "server.adminToken" is still a placeholder',
    '12:13 "chats" must be a group…: "oc_xxxxxxxx" is still a placeholder',
    '12:26 "chats" must be a group…: "ou_your_open_id" is still a placeholder',
    '12:43 "chats" must be a group…: "oc_…" is still a placeholder',
    '13:28 "reminders.mention" must be approvers…: "ou_xxx" is still a placeholder',
  ],
  'port-text': ['6:9 "server.port" must be a whole number from 0 to 65535, not "eighty"'],
  'proto-key': ['8:1 A key cannot be "__proto__"'],
  'prototype-names': [
    '1:18 "feishu.appId" must be cli_ and 16 hexadecimal digits',
    '1:85 "feishu.domain" must be feishu, lark or a URL…not "constructor"',
    '1:106 "feishu.events" must be webhook or websocket, not "__proto__"',
    '2:11 "timezone" must be the name of a time zone, not "constructor"',
    '3:9 "locale" must be zh-CN, en-US or ja-JP, not "constructor"',
    '5:26 "chats" must be a group (oc_…)…not "constructor"',
    '5:59 "mode" must be live or post, not "constructor"',
    '5:81 "mention" must be approvers, applicant, the…not "constructor"',
    '6:30 "valueOf" is unknown: the keys here are chats, name, reminders',
    '7:3 "chats" is missing',
    '8:24 "reminders.calendar" must be china, weekdays or always, not "constructor"',
    '8:47 "reminders.schedule" must be five fields "minute…not "constructor"',
    '8:67 "reminders.after" must be a number with…not "constructor"',
    '9:8 "store" must begin with sqlite: or postgres://',
  ],
  reconcile: [
    '8:24 "reconcile.schedule" must be five fields "minute…not "* * *"',
    '8:50 "reconcile.requestsPerHour" must be a whole number of at least 1, not "0"',
    '8:71 "reconcile.requestsPerMonth" must be a whole number of at least 0, not "-1"',
    '8:75 "reconcile.request_per_hour" is unknown: did you mean "requestsPerHour"?',
  ],
  reminders: [
    '9:13 "reminders.schedule" must be five fields "minute…not "61 * * * *" (check its minute)',
    '10:8 "reminders.max" must be a whole number of at least 0, not "-1"',
    '11:12 "reminders.mention" must be approvers, applicant, the…not "nobody"',
    '12:13 "reminders.calendar" must be china, weekdays or always, not "chinese": did you mean "china"?',
    '13:10 "reminders.hours" must be hours such as "09:00-18:00"…not "all"',
    '14:7 "reminders.as" must be cards or digest, not "card": did you mean "cards"?',
    '15:18 "reminders.perChatPerDay" must be a whole number of at least 1, not "0"',
    '16:14 "reminders.escalate.chat" is missing',
    '16:53 "reminders.escalate.after" must be a number with…not "soon"',
    '16:79 "reminders.escalate.urgent" must be true or false, not "yes": did you mean true?',
    '17:11 "reminders.digest" must be a mapping of…not a single value',
  ],
  'reminders-true': [
    '7:38 "reminders" must be a mapping of…not a single value',
    '8:28 "reminders.schedule" must be five fields "minute…not "every morning"',
    '8:59 "reminders.digest.chat" must be a group (oc_…)…not "nobody"',
    '8:72 "reminders.digest.min" must be a whole number of at least 1, not "0"',
  ],
  'reminders-weekly': [
    '2:44 "reminders.digest.weekly" must be true or false, not "monday"',
    '4:59 "fields.open" must be all, not "none"',
    '5:22 "limits.foldAbove" must be a whole number of at least 0, not "-1"',
  ],
  'reserved-start': ['3:14 A value cannot begin with this character'],
  routing: [
    '2:13 "defaults.chat" does not belong here: it is a key of a chat entry',
    '2:25 "defaults.when" does not belong here: it is a key of a chat entry',
    '2:52 "defaults.stage" does not belong here: it is a key of a chat entry',
    '6:29 "when: otherwise" needs another entry of this approval with conditions',
    '10:23 "when: otherwise" cannot be combined with "stage"',
    '12:34 "mode" cannot be combined with "stage"',
    '12:46 "statuses" cannot be combined with "stage"',
    '13:30 "stage" is an empty list',
    '14:29 "when" must be a mapping of conditions, such as form.金额: { gte: 10000 }, not a single value',
  ],
  'second-document': ['8:1 A second document begins here'],
  'sections-that-are-none': [
    '1:9 "feishu" must be a mapping of…not a single value (a key ends with ":" and a space)',
    '2:9 "server" must be a mapping of…not a single value',
    '3:9 "limits" must be a mapping of…not a list',
  ],
  server: [
    '5:17 "server.host" must be an address to…not "http://0.0.0.0"',
    '5:41 "server.port" must be a whole number from 0 to 65535, not "70000"',
    '5:48 "server.adminTokn" is unknown: did you mean "adminToken"?',
  ],
  'server-secrets': [
    '3:15 "server.adminToken" must have at least 24 characters',
    '4:49 "server.trustedProxies" must be an IP address…not "10.0.0.0/33"',
    '4:62 "server.trustedProxies" must be an IP address…not "10.0.0"',
    '4:70 "server.trustedProxies" must be an IP address…not "proxy.example.com"',
    '5:15 "log.level" must be debug, info, warn or error, not "verbose"',
  ],
  'shared-list-with-a-typo': [
    '6:19 "statuses" must be PENDING, APPROVED, REJECTED…not "REJECTD": did you mean "REJECTED"?',
    '6:19 "defaults.statuses" must be PENDING, APPROVED, REJECTED…not "REJECTD": did you mean "REJECTED"?',
  ],
  statuses: [
    '8:33 "statuses" must be PENDING, APPROVED, REJECTED…not "rejected": did you mean "REJECTED"?',
    '9:44 "statuses" must be PENDING, APPROVED, REJECTED…not "APPROVE": did you mean "APPROVED"?',
    '9:53 "statuses" must be PENDING, APPROVED, REJECTED…not "DONE"',
    '10:33 "statuses" must be PENDING, APPROVED, REJECTED…not "REJECTED,APPROVED"; write several as a list: [a, b]',
    '11:33 "statuses" is an empty list',
    '12:33 "statuses" lists REJECTED twice',
    '13:33 "statuses" must be PENDING…not a mapping',
  ],
  'store-memory': ['5:8 "store" must be a file, so nothing is lost at a restart'],
  'store-mysql': ['5:8 "store" cannot be "mysql:"'],
  'store-no-path': ['5:8 "store" names no file'],
  'store-path': ['5:8 "store" must begin with sqlite: or postgres://'],
  'store-postgres-no-url': [
    '5:8 "store" is not a URL: write postgres://user:password@host:5432/db, with characters such as @ / # in the password percent-encoded',
  ],
  'store-postgres-typo': ['5:8 "store" cannot be "postgre:": did you mean postgres://…?'],
  'store-url': ['5:8 "store" is a path, not a URL'],
  'tab-indent': ['2:1 A tab cannot indent YAML'],
  tag: ['3:14 A tag (!name) means nothing here'],
  'time-zone-misnomer': [
    '5:11 "timezone" must be the name of a time zone, not "Asia/Beijing": did you mean "Asia/Shanghai"?',
  ],
  'time-zone-nonsense': ['5:11 "timezone" must be the name of a time zone, not "Middle-earth"'],
  'time-zone-offset': [
    '5:11 "timezone" must be the name of a time zone, not "+08:00": did you mean "Asia/Shanghai"?',
  ],
  'time-zone-typo': [
    '5:11 "timezone" must be the name of a time zone, not "Asia/Shangai": did you mean "Asia/Shanghai"?',
  ],
  'too-deep': ['5:76 This is nested more than 64 levels deep'],
  'top-level-list': ['1:1 The file must be a mapping with "feishu" and "approvals" at its top level'],
  'top-level-text': ['1:1 The file must be a mapping with "feishu" and "approvals" at its top level'],
  'unclosed-list': ['8:1 A bracket or brace that opens above is not closed before this line'],
  'unclosed-quote': ['2:10 A text in quotes that begins here has no closing quote'],
  'unknown-keys': [
    '1:1 "feishu.appId" is missing',
    '1:1 "approvals" is missing',
    '2:3 "feishu.app_id" is unknown: did you mean "appId"?',
    '5:3 "feishu.host" does not belong here: it is a key of "server"',
    '6:1 "aprovals" is unknown: did you mean "approvals"?',
    '8:1 "port" does not belong here: it is a key of "server"',
    '9:1 "zzz" is unknown: the keys here are feishu, approvals, server, ',
  ],
  'unknown-keys-without-value': [
    '4:33 "statusses" is unknown: did you mean "statuses"?',
    '4:56 "fields.hidden" is unknown: did you mean "hide"?',
    '5:5 "remindrs" is unknown: did you mean "reminders"?',
    '6:11 "limits.chatPerSecnd" is unknown: did you mean "chatPerSecond"?',
    '7:1 "remindrs" is unknown: did you mean "reminders"?',
    '9:3 "server.tls" is unknown: the keys here are host, port, adminToken, ',
    '10:1 "constructor" is unknown: the keys here are feishu, approvals, server, ',
    '11:1 "toString" is unknown: the keys here are feishu, approvals, server, ',
  ],
  'unquoted-star': ['6:4 The entry for every other approval needs quotes: write "*": instead of *:'],
  'unquoted-variable-in-braces': ['5:18 Within { … } and [ … ] a variable needs quotes'],
  'variable-empty': [
    '3:10 "feishu.appId" is empty, as FEISHU_APP_ID is',
    '4:14 "feishu.appSecret" is empty, as FEISHU_APP_SECRET is',
  ],
  'variable-in-key': [
    '6:3 "approvals.…CODE}" is not an approval code: variables are replaced in values, not in keys',
  ],
  'variable-is-not-yaml': [
    '9:12 "chats" must be a group (oc_…)…not "…CHATS}"',
    '10:17 "server.port" must be a whole number from 0 to 65535, not "…PORT}"',
  ],
  'variable-malformed': [
    '2:10 This value has a variable that cannot be read: write',
    '3:14 This value has a variable that cannot be read: write',
    '4:15 This value has a variable that cannot be read: write',
    '5:22 This value has a variable that cannot be read: write',
  ],
  'variable-unset': [
    '2:10 This value needs the environment variable FEISHU_APPID, which is not set (FEISHU_APP_ID is set: is that the one?)',
    '3:15 This value needs the environment variable FEISHU_APP_SECRET, which is not set',
    '4:16 This value needs the environment variable ALSO_UNSET, which is not set',
  ],
};

/** Whether a problem says what is expected of it. */
function says(line: string, expected: string): boolean {
  const words = expected.replace(' ', ': ').replace(': notice ', ': notice: ').split('…');
  let from = line.startsWith(words[0] ?? '') ? 0 : -1;
  for (const part of words) from = from < 0 ? -1 : line.indexOf(part, from);
  return from >= 0;
}

describe('a bad configuration, named by its defect', () => {
  it('is in the table', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(
      Object.keys(EXPECTED)
        .map((name) => `${name}.yaml`)
        .sort(),
    );
  });

  it.each(Object.keys(EXPECTED))('%s', (name) => {
    const file = join(FOLDER, `${name}.yaml`);
    // A file that needs variables holds them: `# env: NAME=value`.
    const variables = [...readFileSync(file, 'utf8').matchAll(/^# env: (\w+)=(.*)$/gm)];
    const { settings, problems } = readSettings(
      file,
      Object.fromEntries(variables.map((found) => found.slice(1))),
    );
    const lines = problems
      .map((problem) => formatProblem(problem).replace(`${file}:`, ''))
      .filter((line) => {
        return (
          name.endsWith('not-built-yet') || !/cannot be used yet|takes effect in a later version/.test(line)
        );
      });
    const unexpected = lines.filter((line, i) => !says(line, EXPECTED[name]?.[i] ?? '-'));
    expect(unexpected, lines.join('\n')).toEqual([]);
    expect(lines).toHaveLength(EXPECTED[name]?.length ?? 0);
    expect(settings).toBeUndefined();
    expect(problems.some((problem) => problem.severity === 'error')).toBe(true);
    // The values of appSecret and encryptKey in these files, and of passwords in URLs.
    expect(JSON.stringify(problems)).not.toMatch(/top-secret|key-secret/);
    for (const { message } of problems) {
      // One sentence each.
      expect(message.en).toMatch(/^\S[^\n]*[.?]$/);
      expect(message.zh).toMatch(/^\S[^\n]*[。？]$/);
      expectBothLanguages(message);
    }
  });
});
