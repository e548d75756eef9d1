import { settleWithin } from '../base/patience.ts';
import type { LogOutput } from './logOutput.ts';

export interface LineWriterOptions {
  readonly output: LogOutput;
  /** The line that reports `lines` dropped lines, with its line feed. */
  readonly noticeOf: (lines: number, why: string) => string;
  /** How much may wait, in characters; default a million. */
  readonly most?: number;
}

/** A position among the waiting lines where some are missing. */
interface Gap {
  lines: number;
  readonly why: string;
}

/** What is written in one piece, or in several if the output takes less. */
interface Chunk {
  readonly items: readonly (string | Gap)[];
  readonly bytes: Buffer;
  /** How many bytes are written. */
  at: number;
}

const MOST_WAITING = 1_000_000;
const CHUNK_CHARACTERS = 64 * 1024;
/** How long the end of the process may wait for a blocked output, ms. */
const LAST_PATIENCE_MS = 500;
const NOT_TAKEN = 'nobody reads the log, or not fast enough';

/**
 * Writes log lines without ever waiting. The lines of one turn of the event loop are written together, since a system
 * call for each would cost a busy bot a tenth of its time.
 *
 * A blocked output (a full pipe) is tried again; up to {@link LineWriterOptions.most} characters wait meanwhile. If the
 * output fails (a full disk), those lines are dropped. Dropped lines are counted, and reported in their place once the
 * output works again.
 */
export class LineWriter {
  readonly #output: LogOutput;
  readonly #noticeOf: LineWriterOptions['noticeOf'];
  readonly #most: number;
  #waiting: (string | Gap)[] = [];
  /** Characters in {@link #waiting}. */
  #size = 0;
  #chunk: Chunk | undefined;
  #state: 'idle' | 'scheduled' | 'writing' | 'waiting' = 'idle';
  #failures = 0;
  /** The last write ended within a line. */
  #isCutOff = false;
  #dropped = 0;
  /** The remaining wait at the end of the process, ms. */
  #patienceMs = LAST_PATIENCE_MS;
  readonly #onIdle: (() => void)[] = [];

  constructor({ output, noticeOf, most = MOST_WAITING }: LineWriterOptions) {
    this.#output = output;
    this.#noticeOf = noticeOf;
    this.#most = most;
  }

  /** How many lines were dropped since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Queues a line, with its line feed. Never throws, never waits. */
  write(line: string): void {
    if (this.#size + line.length > this.#most) {
      this.#drop();
      return;
    }
    this.#waiting.push(line);
    this.#size += line.length;
    if (this.#state !== 'idle') return;
    this.#state = 'scheduled';
    setImmediate(() => void this.#run());
  }

  /** Resolves when everything is written, or after half a second. Call it before the process ends. */
  async flush(): Promise<void> {
    if (this.#state === 'idle') return;
    await settleWithin(LAST_PATIENCE_MS, new Promise<void>((resolve) => this.#onIdle.push(resolve)));
    this.#patienceMs = 0;
  }

  /**
   * The same synchronously, for a process that ends without {@link flush}. What another thread is writing at that time
   * may be lost.
   */
  finish(): void {
    if (this.#state === 'writing') this.#chunk = undefined;
    const until = performance.now() + this.#patienceMs;
    for (let chunk = this.#next(); chunk; chunk = this.#next()) {
      try {
        this.#took(chunk, this.#output.writeNow(chunk.bytes.subarray(chunk.at)));
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) return;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
    }
  }

  async #run(): Promise<void> {
    this.#state = 'writing';
    for (let chunk = this.#next(); chunk; chunk = this.#next()) {
      try {
        const written = this.#output.write(chunk.bytes.subarray(chunk.at));
        this.#took(chunk, typeof written === 'number' ? written : await written);
        this.#failures = 0;
      } catch (error) {
        if (!isBusy(error)) this.#lose(chunk, error);
        this.#tryLater(error);
        return;
      }
    }
    this.#state = 'idle';
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  /** A pipe is tried again soon, a disk up to a second later. */
  #tryLater(error: unknown): void {
    this.#failures += 1;
    const [least, most] = isBusy(error) ? [5, 100] : [50, 1_000];
    this.#state = 'waiting';
    setTimeout(() => void this.#run(), Math.min(most, least * 2 ** Math.min(this.#failures - 1, 10))).unref();
  }

  #next(): Chunk | undefined {
    this.#chunk ??= this.#take();
    return this.#chunk;
  }

  #take(): Chunk | undefined {
    if (this.#waiting.length === 0) return undefined;
    let text = this.#isCutOff ? '\n' : '';
    let count = 0;
    for (const item of this.#waiting) {
      if (text.length >= CHUNK_CHARACTERS) break;
      text += this.#textOf(item);
      if (typeof item === 'string') this.#size -= item.length;
      count += 1;
    }
    return { items: this.#waiting.splice(0, count), bytes: Buffer.from(text), at: 0 };
  }

  #textOf(item: string | Gap): string {
    return typeof item === 'string' ? item : this.#noticeOf(item.lines, item.why);
  }

  #took(chunk: Chunk, written: number): void {
    chunk.at += written;
    if (chunk.at > 0) this.#isCutOff = chunk.bytes[chunk.at - 1] !== LINE_FEED;
    if (chunk.at >= chunk.bytes.length) this.#chunk = undefined;
  }

  /** The unfinished lines of a chunk are lost; the dropped lines that it reported are still missing. */
  #lose(chunk: Chunk, error: unknown): void {
    const gap: Gap = { lines: 0, why: error instanceof Error ? error.message : String(error) };
    let end = chunk.bytes.length;
    for (const item of [...chunk.items].reverse()) {
      if (end <= chunk.at) break;
      end -= Buffer.byteLength(this.#textOf(item));
      gap.lines += typeof item === 'string' ? 1 : item.lines;
      this.#dropped += typeof item === 'string' ? 1 : 0;
    }
    this.#waiting.unshift(gap);
    this.#chunk = undefined;
  }

  /** There is no room for another line. */
  #drop(): void {
    this.#dropped += 1;
    const last = this.#waiting.at(-1);
    if (typeof last === 'object') last.lines += 1;
    else this.#waiting.push({ lines: 1, why: NOT_TAKEN });
  }
}

const LINE_FEED = '\n'.charCodeAt(0);

/** Whether the output is only blocked, as opposed to failed. */
function isBusy(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EBUSY' || code === 'EINTR';
}
