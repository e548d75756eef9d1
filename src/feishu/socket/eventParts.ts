/** The largest event, in bytes; the same as for the webhook. */
const LARGEST_EVENT = 1024 * 1024;
/** How many parts an event may have. Feishu's own have a few. */
const MOST_PARTS = 4_096;
/** Limits for unfinished events: bytes and number. */
const LARGEST_UNFINISHED = 8 * LARGEST_EVENT;
const MOST_UNFINISHED = 256;
/** An incomplete event is dropped after this, ms; it was not acknowledged, so Feishu sends it again. */
const PATIENCE_MS = 10_000;
const LONGEST_ID = 256;

/** One part of an event, with the facts of its frame. */
export interface EventPart {
  readonly message_id: string | undefined;
  /** How many parts the event has, and the index of this one, from 0. */
  readonly sum: number;
  readonly seq: number;
  readonly data: Uint8Array | undefined;
}

interface Unfinished {
  readonly parts: (Uint8Array | undefined)[];
  missing: number;
  bytes: number;
  readonly since: number;
}

/**
 * Joins the parts of a long connection's events, with limits: in the SDK's own class, a frame that announces a hundred
 * million parts takes gigabytes. Its methods are those that the SDK's client calls.
 */
export class EventParts {
  readonly #unfinished = new Map<string, Unfinished>();
  #bytes = 0;

  /**
   * The parsed event if this was its last part, else null.
   *
   * @throws Error if the event is too large or has too many parts, is not JSON, or its parts contradict each other
   */
  mergeData({ message_id: id, sum, seq, data }: EventPart): unknown {
    if (!Number.isInteger(sum) || sum <= 0 || !Number.isInteger(seq) || seq < 0 || seq >= sum) {
      throw new Error('it is no part of an event');
    }
    if (sum > MOST_PARTS) throw new Error(`it announces ${sum} parts, more than ${MOST_PARTS}`);
    if (typeof id !== 'string' || id.length > LONGEST_ID || !data)
      throw new Error('it is no part of an event');
    if (data.length > LARGEST_EVENT) throw new Error(`its event is larger than ${LARGEST_EVENT} bytes`);
    if (sum === 1) return parse([data]);
    this.#expire();
    const event = this.#unfinished.get(id) ?? this.#begin(id, sum);
    if (event.parts.length !== sum) throw new Error('its parts do not agree how many they are');
    this.#put(event, seq, data);
    if (event.bytes > LARGEST_EVENT) {
      this.#forget(id);
      throw new Error(`its event is larger than ${LARGEST_EVENT} bytes`);
    }
    if (event.missing > 0) {
      this.#makeRoom();
      return null;
    }
    this.#forget(id);
    return parse(event.parts as Uint8Array[]);
  }

  /** Forgets all parts. */
  destroy(): void {
    this.#unfinished.clear();
    this.#bytes = 0;
  }

  /** The SDK calls this at its start; old events are dropped when the next part comes. */
  clearAtInterval(): void {}

  #begin(id: string, sum: number): Unfinished {
    const event = {
      parts: new Array<undefined>(sum).fill(undefined),
      missing: sum,
      bytes: 0,
      since: performance.now(),
    };
    this.#unfinished.set(id, event);
    return event;
  }

  #put(event: Unfinished, seq: number, data: Uint8Array): void {
    const before = event.parts[seq];
    if (!before) event.missing -= 1;
    const grown = data.length - (before?.length ?? 0);
    event.parts[seq] = data;
    event.bytes += grown;
    this.#bytes += grown;
  }

  #forget(id: string): void {
    this.#bytes -= this.#unfinished.get(id)?.bytes ?? 0;
    this.#unfinished.delete(id);
  }

  /** They are in the order in which they began. */
  #expire(): void {
    for (const [id, { since }] of this.#unfinished) {
      if (performance.now() - since <= PATIENCE_MS) return;
      this.#forget(id);
    }
  }

  #makeRoom(): void {
    for (const id of this.#unfinished.keys()) {
      if (this.#unfinished.size <= MOST_UNFINISHED && this.#bytes <= LARGEST_UNFINISHED) return;
      this.#forget(id);
    }
  }
}

function parse(parts: readonly Uint8Array[]): unknown {
  return JSON.parse(new TextDecoder().decode(Buffer.concat(parts)));
}
