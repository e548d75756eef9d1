import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { SELF_SIGNED } from './selfSigned.ts';

/** One request as the other side saw it. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The other side of an HTTP client, in the hands of the test. Ends with it. */
export interface HttpPeer {
  readonly url: string;
  readonly seen: Seen[];
  /** Connections that were ever made, and those that are open. */
  readonly connections: { made: number; open: number; most: number };
  /** Listens no more: from now on connections are refused. */
  close(): Promise<void>;
}

/** Answers each request by `answer`, once all of it has come. */
export async function startPeer(
  answer: (seen: Seen, response: ServerResponse) => void,
  { tls = false }: { readonly tls?: boolean } = {},
): Promise<HttpPeer> {
  const seen: Seen[] = [];
  const connections = { made: 0, open: 0, most: 0 };
  const sockets = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      seen.push(one);
      answer(one, response);
    });
  };
  const server: Server = tls ? createTlsServer(SELF_SIGNED, listener) : createServer(listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    connections.made += 1;
    connections.open += 1;
    connections.most = Math.max(connections.most, connections.open);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      connections.open -= 1;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, seen, connections, close };
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
