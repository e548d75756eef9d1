import type { ClientOptions, WebSocket } from 'ws';
import { SocketWire } from './socketWire.ts';

/** The largest accepted message, in bytes: a frame with a complete event is smaller. */
const LARGEST_MESSAGE = 4 * 1024 * 1024;

/**
 * Loads `file`, which uses `ws`, with a `ws` that accepts no message over {@link LARGEST_MESSAGE} and no compression,
 * by which a few bytes may become many. The SDK has no options for that: its limit is 100 MB, uncompressed.
 *
 * @param near the `require` of that file, so it is the same `ws`
 */
export function loadWithBoundedWebSocket(near: NodeJS.Require, file: string): unknown {
  const plain = near('ws') as typeof WebSocket;
  class BoundedWebSocket extends plain {
    constructor(address: string, options: ClientOptions) {
      super(address, { ...options, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });
      // The SDK does not report what was wrong.
      const { agent } = options;
      if (agent instanceof SocketWire) this.on('error', (error) => agent.broke(error.message));
    }
  }
  const loaded = near.cache[near.resolve('ws')];
  if (!loaded) throw new Error(`${file} cannot be loaded: Node.js does not remember that it has loaded ws`);
  loaded.exports = BoundedWebSocket;
  try {
    return near(file);
  } finally {
    loaded.exports = plain;
  }
}
