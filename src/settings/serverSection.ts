import { leaf, refuse } from './leaf.ts';
import { section } from './shape.ts';
import { optionalText, wholeNumber } from './words.ts';

const host = leaf('an address to listen on, such as 0.0.0.0 or 127.0.0.1', (value, scalar) =>
  /^[A-Za-z0-9._:%-]+$/.test(value) && !/^https?:/.test(value)
    ? value
    : refuse(`must be an address to listen on, such as 0.0.0.0 or 127.0.0.1, not ${scalar.quoted}.`),
);

export const SERVER_DEFAULTS = { host: '0.0.0.0', port: 3000, adminToken: '' } as const;

export const serverSection = section({
  host: host.default(SERVER_DEFAULTS.host),
  port: wholeNumber(0, 65_535).default(SERVER_DEFAULTS.port),
  adminToken: optionalText('a token').default(SERVER_DEFAULTS.adminToken),
});

/** Below the platform's limits, see {@link PLATFORM_LIMITS}: other bots share a chat's. */
export const LIMIT_DEFAULTS = { chatPerSecond: 4, appPerSecond: 45, appPerMinute: 900 } as const;

/** What Feishu allows for messages (open.feishu.cn/document/server-docs/im-v1/message/create). */
export const PLATFORM_LIMITS = { chatPerSecond: 5, appPerSecond: 50, appPerMinute: 1000 } as const;

export const limitsSection = section({
  chatPerSecond: wholeNumber(1).default(LIMIT_DEFAULTS.chatPerSecond),
  appPerSecond: wholeNumber(1).default(LIMIT_DEFAULTS.appPerSecond),
  appPerMinute: wholeNumber(1).default(LIMIT_DEFAULTS.appPerMinute),
});
