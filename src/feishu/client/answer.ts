import { ID, idOf } from '../ids.ts';
import { FeishuError } from './error.ts';

/**
 * What Feishu answers is not trusted: an id may lead a request to another API, be a megabyte long, or be another one than
 * was asked for. Every id that comes in is checked here before it is stored, logged, or written into an address.
 */

/** Opaque, and goes back as it came: printable, and short enough for an address. */
const PAGE_TOKEN = /^[\x21-\x7e]{1,1000}$/;
/** What a header can hold. */
const TOKEN = /^[\x21-\x7e]{1,2000}$/;

/** A text of at most `most` characters; empty where it is none. */
export function textUpTo(value: unknown, most: number): string {
  return typeof value === 'string' ? value.slice(0, most) : '';
}

/** @throws FeishuError where it is no token that could go back, or the one that was `asked` with, which leads nowhere */
export function pageTokenOf(value: unknown, asked: string): string {
  if (typeof value === 'string' && PAGE_TOKEN.test(value) && value !== asked) return value;
  throw wrongAnswer('the answer says that there is more, and not where');
}

/** @throws FeishuError where it is nothing that a header can hold */
export function tokenOf(value: unknown): string {
  if (typeof value === 'string' && TOKEN.test(value)) return value;
  throw wrongAnswer('the answer holds no usable tenant_access_token');
}

/**
 * The id of a message that was sent. Without one nobody knows whether it was, so the request counts as one of unknown
 * outcome: repeated with its key, Feishu names the same message.
 *
 * @throws FeishuError
 */
export function messageIdOf(value: unknown): string {
  const id = idOf(value);
  if (id === '') throw wrongAnswer('the answer holds no usable message_id', 'maybe');
  return id;
}

/** @throws FeishuError where an answer is about something else than was asked; one that does not say is let through */
export function mustBeAbout(what: string, asked: string, answered: unknown): void {
  if (answered === undefined || answered === null || answered === '') return;
  if (typeof answered === 'string' && answered.toLowerCase() === asked.toLowerCase()) return;
  throw wrongAnswer(`the answer is about another ${what} than was asked for`);
}

/** @throws FeishuError: an answer that holds not what it must */
export function mustHold(what: string): never {
  throw wrongAnswer(`the answer holds no ${what}`);
}

/**
 * What is about to be written into the path of an address.
 *
 * @throws FeishuError where it is no id: nothing leaves then
 */
export function pathId(what: string, id: string): string {
  if (ID.test(id)) return id;
  throw new FeishuError(`the ${what} is no id`, { failure: 'bad-id', reached: 'no' });
}

function wrongAnswer(message: string, reached: 'no' | 'maybe' = 'no'): FeishuError {
  return new FeishuError(message, { status: 200, failure: 'wrong-answer', reached });
}
