import type { Text } from '../base/language.ts';

// Why no event comes in over the long connection.

/** The rest of {@link connectionDown}. */
export const DOWN = {
  opening: { en: 'it is being opened', zh: '正在建立' },
  notOpened: { en: 'the WebSocket could not be opened', zh: '无法打开 WebSocket' },
  cut: { en: 'it was cut or went silent', zh: '连接中断或没有响应' },
  late: { en: 'it could not be opened in time', zh: '未能及时建立' },
  closed: { en: 'it was closed', zh: '已关闭' },
} as const satisfies Readonly<Record<string, Text>>;
export const connectionDown = (why: Text): Text => ({
  en: `the long connection to Feishu is down: ${why.en}`,
  zh: `到飞书的长连接已断开：${why.zh}`,
});
/** `said`: the network's own words. */
export const withFault = (why: Text, said: string): Text => ({
  en: `${why.en} (${said})`,
  zh: `${why.zh}（${said}）`,
});

/** Refusals of the long connection's endpoint, and what a person can do about them. */
const REFUSALS: Readonly<Record<number, Text>> = {
  1: { en: 'Feishu is busy', zh: '飞书繁忙' },
  403: {
    en: 'Feishu forbids it: check that the app is a self-built one, published and enabled',
    zh: '飞书不允许：请检查应用是否为企业自建应用，并已发布和启用',
  },
  514: {
    en: 'Feishu does not accept the credentials: check feishu.appId and feishu.appSecret',
    zh: '飞书不接受凭证：请检查 feishu.appId 和 feishu.appSecret',
  },
  1000040343: { en: 'Feishu has an internal error', zh: '飞书内部错误' },
  1000040350: {
    en: 'the app has as many long connections as Feishu allows (50): stop the programs that use the others',
    zh: '应用的长连接数已达飞书的上限（50）：请停止占用其他连接的程序',
  },
  1000040351: {
    en: 'the app belongs to the other domain: set feishu.domain to lark for a Lark app, to feishu for a Feishu app',
    zh: '应用属于另一个域名：Lark 应用请把 feishu.domain 设为 lark，飞书应用设为 feishu',
  },
};
export const endpointRefuses = (code: number, said: string): Text => {
  const what = REFUSALS[code] ?? { en: `Feishu refuses it: ${said}`, zh: `飞书拒绝：${said}` };
  return { en: `${what.en} (code ${code})`, zh: `${what.zh}（code ${code}）` };
};
export const notFeishu = (said: string): Text => ({
  en: `its endpoint gave an answer that is not Feishu's (${said})`,
  zh: `它的接口返回的内容不是飞书的（${said}）`,
});
export const noAddressGiven = (said: string): Text => ({
  en: `its endpoint gave no address: ${said}`,
  zh: `它的接口没有给出地址：${said}`,
});
export const UNUSABLE_ADDRESS: Text = {
  en: 'its endpoint gave no usable address',
  zh: '它的接口没有给出可用的地址',
};

export const INTAKE_CLOSED: Text = { en: 'the intake is closed', zh: '没有在接收事件' };
export const INTAKE_NOT_OPEN: Text = { en: 'the intake is not open yet', zh: '还没有开始接收事件' };
export const storeSilent = (said: string): Text => ({
  en: `the store does not answer: ${said}`,
  zh: `存储没有响应：${said}`,
});
