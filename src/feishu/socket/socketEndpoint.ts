import { toFeishuError } from '../client/error.ts';
import { REQUEST_TIMEOUT_MS } from '../client/http.ts';
import type { SdkHttp } from '../client/sdk.ts';
import { asRecord, textOf } from '../events/envelope.ts';

/**
 * What `POST /callback/ws/endpoint` refuses with, and what a person can do about it. Codes from the official SDKs
 * (larksuite/oapi-sdk-go, ws/const.go); the SDK's own words for them are lost where the answer has no `data`.
 */
const REFUSALS: Readonly<Record<number, string>> = {
  1: 'Feishu is busy',
  403: 'Feishu forbids it: check that the app is a self-built one, published and enabled',
  514: 'Feishu does not accept the credentials: check feishu.appId and feishu.appSecret',
  1000040343: 'Feishu has an internal error',
  1000040350:
    'the app has as many long connections as Feishu allows (50): stop the programs that hold the others',
  1000040351:
    'the app lives at the other domain: set feishu.domain to lark for a Lark app, to feishu for a Feishu app',
};

/**
 * The SDK's way to the address of the WebSocket, with a time limit, and checked before the SDK sees it: an answer
 * without `data` makes it throw a TypeError, a page of HTML too, and a ping interval that is no number makes it
 * ping every millisecond. `onRefused` hears in plain words why there will be no connection this time.
 */
export function checkedEndpoint(http: SdkHttp, onRefused: (why: string) => void): Pick<SdkHttp, 'request'> {
  const refuse = (why: string): never => {
    onRefused(why);
    throw new Error(why);
  };
  return {
    async request(options) {
      const answer = await http
        .request({ ...options, timeout: REQUEST_TIMEOUT_MS })
        .catch((thrown: unknown) => {
          const { code, failure, message } = toFeishuError(thrown);
          if (code !== undefined) return refuse(wordsOf(code, message));
          return refuse(
            failure === 'not-feishu'
              ? `its endpoint answered something else than Feishu does (${message})`
              : `its endpoint gave no address: ${message}`,
          );
        });
      if (!isAddress(asRecord(answer)?.data)) return refuse('its endpoint gave no usable address');
      return answer;
    },
  };
}

function wordsOf(code: number, message: string): string {
  return `${REFUSALS[code] ?? `Feishu refuses it: ${message.slice(0, 200)}`} (code ${code})`;
}

function isAddress(data: unknown): boolean {
  const { URL: url, ClientConfig: config } = asRecord(data) ?? {};
  const seconds = asRecord(config)?.PingInterval;
  return (
    /^wss?:\/\/[^/]/.test(textOf(url)) &&
    typeof seconds === 'number' &&
    seconds > 0 &&
    Number.isFinite(seconds)
  );
}
