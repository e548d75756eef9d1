import type Router from '@koa/router';
import type { Context } from 'koa';
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

/**
 * The door for events and card callbacks over HTTP. Every answer is the contract's (docs/operations.md, HTTP):
 * 200 once the event is on disk or needs no place there, 401, 400 and 413 for what is not Feishu's or no event,
 * 503 when the store cannot take it now, so that Feishu sends it again.
 */
export function addWebhook(router: Router, parts: WebhookParts): void {
  const authenticate = createAuthenticate(parts.secrets);

  const receive = async (ctx: Context, window: TimeWindow): Promise<Verified | undefined> => {
    const body = await readBody(ctx.req, LARGEST_BODY);
    if (body === 'too-large') {
      // The rest of the body is not read, so the connection cannot be used again.
      ctx.set('Connection', 'close');
      answer(ctx, 413, 'the body is larger than 1 MiB');
      return undefined;
    }
    const headers = {
      timestamp: ctx.get('X-Lark-Request-Timestamp'),
      nonce: ctx.get('X-Lark-Request-Nonce'),
      signature: ctx.get('X-Lark-Signature'),
    };
    const verified = authenticate(body, headers, parts.clock.now(), window);
    if (verified.kind === 'refused') {
      parts.log.warn(
        { door: ctx.path, from: ctx.ip, status: verified.status, why: verified.why },
        'a request was refused at the door',
      );
      answer(ctx, verified.status, verified.why);
    }
    if (verified.kind === 'challenge') ctx.body = { challenge: verified.challenge };
    return verified;
  };

  router.post('/webhook/event', async (ctx) => {
    const verified = await receive(ctx, EVENT_WINDOW);
    if (verified?.kind === 'event') {
      try {
        await parts.accept(verified.event);
        ctx.body = {};
      } catch (thrown) {
        parts.log.error(
          { error: asError(thrown).message },
          'the store cannot take an event: Feishu sends it again',
        );
        answer(ctx, 503, 'the store cannot take the event now');
      }
    }
    parts.onAnswer('event', ctx.status);
  });

  // The cards only link, and links need no callback; Feishu may still verify the address or send one.
  router.post('/webhook/card', async (ctx) => {
    const verified = await receive(ctx, CALLBACK_WINDOW);
    if (verified?.kind === 'event') ctx.body = {};
    parts.onAnswer('card', ctx.status);
  });
}

function answer(ctx: Context, status: number, why: string): void {
  ctx.status = status;
  ctx.body = { error: why };
}
