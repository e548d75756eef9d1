import { allApprovals } from './approvalsTo.ts';
import type { Settings } from './settings.ts';

const DAY_MS = 86_400_000;

/** The settings for a log line at start-up: secrets as `set` or `unset`, a database without its password. */
export function describeSettings(settings: Settings): object {
  const { feishu, server, store, approvals, fallback, limits, hooks, operators } = settings;
  const entries = allApprovals(settings).flatMap((one) => one.chats);
  return {
    file: settings.file,
    appId: feishu.appId,
    feishu: feishu.baseUrl,
    brand: feishu.brand,
    events: feishu.events,
    // One text, since the log hides everything under a secret's name.
    credentials: describeSecrets({
      appSecret: feishu.appSecret,
      encryptKey: feishu.encryptKey,
      verificationToken: feishu.verificationToken,
      adminToken: server.adminToken,
    }),
    store: store.kind === 'sqlite' ? `sqlite:${store.path}` : withoutUser(store.url),
    timezone: settings.timezone,
    locale: settings.locale,
    templates: settings.templates,
    retentionDays: settings.retentionMs / DAY_MS,
    limits,
    log: settings.log.level,
    ...(operators ? { operators: operators.chat.id } : {}),
    // Only their names: an address may contain a secret, too.
    hooks: hooks.map(({ name }) => name),
    stats: settings.stats.people ? 'by person' : 'without people',
    approvals: approvals.size,
    otherApprovals: fallback !== undefined,
    chats: new Set(entries.map((entry) => entry.chat.id)).size,
    reminders: settings.reminders !== undefined,
    reconcile: settings.reconcile !== undefined,
    ...(settings.calendar.file ? { calendarFile: settings.calendar.file } : {}),
  };
}

/** `appSecret set, encryptKey unset`. */
function describeSecrets(secrets: Readonly<Record<string, string>>): string {
  return Object.entries(secrets)
    .map(([name, value]) => `${name} ${value === '' ? 'unset' : 'set'}`)
    .join(', ');
}

/** User, password and options are left out: any of them may be a secret. */
function withoutUser(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
