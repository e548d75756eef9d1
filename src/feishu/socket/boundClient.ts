import { EventParts } from './eventParts.ts';

/** What is within the SDK's client, and none of its public face. */
interface Inner {
  dataCache?: { mergeData?: unknown; destroy(): void };
  wsConfig?: { updateWs(config: { pingInterval?: unknown }): void };
}

/**
 * Puts bounds to what Feishu, or who claims to be Feishu, can make a client of the SDK do: the parts of events are put
 * together by {@link EventParts}, and a pong that asks for pings without a pause, or for nonsense, changes
 * nothing: the client would ping every millisecond.
 *
 * @param client a new one of the SDK's `WSClient`
 * @throws Error where the SDK has changed within; the tests of the long connection notice
 */
export function boundClient(client: object): void {
  const inner = client as Inner;
  const { dataCache, wsConfig } = inner;
  if (typeof dataCache?.mergeData !== 'function' || typeof wsConfig?.updateWs !== 'function') {
    throw new Error('the SDK has changed within: what comes over the long connection has no bounds any more');
  }
  dataCache.destroy();
  inner.dataCache = new EventParts();
  const update = wsConfig.updateWs.bind(wsConfig);
  wsConfig.updateWs = ({ pingInterval, ...others }) =>
    update(isInterval(pingInterval) ? { ...others, pingInterval } : others);
}

/** Feishu's is two minutes. A timer of Node waits up to 2^31 ms, and not at all for more. */
function isInterval(ms: unknown): boolean {
  return typeof ms === 'number' && ms >= 100 && ms < 2 ** 31;
}
