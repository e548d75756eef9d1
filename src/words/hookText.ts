import type { Text } from '../base/language.ts';

/** What to do about a hook, by the cause of its failure; the cause of a status is `http-500`. */
const CAUSE_REMEDIES: Readonly<Record<string, Text>> = {
  'private-address': {
    en: 'The URL of the hook leads to an address that is not public, or is not https: if that is intended, set "allowPrivate: true" for the hook.',
    zh: '该 hook 的地址不是公网地址，或不是 https：如果确实如此，请为它设置 allowPrivate: true。',
  },
  redirect: {
    en: 'The receiver redirects, and redirects are not followed: use the address that it gives as the URL of the hook.',
    zh: '接收方返回了重定向，程序不会跟随：请把最终地址写为该 hook 的 url。',
  },
  dns: {
    en: 'The name in the URL of the hook has no address: check the URL, and the DNS of this machine.',
    zh: '该 hook 的域名无法解析：请检查 url 和本机 DNS。',
  },
  tls: {
    en: 'The certificate of the receiver is not valid: renew it, or trust its issuer by NODE_EXTRA_CA_CERTS.',
    zh: '接收方的证书无效：请更新证书，或用 NODE_EXTRA_CA_CERTS 信任其签发者。',
  },
};

export const HOOK_REMEDIES = {
  down: {
    en: "Nothing to do if it passes: it is tried again for a day. Otherwise see the receiver's log.",
    zh: '若只是暂时的，无需处理，会在一天内自动重试；否则请查看接收方的日志。',
  },
  refused: {
    en: 'The receiver refuses the request: see its log and compare the secret; then replay the row.',
    zh: '接收方拒绝了请求：请查看它的日志并核对 secret，然后重放这一行。',
  },
  gaveUp: {
    en: 'The receiver did not accept it for a day: fix the receiver, then replay the row.',
    zh: '接收方一天内都没有接收：请先修复接收方，再重放这一行。',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** What to do about a hook that fails. */
export function hookRemedy(cause: string): Text {
  if (/^http-4/.test(cause) && !/^http-4(08|25|29)$/.test(cause)) return HOOK_REMEDIES.refused;
  return CAUSE_REMEDIES[cause] ?? HOOK_REMEDIES.down;
}

/** All remedies about hooks that are stored with rows. */
export const STORED_HOOK_REMEDIES: readonly Text[] = [
  ...Object.values(CAUSE_REMEDIES),
  ...Object.values(HOOK_REMEDIES),
];
