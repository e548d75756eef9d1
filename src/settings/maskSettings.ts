import { allApprovals } from './approvalsTo.ts';
import type { ApprovalSettings, ChatEntry, Hours, Settings } from './settings.ts';

const MASK = '••••••';
const SECRET = /secret|token|key|password/i;

/**
 * The settings for display, with the keys and forms of the configuration. Secrets are masked; of addresses that may
 * contain one, only the host is left. What is empty is left out.
 */
export function maskSettings(settings: Settings): unknown {
  const { file: _, feishu, server, store, hooks, defaultFields, retentionMs, approvals, ...rest } = settings;
  const { fallback: __, reconcile, calendar, reminders, ...others } = rest;
  const { baseUrl, brand: ___, ...app } = feishu;
  const { lookbackMs, ...run } = reconcile ?? { lookbackMs: 0 };
  const secrets = [
    feishu.appSecret,
    feishu.encryptKey,
    feishu.verificationToken,
    server.adminToken,
    ...hooks.map((hook) => hook.secret),
  ].filter((secret) => secret !== '');
  const written = {
    feishu: { ...app, domain: baseUrl },
    server,
    store: store.kind === 'sqlite' ? `sqlite:${store.path}` : hostOf(store.url),
    ...others,
    retention: spanText(retentionMs),
    hooks: hooks.map((hook) => ({ ...hook, url: hostOf(hook.url) })),
    defaults: { fields: defaultFields },
    calendar,
    reminders,
    reconcile: reconcile ? { ...run, lookback: spanText(lookbackMs) } : false,
    approvals: Object.fromEntries(allApprovals(settings).map((one) => [one.code, writtenApproval(one)])),
  };
  return plain(written, secrets);
}

function writtenApproval({ name, chats, reminders }: ApprovalSettings): object {
  return { name, chats: chats.map(writtenEntry), reminders: reminders ?? false };
}

function writtenEntry({ when, mode, statuses, reminders, ...entry }: ChatEntry): object {
  return {
    ...entry,
    // A step has no other.
    ...(entry.stage ? {} : { mode, statuses }),
    when:
      when === 'otherwise' || when.length === 0
        ? when
        : Object.fromEntries(when.map(({ subject, tests }) => [subject, tests])),
    reminders: reminders ?? false,
  };
}

/** The rest of an address may be a secret, too. */
function hostOf(url: string): string {
  if (!URL.canParse(url)) return MASK;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}/…`;
}

function plain(value: unknown, secrets: readonly string[], name = ''): unknown {
  if (typeof value === 'string') {
    if (value === '') return value;
    if (SECRET.test(name)) return MASK;
    return secrets.some((secret) => value.includes(secret)) ? MASK : value;
  }
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (Array.isArray(value)) return value.map((one) => plain(one, secrets));
  const text = valueText(value);
  if (text !== undefined) return plain(text, secrets, name);
  const entries = Object.entries(value).filter(([, inner]) => !isEmpty(inner));
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner, secrets, key)]));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A value that the configuration writes as one text: a duration, hours, a chat. */
function valueText(value: object): string | undefined {
  if ('amount' in value && 'unit' in value) return `${value.amount}${value.unit}`;
  if ('startMinute' in value) return hoursText(value as Hours);
  return 'idType' in value && 'id' in value ? String(value.id) : undefined;
}

function hoursText({ startMinute, endMinute }: Hours): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const wall = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return `${wall(startMinute)}-${wall(endMinute)}`;
}

function spanText(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const;
  const [unit, unitMs] = units.find(([, of]) => ms % of === 0) ?? ['s', 1_000];
  return `${ms / unitMs}${unit}`;
}
