import { asIs, type Text } from '../base/language.ts';

const FIREWALL = {
  en: 'allow outgoing HTTPS to Feishu in the firewall, or set HTTPS_PROXY if a proxy leads out',
  zh: '在防火墙中放行到飞书的 HTTPS，或者（如需代理出网）设置 HTTPS_PROXY',
};

/** What to do about a server that was never reached since the program started, by the kind of failure. */
export const NETWORK_REMEDIES = {
  dns: {
    en: 'The name of the server has no address: check feishu.domain and the DNS of this machine; if only a proxy leads out, set HTTPS_PROXY.',
    zh: '域名无法解析：请检查 feishu.domain 和本机 DNS；如果只能经代理出网，请设置 HTTPS_PROXY。',
  },
  refused: {
    en: `Nothing listens at the address: check feishu.domain and HTTPS_PROXY, and ${FIREWALL.en}.`,
    zh: `该地址没有服务在监听：请检查 feishu.domain 和 HTTPS_PROXY，并${FIREWALL.zh}。`,
  },
  unreachable: {
    en: `No route leads to the server: check the network of this machine, and ${FIREWALL.en}.`,
    zh: `没有到服务器的路由：请检查本机网络，并${FIREWALL.zh}。`,
  },
  timeout: {
    en: `The server does not answer: ${FIREWALL.en}, and check feishu.domain.`,
    zh: `服务器没有响应：请${FIREWALL.zh}，并检查 feishu.domain。`,
  },
  tls: {
    en: 'No trusted TLS connection can be made: if a proxy opens TLS, name its CA certificate in NODE_EXTRA_CA_CERTS; check the clock of this machine, and feishu.domain (https or http, host and port).',
    zh: '无法建立可信的 TLS 连接：如果代理会解开 TLS，请在 NODE_EXTRA_CA_CERTS 中指定它的 CA 证书；并检查本机时钟和 feishu.domain（https 或 http、主机、端口）。',
  },
  'bad-proxy': {
    en: 'HTTPS_PROXY, HTTP_PROXY or ALL_PROXY in the environment is no address of a proxy: write it as http://host:port, or http://user:password@host:port with special characters percent-encoded.',
    zh: '环境变量 HTTPS_PROXY、HTTP_PROXY 或 ALL_PROXY 不是代理地址：请写成 http://host:port，或 http://user:password@host:port（特殊字符用百分号编码）。',
  },
  'proxy-login': {
    en: 'The proxy asks for a name and password (407): write them into HTTPS_PROXY as http://user:password@host:port, special characters percent-encoded.',
    zh: '代理要求用户名和密码（407）：请写进 HTTPS_PROXY，格式 http://user:password@host:port，特殊字符用百分号编码。',
  },
  proxy: {
    en: "The proxy will not connect to Feishu: let it through in the proxy's rules, or name the host in NO_PROXY if it can be reached directly.",
    zh: '代理拒绝连接飞书：请在代理规则中放行；如果可以直连，请把主机名写进 NO_PROXY。',
  },
  cut: {
    en: `The connection is cut: ${FIREWALL.en}, and check feishu.domain.`,
    zh: `连接被切断：请${FIREWALL.zh}，并检查 feishu.domain。`,
  },
  'not-feishu': {
    en: 'Something else than Feishu answers at this address: check feishu.domain, and whether a proxy, a portal or a gateway answers in its place.',
    zh: '这个地址应答的不是飞书：请检查 feishu.domain，以及是否有代理、登录门户或网关代为应答。',
  },
  'wrong-answer': {
    en: 'Feishu gave an answer that cannot be right: if this persists, report it to Feishu with the log id.',
    zh: '飞书的应答有误：如果持续出现，请附上 log id 反馈给飞书。',
  },
  'bad-id': {
    en: 'An id in the store is not valid: report it, with the log.',
    zh: '存储中的某个 ID 不合法：请附上日志反馈给我们。',
  },
} as const satisfies Readonly<Record<string, Text>>;

/** What to do about a server that has answered since the program started. */
export const NETWORK_LATER: Text = {
  en: 'Nothing to do: Feishu cannot be reached right now, and it is tried again by itself.',
  zh: '无需处理：暂时无法连接飞书，程序会自动重试。',
};

/** The SDK's long connection takes no other form. */
export const BAD_APP_ID: Text = {
  en: 'feishu.appId: a long connection needs the App ID as the developer console shows it, "cli_" and sixteen hexadecimal digits: correct it in the configuration.',
  zh: 'feishu.appId：长连接需要开发者后台所示的 App ID（"cli_" 加十六位十六进制数字）：请在配置中改正。',
};

/** Why a connection or a request failed, by the code of Node, OpenSSL or undici. The first that fits counts. */
const NETWORK_PHRASES: readonly (readonly [RegExp, Text])[] = [
  [/^ECONNREFUSED$/, { en: 'the connection was refused', zh: '连接被拒绝' }],
  [/^ENOTFOUND$/, { en: 'the host name is not known', zh: '找不到这个主机名' }],
  [/^EAI_/, { en: 'the DNS does not answer', zh: 'DNS 没有响应' }],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, { en: 'the connection timed out', zh: '连接超时' }],
  [/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/, { en: 'the answer took too long', zh: '等待响应超时' }],
  [/^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/, { en: 'the connection was cut', zh: '连接被断开' }],
  [/^(EHOSTUNREACH|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/, { en: 'no route leads there', zh: '网络不可达' }],
  [/^(EACCES|EPERM)$/, { en: 'this machine does not allow it', zh: '本机不允许这个连接' }],
  [/^CERT_HAS_EXPIRED$/, { en: 'the certificate has expired', zh: '证书已过期' }],
  [/^CERT_NOT_YET_VALID$/, { en: 'the certificate is not valid yet', zh: '证书尚未生效' }],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    { en: 'the certificate is for another host', zh: '证书属于其他主机' },
  ],
  [
    /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/,
    { en: 'the certificate is not trusted', zh: '证书不受信任' },
  ],
  [
    /^(ERR_TLS_|ERR_SSL_|EPROTO|UND_ERR_PRX_TLS)/,
    { en: 'no TLS connection was made', zh: '无法建立 TLS 连接' },
  ],
  [/^UND_ERR_/, { en: 'the request failed', zh: '请求失败' }],
];

/**
 * What is said of a failed request or connection, as part of a sentence: where no answer came (`no answer
 * (ECONNREFUSED)`, `connect ECONNREFUSED 10.0.0.1:5432`) why, with the code in brackets; everything else as it is.
 */
export function saidText(said: string): Text {
  const [, detail = '', code = ''] =
    /^no answer \((([A-Z][A-Z0-9_]+)?.*)\)$/s.exec(said) ??
    /^(?:connect|getaddrinfo|read|write) (([A-Z][A-Z0-9_]+).*)$/.exec(said) ??
    [];
  if (detail === '') return asIs(said);
  const [, limitMs] = /^no answer within (\d+) ms$/.exec(detail) ?? [];
  if (limitMs) return withinText(Number(limitMs) / 1_000);
  const [, status] = /^the proxy answered (\d+)$/.exec(detail) ?? [];
  if (status) return { en: detail, zh: `代理返回 ${status}` };
  const [, phrase] = NETWORK_PHRASES.find(([pattern]) => pattern.test(code)) ?? [];
  return phrase
    ? { en: `${phrase.en} (${detail})`, zh: `${phrase.zh}（${detail}）` }
    : { en: said, zh: `没有响应（${detail}）` };
}

function withinText(seconds: number): Text {
  return { en: `no answer within ${seconds} s`, zh: `${seconds} 秒内没有响应` };
}
