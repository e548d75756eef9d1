import { asIs, type Text } from '../../base/language.ts';
import { saidText } from '../../words/networkText.ts';
import { idOf } from '../ids.ts';
import { ExchangeFailed, type Incoming } from './exchange.ts';
import { feishuWords, partsOfMessage } from './feishuWords.ts';
import { type NetworkFailure, networkFailure } from './networkFailure.ts';

/** Facts about a failed request; see {@link FeishuError}. */
export interface FeishuErrorFacts {
  readonly code?: number | undefined;
  readonly status?: number | undefined;
  readonly logId?: string;
  readonly resetSeconds?: number | undefined;
  readonly reached?: 'no' | 'maybe';
  readonly failure?: NetworkFailure | undefined;
  readonly isFirst?: boolean;
  /** Feishu's own message, uncut. */
  readonly raw?: string;
}

/**
 * A request to Feishu that did not end in `code: 0`. It contains nothing of the request, no token and no secret, and
 * its message no form value: it may be logged and stored as it is.
 */
export class FeishuError extends Error {
  override readonly name = 'FeishuError';
  /** Feishu's `code`. Absent: no answer of Feishu's came, see {@link FeishuError.failure}. */
  readonly code: number | undefined;
  /** HTTP status; absent if there was no answer at all. */
  readonly status: number | undefined;
  /** `X-Tt-Logid` or `log_id`, by which Feishu's support finds the request; empty if there is none. */
  readonly logId: string;
  /** `x-ogw-ratelimit-reset`: how many seconds to pause, {@link LONGEST_PAUSE_S} at most. */
  readonly resetSeconds: number | undefined;
  /** `no`: it certainly did not take effect. `maybe`: unknown (no code, a 5xx, an internal error, still being sent). */
  readonly reached: 'no' | 'maybe';
  /** Why there is no code. */
  readonly failure: NetworkFailure | undefined;
  /** Feishu had not been reached since the program started. */
  readonly isFirst: boolean;
  /** Private, so neither JSON nor a logger shows it. */
  readonly #raw: string;

  constructor(message: string, facts: FeishuErrorFacts) {
    super(message);
    this.code = facts.code;
    this.status = facts.status;
    this.logId = facts.logId ?? '';
    this.resetSeconds = facts.resetSeconds;
    this.reached = facts.reached ?? (isUncertain(facts.code, facts.status) ? 'maybe' : 'no');
    this.failure = facts.failure;
    this.isFirst = facts.isFirst ?? false;
    this.#raw = facts.raw ?? message;
  }

  /** The same failure, with more facts. */
  with(facts: Pick<FeishuErrorFacts, 'reached' | 'isFirst'>): FeishuError {
    return new FeishuError(this.message, { ...this, raw: this.#raw, ...facts });
  }

  /** Feishu's own words, cut like the message, but keeping the texts of our own templates that `isOurs` knows. */
  words(isOurs: (text: string) => boolean): string {
    return feishuWords(this.#raw, isOurs);
  }

  /** The code inside Feishu's message, which says what is wrong with a card; undefined: there is none. */
  get subCode(): number | undefined {
    return partsOfMessage(this.#raw).errCode;
  }

  /** Feishu's raw message, up to a few thousand characters: only for parsing, never to be logged or stored. */
  get raw(): string {
    return this.#raw;
  }
}

/** Why a request failed, in Feishu's own words, cut, and with its code, or why no answer came: part of a sentence. */
export function whyOf({ message, code }: FeishuError): Text {
  const why = message.replace(/[.。]\s*$/, '');
  return code === undefined ? saidText(why) : asIs(`${why} (${code})`);
}

/** "It is being sent": the first of two requests with one key is still running. */
const BEING_SENT: ReadonlySet<number> = new Set([230049, 18121]);

/** Internal errors of Feishu: the message may be in the group, or not. */
export const INTERNAL_ERRORS: ReadonlySet<number> = new Set([
  1500, 1503, 1551, 1557, 1642, 1663, 1665, 1668, 2200, 4006, 5000, 10101, 10105, 10500, 18053, 40003, 40006,
  190003, 1000003, 1395001,
]);

/** A 5xx does not say where it failed, even with a code. */
function isUncertain(code: number | undefined, status: number | undefined): boolean {
  if (status !== undefined && status >= 500) return true;
  // A gateway or proxy refused it: the request went no further. With 408 it may have.
  if (code === undefined) return status === undefined || status < 300 || status === 408;
  return BEING_SENT.has(code) || INTERNAL_ERRORS.has(code);
}

/** Any failure of a request, as a FeishuError. */
export function toFeishuError(thrown: unknown): FeishuError {
  if (thrown instanceof FeishuError) return thrown;
  if (thrown instanceof ExchangeFailed) {
    const { failure, detail } = networkFailure(thrown.cause as Error);
    // The proxy has not passed the request on.
    const isKept = failure === 'proxy-login' || failure === 'proxy';
    const reached = thrown.hasLeft && !isKept ? 'maybe' : 'no';
    return new FeishuError(`no answer (${detail})`, { failure, reached });
  }
  // Thrown before the request was made, or while its answer was read: it is unknown which.
  return new FeishuError(
    thrown instanceof Error ? thrown.message.slice(0, MOST_MESSAGE) : 'unknown failure',
    {},
  );
}

const MOST_MESSAGE = 500;
const MOST_RAW = 4_000;

/** An answer that is not a success. It may be anything, such as a gateway's HTML page. */
export function answerError(body: unknown, status: number, headers: Incoming['headers'] = {}): FeishuError {
  const { code, msg, error, log_id } = (typeof body === 'object' && body !== null ? body : {}) as {
    code?: unknown;
    msg?: unknown;
    log_id?: unknown;
    error?: { log_id?: unknown; field_violations?: unknown } | null;
  };
  const logId = idOf(headers['x-tt-logid']) || idOf(error?.log_id) || idOf(log_id);
  if (typeof code !== 'number' || !Number.isSafeInteger(code)) {
    const type =
      typeof headers['content-type'] === 'string' ? `, ${headers['content-type'].slice(0, 40)}` : '';
    const failure = status === 407 ? 'proxy-login' : 'not-feishu';
    return new FeishuError(`HTTP ${status}${type}: not an answer of Feishu's`, { status, logId, failure });
  }
  const said = typeof msg === 'string' && msg !== '' ? msg.slice(0, MOST_RAW) : `HTTP ${status}`;
  const raw = said + violationsIn(error?.field_violations);
  const resetSeconds = pauseSeconds(headers['x-ogw-ratelimit-reset']);
  return new FeishuError(feishuWords(raw), { code, status, logId, raw, resetSeconds });
}

/** Which fields of the request Feishu refuses, if it says so (99992402). */
function violationsIn(violations: unknown): string {
  if (!Array.isArray(violations)) return '';
  const fields = violations.slice(0, 5).map((violation: { field?: unknown } | null) => violation?.field);
  const named = fields.filter((field): field is string => typeof field === 'string' && field.length <= 64);
  return named.length > 0 ? `; field: ${named.join(', ')}` : '';
}

/** The longest pause, whatever Feishu asks for. */
const LONGEST_PAUSE_S = 300;

/** Seconds; larger values than five minutes have been seen in milliseconds. */
function pauseSeconds(header: unknown): number | undefined {
  const value = Number(header);
  if (!(value > 0)) return undefined;
  return Math.min(Math.ceil(value > LONGEST_PAUSE_S ? value / 1_000 : value), LONGEST_PAUSE_S);
}
