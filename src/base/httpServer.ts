import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OperatorError } from './errors.ts';
import { joined, type Text } from './language.ts';

/** An HTTP server that listens. */
export interface HttpServer {
  /** Where it can be reached from this machine. */
  readonly url: string;
  readonly port: number;
  readonly isListening: () => boolean;
  /** Accepts no more connections and resolves when the current requests are answered. */
  close(): Promise<void>;
}

/** A client that takes longer to send its request is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A request that is not answered this long after the server was told to close is cut off too. */
const CLOSE_PATIENCE_MS = 3_000;

/** The texts of an error about an unusable address: the subject, and the remedy for each fault. */
export interface AddressRemedies {
  /** The word before the sentence. */
  readonly subject: Text;
  /** Another program has the port. */
  readonly taken: Text;
  /** The port needs rights that this user does not have. */
  readonly forbidden: Text;
  /** The host is not an address of this machine. */
  readonly unknownHost: Text;
}

const SETTINGS: AddressRemedies = {
  subject: { en: 'server: ', zh: '服务器：' },
  taken: {
    en: 'stop that one, or set another "server.port" in the configuration.',
    zh: '请停止那个程序，或在配置中换一个 "server.port"。',
  },
  forbidden: {
    en: 'choose a "server.port" above 1023 in the configuration.',
    zh: '请在配置中选一个大于 1023 的 "server.port"。',
  },
  unknownHost: {
    en: 'set "server.host" in the configuration to one of its addresses, or to 0.0.0.0 for all.',
    zh: '请把配置中的 "server.host" 设为本机的某个地址，或用 0.0.0.0 表示全部。',
  },
};

/**
 * Listens; port 0 takes a free one.
 *
 * @throws OperatorError if the port is taken or may not be used; it ends with one of the remedies, by default the keys
 * of
 *   the configuration
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
      reject(explain(error, { en: `port ${port} on ${host}`, zh: `${host} 的端口 ${port} ` }, remedies)),
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

function explain(error: NodeJS.ErrnoException, address: Text, remedies: AddressRemedies): Error {
  const because = (why: Text, remedy: Text): OperatorError =>
    new OperatorError(joined(remedies.subject, address, why, remedy));
  switch (error.code) {
    case 'EADDRINUSE':
      return because({ en: ' is taken by another program: ', zh: '已被另一个程序占用：' }, remedies.taken);
    case 'EACCES':
      return because(
        { en: ' may not be used by this user: ', zh: '不允许当前用户使用：' },
        remedies.forbidden,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return because({ en: ' does not exist on this machine: ', zh: '在本机不存在：' }, remedies.unknownHost);
    default:
      return error;
  }
}
