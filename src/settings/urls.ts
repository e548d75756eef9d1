import { isIP } from 'node:net';
import { CLOUDS } from './defaults.ts';
import { fitting, leaf, type Refuse, WRITTEN } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import type { FeishuSettings, StoreSettings } from './settings.ts';

/** `server.host`. */
export const host = fitting(
  'an address to listen on, such as 0.0.0.0 or 127.0.0.1',
  /^(?!https?:)[A-Za-z0-9._:%-]+$/,
);

/** One of `server.trustedProxies`. */
export const proxy = leaf('an IP address or a block such as 10.0.0.0/8', (value) => {
  const [, address = '', bits = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
  const version = isIP(address);
  const isFine = version > 0 && Number(bits) <= (version === 4 ? 32 : 128);
  return isFine ? value : undefined;
});

/** A URL may carry a password before its host: then it is not quoted. */
const notThat = (value: string): string =>
  value.includes('@') ? ', without a user or password' : `, not ${WRITTEN}`;

/** An http(s) URL without a slash at its end; nothing may stand behind its path, nor a password before its host. */
function baseUrl(value: string): string | undefined {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (url.search || url.hash || url.username || url.password) return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** `feishu.domain`. */
export const domain = leaf('feishu, lark or a base URL', (value, refuse) => {
  if (value === 'feishu' || value === 'lark') return CLOUDS[value];
  const url = baseUrl(value);
  if (!url) {
    const isHost = /^[\w-]+(\.[\w-]+)+/.test(value);
    const hint = isHost ? ': a URL begins with https://.' : didYouMean(value, Object.keys(CLOUDS)) || '.';
    return refuse(`must be feishu, lark or a URL such as https://open.feishu.cn${notThat(value)}${hint}`);
  }
  if (/\/open-apis$/.test(url)) return refuse('must be the base URL alone: leave /open-apis away.');
  const isLark = /(^|\.)larksuite\.com$/.test(new URL(url).hostname);
  const brand: FeishuSettings['brand'] = isLark ? 'lark' : 'feishu';
  return { baseUrl: url, brand };
});

const APP_LINK = 'a URL with http or https, such as https://applink.feishu.cn';

/** `feishu.appLink`. */
export const appLink = leaf(
  APP_LINK,
  (value, refuse) => baseUrl(value) ?? refuse(`must be ${APP_LINK}${notThat(value)}.`),
);

/** The address of a hook. Never quoted in a message: its query may hold a secret. */
export const hookUrl = leaf('a URL such as https://erp.example.com/approvals', (value, refuse) => {
  const url = /^https?:\/\//i.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  if (!url) return refuse('must be a URL such as https://erp.example.com/approvals.');
  if (url.username || url.password)
    return refuse('must hold no user or password: "secret" proves who calls.');
  url.hash = '';
  return url.href;
});

const STORES = 'sqlite:data/relay.db or postgres://user:password@host:5432/db';

/** `sqlite:PATH` or `postgres://…`. Never quoted in a message: it may hold a password. */
export const storeUrl = leaf(STORES, (value, refuse): StoreSettings => {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(value)?.[1];
  if (scheme === 'sqlite') return { kind: 'sqlite', path: sqlitePath(value.slice('sqlite:'.length), refuse) };
  if (scheme === 'postgres' || scheme === 'postgresql') {
    if (/^[a-z]+:\/\/./.test(value) && URL.canParse(value)) return { kind: 'postgres', url: value };
    return refuse(
      'is no URL: write postgres://user:password@host:5432/db, with signs such as @ / # in the password percent-encoded.',
    );
  }
  // `C:\data` is a path, too.
  if (scheme === undefined || scheme.length === 1) {
    return refuse(`must begin with sqlite: or postgres://: write ${STORES}.`);
  }
  const isSqlite = /^(sqlite|libsql|file)/i.test(scheme);
  const meant = isSqlite ? 'sqlite:PATH' : /^(pg|post)/i.test(scheme) ? 'postgres://…' : undefined;
  return refuse(`cannot be "${scheme}:": ${meant ? `did you mean ${meant}?` : `write ${STORES}.`}`);
});

function sqlitePath(path: string, refuse: Refuse): string {
  if (path === '') return refuse('names no file: write sqlite:data/relay.db.');
  if (path.startsWith(':memory:')) {
    return refuse('must be a file, as nothing may be lost at a restart: write sqlite:data/relay.db.');
  }
  if (!path.startsWith('//')) return path;
  return refuse(
    'is a path, not a URL: write sqlite:data/relay.db, or sqlite:/var/lib/relay.db for an absolute path.',
  );
}
