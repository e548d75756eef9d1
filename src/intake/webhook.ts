import type { IncomingMessage, ServerResponse } from 'node:http';
import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { asError } from '../base/errors.ts';
import { isCardPress } from '../feishu/events/cardPress.ts';
import type { FeishuEvent } from '../feishu/events/envelope.ts';
import { CALLBACK_WINDOW, EVENT_WINDOW } from '../feishu/events/signature.ts';
import { type AdmitParts, answer, createAdmit, type HttpDoor, PATHS, refuse } from './admit.ts';

export interface WebhookParts extends AdmitParts {
  readonly accept: {
    (event: FeishuEvent): Promise<void>;
    /** Handles a press of a card's button; resolves to the answer. */
    readonly press?: (event: FeishuEvent) => Promise<object>;
  };
  /** The status of each answer, for the metric. */
  readonly onAnswer: (door: HttpDoor, status: number) => void;
}

export interface Webhook {
  /** Adds the endpoints as routes. */
  addTo(router: Router): void;
  /** Koa's first middleware: most requests are events, so they skip the router. */
  readonly first: Middleware;
}

const TAKEN = '{}';

/**
 * The endpoints for events and card callbacks over HTTP, with the answers of docs/operations.md (HTTP): 200 once the
 * event is on disk or need not be, 401, 400 and 413 for what is not Feishu's or not an event, 503 if the store cannot
 * take it now, so Feishu sends it again.
 */
export function createWebhook(parts: WebhookParts): Webhook {
  const admit = createAdmit(parts);

  const takeEvent = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const event = await admit('event', request, response, EVENT_WINDOW);
    if (event) {
      try {
        await parts.accept(event);
        answer(response, 200, TAKEN);
      } catch (thrown) {
        const error = asError(thrown).message;
        parts.throttle.run(`store ${error}`, (times) =>
          parts.log.error({ error, times }, 'the store cannot take an event: Feishu sends it again'),
        );
        refuse(response, 503, 'the store cannot take the event now');
      }
    }
    parts.onAnswer('event', response.statusCode);
  };

  const takeCard = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const event = await admit('card', request, response, CALLBACK_WINDOW);
    const press = event && isCardPress(event) ? parts.accept.press : undefined;
    if (event) answer(response, 200, press ? JSON.stringify(await press(event)) : TAKEN);
    parts.onAnswer('card', response.statusCode);
  };

  /** The answer is written directly: Koa would inspect the body. */
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
      router.post(PATHS.event, takeFirst);
      router.post(PATHS.card, taking(takeCard));
    },
    first: (ctx, next) => (ctx.method === 'POST' && ctx.path === PATHS.event ? takeFirst(ctx) : next()),
  };
}
