/** The largest event that is put together, in bytes; as large as the webhook takes. */
const LARGEST_EVENT = 1024 * 1024;
/** Into how many parts an event may be cut. Feishu's own come in a handful. */
const MOST_PARTS = 4_096;
/** How much of unfinished events is kept, in bytes, and of how many. */
const LARGEST_UNFINISHED = 8 * LARGEST_EVENT;
const MOST_UNFINISHED = 256;
/** An event whose parts do not come is given up after this, ms; it was not acknowledged, so Feishu sends it again. */
const PATIENCE_MS = 10_000;
const LONGEST_ID = 256;

/** One part of an event, with what its frame says of it. */
export interface EventPart {
  readonly message_id: string | undefined;
  /** How many parts the event has, and which one this is, from 0. */
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
 * Puts the events of a long connection together from their parts, within bounds: in the SDK's own place for this, a frame
 * that announces a hundred million parts takes gigabytes. Its methods are those that the SDK's client calls.
 */
export class EventParts {
  readonly #unfinished = new Map<string, Unfinished>();
  #bytes = 0;

  /**
   * The parsed event if this was its last part, else null.
   *
   * @throws Error where the event is too large or cut into too many parts, is no JSON, or its parts contradict each other
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

  /** The SDK asks for this at its start; what is too old goes when the next part comes. */
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

  /** They stand in the order in which they began. */
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
