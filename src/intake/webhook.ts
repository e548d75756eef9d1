import type { IncomingMessage, ServerResponse } from 'node:http';
import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Clock } from '../base/clock.ts';
import { asError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { FeishuEvent } from '../feishu/envelope.ts';
import { CALLBACK_WINDOW, EVENT_WINDOW, type TimeWindow } from '../feishu/signature.ts';
import { createAuthenticate, type Secrets, type Verified } from './authenticate.ts';
import { LARGEST_BODY, readBody } from './body.ts';

export interface WebhookParts {
  readonly secrets: Secrets;
  readonly accept: (event: FeishuEvent) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  /** Each request's answer, for the metric. */
  readonly onAnswer: (door: 'event' | 'card', status: number) => void;
}

export interface Webhook {
  /** The doors among the other routes. */
  addTo(router: Router): void;
  /** Koa's first middleware: most requests by far are events, and the router need not look at each. */
  readonly first: Middleware;
}

const EVENT_PATH = '/webhook/event';
const CARD_PATH = '/webhook/card';
const TAKEN = '{}';

/**
 * The door for events and card callbacks over HTTP. Every answer is the contract's (docs/operations.md, HTTP):
 * 200 once the event is on disk or needs no place there, 401, 400 and 413 for what is not Feishu's or no event,
 * 503 when the store cannot take it now, so that Feishu sends it again.
 */
export function createWebhook(parts: WebhookParts): Webhook {
  const authenticate = createAuthenticate(parts.secrets);

  /** Undefined: it was answered. Rejects where the client goes away in the middle. */
  const receive = async (
    door: string,
    request: IncomingMessage,
    response: ServerResponse,
    window: TimeWindow,
  ): Promise<Verified | undefined> => {
    const body = await readBody(request, LARGEST_BODY);
    if (body === 'too-large') {
      // The rest of the body is not read, so the connection cannot be used again.
      response.setHeader('Connection', 'close');
      refuse(response, 413, 'the body is larger than 1 MiB');
      return undefined;
    }
    const headers = {
      timestamp: header(request, 'x-lark-request-timestamp'),
      nonce: header(request, 'x-lark-request-nonce'),
      signature: header(request, 'x-lark-signature'),
    };
    const verified = authenticate(body, headers, parts.clock.now(), window);
    if (verified.kind === 'refused') {
      const { status, why } = verified;
      const from = request.socket.remoteAddress;
      parts.log.warn({ door, from, status, why }, 'a request was refused at the door');
      refuse(response, status, why);
    }
    if (verified.kind === 'challenge') {
      answer(response, 200, JSON.stringify({ challenge: verified.challenge }));
    }
    return verified;
  };

  const takeEvent = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const verified = await receive(EVENT_PATH, request, response, EVENT_WINDOW);
    if (verified?.kind === 'event') {
      try {
        await parts.accept(verified.event);
        answer(response, 200, TAKEN);
      } catch (thrown) {
        parts.log.error(
          { error: asError(thrown).message },
          'the store cannot take an event: Feishu sends it again',
        );
        refuse(response, 503, 'the store cannot take the event now');
      }
    }
    parts.onAnswer('event', response.statusCode);
  };

  // The cards only link, and links need no callback; Feishu may still verify the address or send one.
  const takeCard = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const verified = await receive(CARD_PATH, request, response, CALLBACK_WINDOW);
    if (verified?.kind === 'event') answer(response, 200, TAKEN);
    parts.onAnswer('card', response.statusCode);
  };

  /** The answer is written as it stands: Koa would look for what to make of a body. */
  const taking =
    (take: typeof takeEvent) =>
    async (ctx: Pick<Context, 'req' | 'res' | 'respond'>): Promise<void> => {
      ctx.respond = false;
      // Koa assumes 404 until there is a body.
      ctx.res.statusCode = 200;
      await take(ctx.req, ctx.res);
    };
  const takeFirst = taking(takeEvent);

  return {
    addTo(router) {
      router.post(EVENT_PATH, takeFirst);
      router.post(CARD_PATH, taking(takeCard));
    },
    first: (ctx, next) => (ctx.method === 'POST' && ctx.path === EVENT_PATH ? takeFirst(ctx) : next()),
  };
}

/** A header that is sent once, or empty. Node joins repeated ones with a comma, which no rule of ours takes. */
function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function refuse(response: ServerResponse, status: number, why: string): void {
  answer(response, status, JSON.stringify({ error: why }));
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
