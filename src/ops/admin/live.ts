import { PassThrough, type Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';

/** How often it checks for changes while a page is open. */
const CHECK_MS = 2_000;
/** At most this many pages are kept up to date; others must be reloaded by hand. */
const MOST_STREAMS = 50;

export interface LiveParts {
  readonly clock: Clock;
  /** A text that changes whenever a page would look different. */
  readonly beat: () => Promise<string>;
}

/** Notifies open pages of changes by server-sent events; each page then fetches its content. */
export class Live {
  readonly #parts: LiveParts;
  /** Each with the state that its page shows. */
  readonly #streams = new Map<PassThrough, string>();
  #isLooking = false;
  #timer: (() => void) | undefined;
  #isClosed = false;

  constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  /**
   * A stream for one page; undefined: there are too many.
   *
   * @param seen the beat when the page was made
   * @param until when the session ends, ms since the epoch
   */
  open(seen: string, until: number): Readable | undefined {
    if (this.#isClosed || this.#streams.size >= MOST_STREAMS) return undefined;
    const { clock } = this.#parts;
    const stream = new PassThrough();
    const end = clock.at(until, () => stream.end(), { background: true });
    this.#streams.set(stream, seen);
    stream.once('close', () => {
      end();
      this.#streams.delete(stream);
    });
    // At once, so the browser knows that it is connected; with the wait before it reconnects.
    stream.write('retry: 2000\n\n');
    this.#checkLater();
    return stream;
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.();
    for (const stream of this.#streams.keys()) stream.end();
  }

  #checkLater(): void {
    if (this.#timer || this.#isClosed) return;
    const { clock } = this.#parts;
    const again = (): void => {
      this.#timer = undefined;
      if (this.#streams.size === 0) return;
      void this.#check().finally(() => this.#checkLater());
    };
    this.#timer = clock.at(clock.now() + CHECK_MS, again, { background: true });
  }

  async #check(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const beat = await this.#parts.beat();
      for (const [stream, seen] of this.#streams) {
        if (seen === beat) continue;
        this.#streams.set(stream, beat);
        stream.write(CHANGED);
      }
    } catch {
      // The store is away: the page says so when it is loaded again.
    } finally {
      this.#isLooking = false;
    }
  }
}

const CHANGED = 'event: changed\ndata:\n\n';
