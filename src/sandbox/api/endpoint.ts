import type { ScopePurpose } from './grantedScopes.ts';
import { ApiRefusal } from './refusal.ts';

/** One request as an endpoint reads it. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One of Feishu's APIs. */
export interface Endpoint {
  /** The name in the request log and in faults. */
  readonly api: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/open-apis`, or at the root of the host. */
  readonly path: string;
  readonly atRoot?: true;
  readonly scope: ScopePurpose;
  /** Whether it has the low limit of 100 a minute. */
  readonly slow?: boolean;
  /** Needs no token, and its answer has no `data` member: the token endpoint and the long connection's. */
  readonly open?: boolean;
  /** Its answer has its members next to `code`, not in `data`. */
  readonly hasNoData?: true;
  /** Returns the answer's `data`; throws Refusal. */
  readonly act: (call: Call) => object;
}

/**
 * A text member of the body.
 *
 * @throws ApiRefusal 99992402 if it is missing or no text
 */
export function textMember(call: Call, name: string): string {
  const value = call.body[name];
  if (value === undefined || value === '') throw invalidField(name, `${name} is required`);
  if (typeof value === 'string') return value;
  throw invalidField(name);
}

/** The gateway's refusal of a parameter (open.feishu.cn/document/server-docs/api-call-guide/generic-error-code). */
export function invalidField(name: string, description = `${name} is invalid`): ApiRefusal {
  return new ApiRefusal(99992402, 'field validation failed', {
    detail: { field_violations: [{ field: name, description }] },
  });
}

/**
 * The refusal of a parameter by the message APIs: code 230001, with the reason after `ext=`
 * (open.feishu.cn/document/faq/trouble-shooting/how-to-resolve-error-230001).
 */
export function invalidParameter(reason: string): ApiRefusal {
  return new ApiRefusal(230001, `Your request contains an invalid request parameter, ext=${reason}.`);
}

/** One page of a list. A page token is the index of its first item, in base64url: clients must not read it. */
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
