import type { Settings } from './settings.ts';

const MASK = '••••••';
const SECRET = /secret|token|key|password/i;

/**
 * The settings as plain values for display. Secrets are masked; of addresses that may contain one, only the host is
 * left.
 */
export function maskSettings(settings: Settings): unknown {
  const { feishu, server, store, hooks } = settings;
  const secrets = [
    feishu.appSecret,
    feishu.encryptKey,
    feishu.verificationToken,
    server.adminToken,
    ...hooks.map((hook) => hook.secret),
  ].filter((secret) => secret !== '');
  const masked = {
    ...settings,
    store: store.kind === 'sqlite' ? `sqlite:${store.path}` : hostOf(store.url),
    hooks: hooks.map((hook) => ({ ...hook, url: hostOf(hook.url) })),
  };
  return plain(masked, secrets);
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
  const entries = value instanceof Map || value instanceof Set ? [...value.entries()] : Object.entries(value);
  if (value instanceof RegExp) return String(value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner, secrets, String(key))]));
}
