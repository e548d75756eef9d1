import { ID } from '../../approval/idPattern.ts';
import { idOf } from '../ids.ts';
import { FeishuError } from './error.ts';

/**
 * Feishu's answers are not trusted: an id may lead a request to another API, be a megabyte long, or belong to something
 * else. Every id that comes in is checked here before it is stored, logged, or put into an address.
 */

/** Opaque, and sent back unchanged: printable, and short enough for an address. */
const PAGE_TOKEN = /^[\x21-\x7e]{1,1000}$/;
/** What a header can hold. */
const TOKEN = /^[\x21-\x7e]{1,2000}$/;

/** What moves the cursor of a terminal, begins a line, turns the reading direction, or is half a character. */
const UNWANTED = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu;

/** A text of one line and at most `most` characters, such as a name that somebody typed; empty if it is not a text. */
export function textUpTo(value: unknown, most: number): string {
  return typeof value === 'string' ? value.slice(0, most).replace(UNWANTED, ' ') : '';
}

/** @throws FeishuError if it cannot be sent back, or is the `asked` one again, which would never end */
export function pageTokenOf(value: unknown, asked: string): string {
  if (typeof value === 'string' && PAGE_TOKEN.test(value) && value !== asked) return value;
  throw wrongAnswer('the answer says that there is more, and not where');
}

/** @throws FeishuError if it does not fit into a header */
export function tokenOf(value: unknown): string {
  if (typeof value === 'string' && TOKEN.test(value)) return value;
  throw wrongAnswer('the answer holds no usable tenant_access_token');
}

/**
 * The id of a sent message. Without one, it is unknown whether it was sent, so the request has an unknown outcome: if
 * it is repeated with its key, Feishu returns the same message.
 *
 * @throws FeishuError
 */
export function messageIdOf(value: unknown): string {
  const id = idOf(value);
  if (id === '') throw wrongAnswer('the answer holds no usable message_id', 'maybe');
  return id;
}

/** @throws FeishuError if an answer is about something else; one that does not say is accepted */
export function mustBeAbout(what: string, asked: string, answered: unknown): void {
  if (answered === undefined || answered === null || answered === '') return;
  if (typeof answered === 'string' && answered.toLowerCase() === asked.toLowerCase()) return;
  throw wrongAnswer(`the answer is about another ${what} than was asked for`);
}

/** @throws FeishuError: a required part of the answer is missing */
export function mustHold(what: string): never {
  throw wrongAnswer(`the answer holds no ${what}`);
}

/**
 * An id for the path of an address.
 *
 * @throws FeishuError if it is not an id: then nothing is sent
 */
export function pathId(what: string, id: string): string {
  if (ID.test(id)) return id;
  throw new FeishuError(`the ${what} is no id`, { failure: 'bad-id', reached: 'no' });
}

function wrongAnswer(message: string, reached: 'no' | 'maybe' = 'no'): FeishuError {
  return new FeishuError(message, { status: 200, failure: 'wrong-answer', reached });
}
