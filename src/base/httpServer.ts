import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OperatorError } from './errors.ts';

/** An HTTP server that listens. */
export interface HttpServer {
  /** Where it can be reached from this machine. */
  readonly url: string;
  readonly port: number;
  readonly isListening: () => boolean;
  /** Takes no more connections and resolves when the requests under way are answered. */
  close(): Promise<void>;
}

/** A client that takes longer to send its request is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A request that is not answered this long after the server was told to close is cut off too. */
const CLOSE_PATIENCE_MS = 3_000;

/**
 * Listens; port 0 takes a free one.
 *
 * @throws OperatorError where the port is taken or may not be used, naming the keys of the configuration
 */
export async function listen(handler: RequestListener, host: string, port: number): Promise<HttpServer> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return {
    url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${bound}`,
    port: bound,
    isListening: () => server.listening,
    close: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => server.closeAllConnections(), CLOSE_PATIENCE_MS).unref();
    server.close(() => {
      clearTimeout(patience);
      resolve();
    });
    // Kept-alive connections without a request would hold the server open until their clients leave.
    server.closeIdleConnections();
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `server: port ${port} on ${host}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new OperatorError(
        `${where} is taken by another program: stop that one, or set another "server.port" in the configuration.`,
      );
    case 'EACCES':
      return new OperatorError(
        `${where} may not be used by this user: choose a "server.port" above 1023 in the configuration.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new OperatorError(
        `${where} does not exist on this machine: set "server.host" in the configuration to one of its addresses, or to 0.0.0.0 for all.`,
      );
    default:
      return error;
  }
}
