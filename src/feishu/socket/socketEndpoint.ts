import type { Text } from '../../base/language.ts';
import { endpointRefuses, noAddressGiven, notFeishu, UNUSABLE_ADDRESS } from '../../words/socketText.ts';
import { toFeishuError } from '../client/error.ts';
import { REQUEST_TIMEOUT_MS } from '../client/http.ts';
import type { SdkHttp } from '../client/sdk.ts';
import { asRecord, textOf } from '../events/envelope.ts';

/**
 * The SDK's way to the address of the WebSocket, with a time limit, and checked before the SDK sees it: an answer
 * without `data` makes it throw a TypeError, a page of HTML too, and a ping interval that is no number makes it
 * ping every millisecond. The codes of its refusals are from the official SDKs (larksuite/oapi-sdk-go, ws/const.go);
 * the SDK's own words for them are lost where the answer has no `data`. `onRefused` hears in plain words why there will be no connection this time.
 */
export function checkedEndpoint(http: SdkHttp, onRefused: (why: Text) => void): Pick<SdkHttp, 'request'> {
  const refuse = (why: Text): never => {
    onRefused(why);
    throw new Error(why.en);
  };
  return {
    async request(options) {
      const answer = await http
        .request({ ...options, timeout: REQUEST_TIMEOUT_MS })
        .catch((thrown: unknown) => {
          const { code, failure, message } = toFeishuError(thrown);
          if (code !== undefined) return refuse(endpointRefuses(code, message.slice(0, 200)));
          return refuse(failure === 'not-feishu' ? notFeishu(message) : noAddressGiven(message));
        });
      if (!isAddress(asRecord(answer)?.data)) return refuse(UNUSABLE_ADDRESS);
      return answer;
    },
  };
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
