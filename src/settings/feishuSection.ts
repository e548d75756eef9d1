import type { z } from 'zod';
import { leaf, refuse } from './leaf.ts';
import { didYouMean } from './nearest.ts';
import type { FeishuSettings } from './settings.ts';
import { section } from './shape.ts';
import type { Scalar } from './tree.ts';
import { choice, ID, optionalText, text } from './words.ts';

type Domain = Pick<FeishuSettings, 'baseUrl' | 'brand'>;

/** The two clouds (open.feishu.cn/document, "Base URL"; node-sdk `Domain`). */
const CLOUDS = {
  feishu: { baseUrl: 'https://open.feishu.cn', brand: 'feishu' },
  lark: { baseUrl: 'https://open.larksuite.com', brand: 'lark' },
} as const satisfies Record<string, Domain>;

/** open.feishu.cn/document/applink-protocol/supported-protocol/open-an-approval-page; the Lark host is its sibling. */
export const APP_LINKS: Readonly<Record<FeishuSettings['brand'], string>> = {
  feishu: 'https://applink.feishu.cn',
  lark: 'https://applink.larksuite.com',
};

const CONSOLE = 'from "Credentials & Basic Info" (凭证与基础信息) in the developer console';

const appId = leaf(`the App ID ${CONSOLE}`, (value) =>
  ID.test(value) ? value : refuse(`is no app id: give the App ID (cli_…) ${CONSOLE}.`),
);

const domain: z.ZodType<Domain> = leaf('feishu, lark or a base URL', (value, scalar) => {
  if (value === 'feishu' || value === 'lark') return CLOUDS[value];
  const url = readUrl(value);
  if (!url) {
    const isHost = /^[\w-]+(\.[\w-]+)+/.test(value);
    const hint = isHost ? ': a URL begins with https://.' : didYouMean(value, Object.keys(CLOUDS)) || '.';
    return refuse(`must be feishu, lark or a URL such as https://open.feishu.cn${notThat(scalar)}${hint}`);
  }
  if (/\/open-apis$/.test(url)) {
    return refuse('must be the base URL alone: leave /open-apis away.');
  }
  const isLark = /(^|\.)larksuite\.com$/.test(new URL(url).hostname);
  return { baseUrl: url, brand: isLark ? 'lark' : 'feishu' };
});

const appLink = leaf('a URL such as https://applink.feishu.cn', (value, scalar) => {
  const example = 'a URL with http or https, such as https://applink.feishu.cn';
  return readUrl(value) ?? refuse(`must be ${example}${notThat(scalar)}.`);
});

/** An http(s) URL without a slash at its end; nothing may stand behind its path, nor a password before its host. */
function readUrl(value: string): string | undefined {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (url.search || url.hash || url.username || url.password) return undefined;
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** A URL may carry a password before its host: then it is not quoted. */
function notThat(scalar: Scalar): string {
  return scalar.text.includes('@') ? ', without a user or password' : `, not ${scalar.quoted}`;
}

export const feishuSection = section({
  appId,
  appSecret: text(`the App Secret ${CONSOLE}`),
  domain: domain.default(CLOUDS.feishu),
  appLink: appLink.optional(),
  events: choice(['webhook', 'websocket']).default('webhook'),
  encryptKey: optionalText('the Encrypt Key').default(''),
  verificationToken: optionalText('the Verification Token').default(''),
});
