import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** How many connections the servers of this process have accepted. */
export interface AcceptedConnections {
  readonly count: number;
  /** Counts no more. */
  close(): void;
}

/** Node.js publishes here each connection that a server of the process accepts. */
const CHANNEL = 'net.server.socket';

/** Counts from now on, over all servers of the process. */
export function countAcceptedConnections(): AcceptedConnections {
  let count = 0;
  const onAccepted = (): void => {
    count += 1;
  };
  subscribe(CHANNEL, onAccepted);
  return {
    get count() {
      return count;
    },
    close: () => {
      unsubscribe(CHANNEL, onAccepted);
    },
  };
}
