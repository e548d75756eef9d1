import type { Text } from '../../base/language.ts';
import { endpointRefuses, noAddressGiven, notFeishu, UNUSABLE_ADDRESS } from '../../words/socketText.ts';
import { toFeishuError } from '../client/error.ts';
import { REQUEST_TIMEOUT_MS } from '../client/http.ts';
import type { SdkHttp } from '../client/sdk.ts';
import { asRecord, stringOf } from '../events/envelope.ts';

/**
 * The SDK's request for the address of the WebSocket, with a time limit, and with its answer checked before the SDK
 * sees it: an answer without `data` or a page of HTML makes the SDK throw a TypeError, and a ping interval that is not
 * a number makes it ping every millisecond. The codes of refusals are from the official SDKs (larksuite/oapi-sdk-go,
 * ws/const.go); the SDK's own words for them are lost if the answer has no `data`. `onRefused` gets the reason in plain
 * words.
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
    /^wss?:\/\/[^/]/.test(stringOf(url)) &&
    typeof seconds === 'number' &&
    seconds > 0 &&
    Number.isFinite(seconds)
  );
}
