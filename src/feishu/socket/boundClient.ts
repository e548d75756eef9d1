import { EventParts } from './eventParts.ts';

/** Internals of the SDK's client. */
interface Inner {
  dataCache?: { mergeData?: unknown; destroy(): void };
  wsConfig?: { updateWs(config: { pingInterval?: unknown }): void };
}

/**
 * Limits what Feishu, or an impostor, can make a client of the SDK do: the parts of events are joined by
 * {@link EventParts}, and a ping interval that is not sensible is ignored (the client would ping every millisecond).
 *
 * @param client a new `WSClient` of the SDK
 * @throws Error if the SDK has changed internally; the tests of the long connection notice it
 */
export function boundClient(client: object): void {
  const inner = client as Inner;
  const { dataCache, wsConfig } = inner;
  if (typeof dataCache?.mergeData !== 'function' || typeof wsConfig?.updateWs !== 'function') {
    throw new Error('the SDK has changed internally: the long connection cannot be limited');
  }
  dataCache.destroy();
  inner.dataCache = new EventParts();
  const update = wsConfig.updateWs.bind(wsConfig);
  wsConfig.updateWs = ({ pingInterval, ...others }) =>
    update(isInterval(pingInterval) ? { ...others, pingInterval } : others);
}

/** Feishu's is two minutes. A timer of Node fires at once for more than 2^31 ms. */
function isInterval(ms: unknown): boolean {
  return typeof ms === 'number' && ms >= 100 && ms < 2 ** 31;
}
