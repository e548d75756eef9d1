import axios, { isAxiosError } from 'axios';
import { toFeishuError } from './error.ts';
import type { SdkHttp } from './sdk.ts';

/** A request to Feishu ends after this long, one way or the other. The SDK's own default is to wait for ever. */
export const REQUEST_TIMEOUT_MS = 10_000;

/**
 * The HTTP client under the SDK. It times out, resolves to the body as the SDK wants it, and turns every failure
 * into a FeishuError, so that no secret of a request can reach a log. HTTPS_PROXY and NO_PROXY are axios's own.
 */
export function createHttp(): SdkHttp {
  const http = axios.create({ timeout: REQUEST_TIMEOUT_MS, maxContentLength: 10_000_000, maxRedirects: 0 });
  http.interceptors.request.use((config) => {
    config.signal = signalFor(config);
    // Generated GETs carry a body `{}`, which some gateways answer with 411.
    if (config.method?.toLowerCase() === 'get') delete config.data;
    return config;
  });
  http.interceptors.response.use(
    (response) => {
      settled(response.config);
      return response.data;
    },
    (thrown: unknown) => {
      if (isAxiosError(thrown)) settled(thrown.config);
      throw toFeishuError(thrown);
    },
  );
  return http as unknown as SdkHttp;
}

/** The timers of requests under way. */
const timers = new WeakMap<object, NodeJS.Timeout>();

/**
 * The client's own timeout counts idle time once connected: an answer that drips could last for ever. Not
 * `AbortSignal.timeout`: its timers go on for ten seconds after the answer, thousands of them in a storm.
 */
function signalFor(config: object): AbortSignal {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), REQUEST_TIMEOUT_MS).unref();
  timers.set(config, timer);
  return controller.signal;
}

function settled(config: object | undefined): void {
  if (config) clearTimeout(timers.get(config));
}
