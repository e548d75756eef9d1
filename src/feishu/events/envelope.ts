import { createHash } from 'node:crypto';

/** An event, v1 or v2, unwrapped but not yet interpreted. */
export interface FeishuEvent {
  /** v1: the outer `uuid`; v2: `header.event_id`. Unique for each event. */
  readonly id: string;
  readonly type: string;
  readonly appId: string;
  readonly token: string;
  /** v2: when Feishu wrote the envelope, ms since the epoch; undefined if it does not say. */
  readonly writtenAt?: number | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  /** The whole envelope as text. */
  readonly text: string;
}

export type Envelope =
  | { readonly kind: 'event'; readonly event: FeishuEvent }
  /** Feishu asks whether this address is ours
   * (open.feishu.cn/document/event-subscription-guide/event-subscriptions/event-subscription-configure-/choose-a-subscription-mode/send-notifications-to-developers-server).
   * */
  | { readonly kind: 'challenge'; readonly challenge: string; readonly token: string }
  | { readonly kind: 'none' };

/**
 * Reads an envelope
 * (open.feishu.cn/document/server-docs/event-subscription-guide/overview): v2 has `schema` and `header`, v1 has
 * `uuid` and `event`. `none`: it is neither.
 */
export function readEnvelope(parsed: unknown, text: string): Envelope {
  const outer = asRecord(parsed);
  if (!outer) return { kind: 'none' };
  if (outer.type === 'url_verification' && typeof outer.challenge === 'string') {
    return { kind: 'challenge', challenge: outer.challenge, token: stringOf(outer.token) };
  }
  const header = asRecord(outer.header);
  const inner = asRecord(outer.event);
  const body = inner ?? {};
  const event: FeishuEvent = header
    ? {
        id: eventId(header.event_id, stringOf(header.event_type), text),
        type: stringOf(header.event_type),
        appId: stringOf(header.app_id),
        token: stringOf(header.token),
        writtenAt: momentOf(header.create_time),
        body,
        text,
      }
    : {
        id: eventId(outer.uuid, stringOf(body.type), text),
        type: stringOf(body.type),
        appId: stringOf(body.app_id),
        token: stringOf(outer.token),
        writtenAt: undefined,
        body,
        text,
      };
  const hasEvent = 'event' in outer;
  if (!hasEvent || event.id === '') return { kind: 'none' };
  return { kind: 'event', event };
}

/**
 * The unique id of this event. Without a usable id, but with a type, it is made from the text: an error answer would
 * make Feishu hold back everything behind it. Empty: it is not an event.
 */
function eventId(id: unknown, type: string, text: string): string {
  if (typeof id === 'string' && id !== '') return id;
  if (typeof id === 'number') return String(id);
  return type === '' ? '' : `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Milliseconds are documented, microseconds are shown: the first thirteen digits are milliseconds in either. */
function momentOf(value: unknown): number | undefined {
  const digits = String(value);
  if (!/^[1-9]\d{12,18}$/.test(digits)) return undefined;
  return Number(digits.slice(0, 13));
}

export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
