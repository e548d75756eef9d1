import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import type { Language } from '../base/language.ts';
import type { Log } from '../base/log.ts';
import type { Throttle } from '../base/throttle.ts';
import type { FeishuEvent } from '../feishu/events/envelope.ts';
import type { TimeWindow } from '../feishu/events/signature.ts';
import { createAuthenticate, type Secrets } from './authenticate.ts';
import { LARGEST_BODY, readBody } from './body.ts';
import { createDiagnose } from './diagnose.ts';
import { type Refusal, refusalOf } from './refusal.ts';

/** The endpoints of the webhook. */
export type HttpDoor = 'event' | 'card';

/** The path of each endpoint. */
export const PATHS: Readonly<Record<HttpDoor, string>> = { event: '/webhook/event', card: '/webhook/card' };

export interface AdmitParts {
  readonly secrets: Secrets & { readonly appId: string };
  readonly clock: Clock;
  readonly log: Log;
  /** Of remedies in the log. Default: English. */
  readonly language?: Language;
  /** For log lines about requests: strangers can send any number. */
  readonly throttle: Throttle;
  /** A request was refused. If the store cannot take an event, that does not count. */
  readonly onRefused: (door: HttpDoor, refusal: Refusal) => void;
  /** An event or callback is authentic, so all settings for its endpoint are right. */
  readonly onAccepted?: (door: HttpDoor) => void;
}

/**
 * Reads a request. An event or a callback is returned, for the caller to answer; anything else is answered here, and
 * the result is undefined. Rejects if the client disconnects before the end.
 */
export type Admit = (
  door: HttpDoor,
  request: IncomingMessage,
  response: ServerResponse,
  window: TimeWindow,
) => Promise<FeishuEvent | undefined>;

/** Accepts Feishu's requests, and reports all others. */
export function createAdmit(parts: AdmitParts): Admit {
  const keys = followingKeys(parts.secrets);

  /** After the answer: the sender must not learn the result, not even by the delay. */
  const report = (door: HttpDoor, request: IncomingMessage, status: number, refusal: Refusal): void => {
    const { cause, why } = refusal;
    const remedy = refusal.remedy[parts.language ?? 'en'];
    const from = request.socket.remoteAddress;
    parts.onRefused(door, refusal);
    parts.throttle.run(`${door} ${cause}`, (times) =>
      parts.log.warn(
        { door: PATHS[door], from, status, cause, why, remedy, times },
        'a request was refused at the door',
      ),
    );
  };

  return async (door, request, response, window) => {
    const body = await readBody(request, LARGEST_BODY);
    if (body === 'too-large') {
      // The rest of the body is not read, so the connection cannot be used again.
      response.setHeader('Connection', 'close');
      refuse(response, 413, 'the body is larger than 1 MiB');
      report(door, request, 413, refusalOf('too-large'));
      return undefined;
    }
    const headers = {
      timestamp: header(request, 'x-lark-request-timestamp'),
      nonce: header(request, 'x-lark-request-nonce'),
      signature: header(request, 'x-lark-signature'),
    };
    const now = parts.clock.now();
    const { authenticate, diagnose } = keys();
    const verified = authenticate(body, headers, now, window);
    if (verified.kind === 'refused') {
      refuse(response, verified.status, verified.why);
      report(door, request, verified.status, diagnose({ body, headers, now, window }));
      return undefined;
    }
    if (verified.kind === 'challenge') {
      answer(response, 200, JSON.stringify({ challenge: verified.challenge }));
      return undefined;
    }
    parts.onAccepted?.(door);
    return verified.event;
  };
}

/** What depends on the keys; rebuilt when they change, so a changed key is used from the next event on. */
function followingKeys(secrets: AdmitParts['secrets']): () => {
  readonly authenticate: ReturnType<typeof createAuthenticate>;
  readonly diagnose: ReturnType<typeof createDiagnose>;
} {
  let made: { encryptKey: string; verificationToken: string } & ReturnType<ReturnType<typeof followingKeys>>;
  const make = () => {
    const { encryptKey, verificationToken } = secrets;
    made = {
      encryptKey,
      verificationToken,
      authenticate: createAuthenticate(secrets),
      diagnose: createDiagnose(secrets),
    };
    return made;
  };
  make();
  return () => {
    const isSame =
      made.encryptKey === secrets.encryptKey && made.verificationToken === secrets.verificationToken;
    return isSame ? made : make();
  };
}

/** A header, or empty. Node joins repeated ones with a comma, which no rule accepts. */
function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

/** Answers with an error in JSON. */
export function refuse(response: ServerResponse, status: number, why: string): void {
  answer(response, status, JSON.stringify({ error: why }));
}

/** Answers with JSON. */
export function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
