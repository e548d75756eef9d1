import { isIP } from 'node:net';
import { joined } from '../base/language.ts';
import * as say from '../words/targetText.ts';
import { END, mustBe, mustSimplyBe } from '../words/valueText.ts';
import { CLOUDS } from './defaults.ts';
import { fitting, leaf, type Refuse } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import type { FeishuSettings, StoreSettings } from './settings.ts';

/** `server.host`. */
export const host = fitting(say.HOST, /^(?!https?:)[A-Za-z0-9._:%-]+$/);

/** One of `server.trustedProxies`. */
export const proxy = leaf(say.PROXY, (value) => {
  const [, address = '', bits = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
  const version = isIP(address);
  const isFine = version > 0 && Number(bits) <= (version === 4 ? 32 : 128);
  return isFine ? value : undefined;
});

/** A URL may contain a password before its host: then it is not quoted. */
const notThat = (value: string) => say.notThisUrl(value.includes('@'));

/** An http(s) URL without a trailing slash, query, fragment or password. */
function baseUrl(value: string): string | undefined {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (url.search || url.hash || url.username || url.password) return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** `feishu.domain`. */
export const domain = leaf(say.DOMAIN, (value, refuse) => {
  if (value === 'feishu' || value === 'lark') return CLOUDS[value];
  const url = baseUrl(value);
  if (!url) {
    const isHost = /^[\w-]+(\.[\w-]+)+/.test(value);
    const hint = isHost ? say.URL_BEGINS : (didYouMean(value, Object.keys(CLOUDS)) ?? END);
    return refuse(mustBe(say.DOMAIN_FORM, joined(notThat(value), hint)));
  }
  if (/\/open-apis$/.test(url)) return refuse(say.BASE_ALONE);
  const isLark = /(^|\.)larksuite\.com$/.test(new URL(url).hostname);
  const brand: FeishuSettings['brand'] = isLark ? 'lark' : 'feishu';
  return { baseUrl: url, brand };
});

/** `feishu.appLink`. */
export const appLink = leaf(
  say.APP_LINK,
  (value, refuse) => baseUrl(value) ?? refuse(mustBe(say.APP_LINK, joined(notThat(value), END))),
);

/** The address of a hook. Never quoted in a message: its query may contain a secret. */
export const hookUrl = leaf(say.HOOK_URL, (value, refuse) => {
  const url = /^https?:\/\//i.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  if (!url) return refuse(mustSimplyBe(say.HOOK_URL));
  if (url.username || url.password) return refuse(say.HOOK_USER);
  url.hash = '';
  return url.href;
});

/** `sqlite:PATH` or `postgres://…`. Never quoted in a message: it may contain a password. */
export const storeUrl = leaf(say.STORES, (value, refuse): StoreSettings => {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(value)?.[1];
  if (scheme === 'sqlite') return { kind: 'sqlite', path: sqlitePath(value.slice('sqlite:'.length), refuse) };
  if (scheme === 'postgres' || scheme === 'postgresql') {
    if (/^[a-z]+:\/\/./.test(value) && URL.canParse(value)) return { kind: 'postgres', url: value };
    return refuse(say.STORE.notUrl);
  }
  // `C:\data` is a path, too.
  if (scheme === undefined || scheme.length === 1) return refuse(say.STORE.noScheme);
  const isSqlite = /^(sqlite|libsql|file)/i.test(scheme);
  const meant = isSqlite ? 'sqlite:PATH' : /^(pg|post)/i.test(scheme) ? 'postgres://…' : undefined;
  return refuse(say.STORE.otherScheme(scheme, meant));
});

function sqlitePath(path: string, refuse: Refuse): string {
  if (path === '') return refuse(say.STORE.noFile);
  if (path.startsWith(':memory:')) return refuse(say.STORE.memory);
  if (!path.startsWith('//')) return path;
  return refuse(say.STORE.slashes);
}
