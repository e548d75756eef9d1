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

/** What an error about an unusable address says: the subject, and the remedy for each fault. */
export interface AddressRemedies {
  /** The word in front of the sentence. */
  readonly subject: string;
  /** Another program has the port. */
  readonly taken: string;
  /** The port needs rights that this user does not have. */
  readonly forbidden: string;
  /** The host is no address of this machine. */
  readonly unknownHost: string;
}

const SETTINGS: AddressRemedies = {
  subject: 'server',
  taken: 'stop that one, or set another "server.port" in the configuration',
  forbidden: 'choose a "server.port" above 1023 in the configuration',
  unknownHost: 'set "server.host" in the configuration to one of its addresses, or to 0.0.0.0 for all',
};

/**
 * Listens; port 0 takes a free one.
 *
 * @throws OperatorError where the port is taken or may not be used; it ends with one of the remedies, by default the keys
 *   of the configuration
 */
export async function listen(
  handler: RequestListener,
  host: string,
  port: number,
  remedies: AddressRemedies = SETTINGS,
): Promise<HttpServer> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(explain(error, `port ${port} on ${host}`, remedies)),
    );
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

function explain(error: NodeJS.ErrnoException, address: string, remedies: AddressRemedies): Error {
  const where = `${remedies.subject}: ${address}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return new OperatorError(`${where} is taken by another program: ${remedies.taken}.`);
    case 'EACCES':
      return new OperatorError(`${where} may not be used by this user: ${remedies.forbidden}.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new OperatorError(`${where} does not exist on this machine: ${remedies.unknownHost}.`);
    default:
      return error;
  }
}
