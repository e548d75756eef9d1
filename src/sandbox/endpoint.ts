import { Refusal } from './refusal.ts';
import type { ScopeNeed } from './scopes.ts';

/** One request as an endpoint sees it. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One of Feishu's APIs. */
export interface Endpoint {
  /** As the request log and the faults call it. */
  readonly api: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/open-apis`, or at the root of the host. */
  readonly path: string;
  readonly atRoot?: true;
  readonly scope: ScopeNeed;
  /** Whether it has the low limit of 100 a minute. */
  readonly slow?: boolean;
  /** The token endpoint alone needs no token and answers beside `data`. */
  readonly open?: boolean;
  /** Returns the answer's `data`; throws Refusal. */
  readonly act: (call: Call) => object;
}

/** A member of the body, as text; refuses the request when it is none. */
export function textMember(call: Call, name: string): string {
  const value = call.body[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalidField(name);
}

export function invalidField(name: string): Refusal {
  return new Refusal(99992402, 'field validation failed', {
    detail: { field_violations: [{ field: name, description: `${name} is invalid` }] },
  });
}

/** One page of a list. Page tokens are the index of the first item, wrapped so that nobody counts on it. */
export function pageOf<T>(
  items: readonly T[],
  query: URLSearchParams,
  largest: number,
): { page: T[]; page_token: string; has_more: boolean } {
  const size = Number(query.get('page_size') ?? Math.min(largest, 20));
  if (!Number.isInteger(size) || size < 1 || size > largest) throw invalidField('page_size');
  const given = query.get('page_token') ?? '';
  const start =
    given === '' ? 0 : Number(/^p(\d+)$/.exec(Buffer.from(given, 'base64url').toString())?.[1] ?? -1);
  if (start < 0) throw invalidField('page_token');
  const has_more = start + size < items.length;
  return {
    page: items.slice(start, start + size),
    page_token: has_more ? Buffer.from(`p${start + size}`).toString('base64url') : '',
    has_more,
  };
}
