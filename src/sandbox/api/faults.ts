import type { Clock } from '../../base/clock.ts';

/** A fault to inject. Without `api`, `chat`, `instance` and `message` it hits every request. */
export interface InjectedFault {
  /** `message.create`, `message.reply`, `message.patch`, `instance.get`, … as in the request log. */
  readonly api?: string;
  readonly chat?: string;
  readonly instance?: string;
  readonly message?: string;
  /**
   * - `status`: answers `status` (and `code`, `body`, `headers`) without doing anything;
   * - `hang`: answers nothing, until the faults are cleared or the client gives up;
   * - `cut`: closes the connection without doing anything;
   * - `hangAnswer`: does what was asked, then answers nothing, like `hang`;
   * - `loseAnswer`: does what was asked, then closes the connection;
   * - `slow`: waits `delayMs` before it does what was asked.
   */
  readonly kind: 'status' | 'hang' | 'cut' | 'hangAnswer' | 'loseAnswer' | 'slow';
  /** For `status`: the HTTP status, default 500. */
  readonly status?: number;
  /** For `status`: Feishu's code; makes a JSON answer. */
  readonly code?: number;
  /** For `status`: the message that comes with `code`. */
  readonly msg?: string;
  /** For `status`: the raw body, instead of `code`. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** How many requests it hits before it is gone; default all. */
  readonly times?: number;
  /** The share of matching requests it hits, 0 to 1; default all. */
  readonly ratio?: number;
}

/** What a request is about, from its address and body. */
export interface RequestTarget {
  readonly api: string;
  readonly chat?: string;
  readonly instance?: string;
  readonly message?: string;
}

export interface Faults {
  /** Adds a fault; returns what removes it and releases what hangs by it. */
  add(fault: InjectedFault): () => void;
  /** Removes all and releases every hung request: its connection is cut. */
  clear(): void;
}

interface Entry {
  readonly fault: InjectedFault;
  left: number;
  readonly hung: Set<() => void>;
}

export class FaultInjector implements Faults {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #entries = new Set<Entry>();

  constructor(clock: Clock, random: () => number = Math.random) {
    this.#clock = clock;
    this.#random = random;
  }

  add(fault: InjectedFault): () => void {
    const entry: Entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY, hung: new Set() };
    this.#entries.add(entry);
    return () => this.#remove(entry);
  }

  clear(): void {
    for (const entry of [...this.#entries]) this.#remove(entry);
  }

  /** The first fault that matches this request, or undefined. Counts the hit. */
  match(target: RequestTarget): { fault: InjectedFault; untilReleased: () => Promise<void> } | undefined {
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (entry.left <= 0 || !matches(fault, target)) continue;
      if (fault.ratio !== undefined && this.#random() >= fault.ratio) continue;
      entry.left -= 1;
      return { fault, untilReleased: () => new Promise((release) => entry.hung.add(release)) };
    }
    return undefined;
  }

  /** Waits out a `slow` fault on the sandbox's clock. */
  delay(spanMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.at(this.#clock.now() + spanMs, resolve, { background: true });
    });
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry);
    for (const release of entry.hung) release();
  }
}

function matches(fault: InjectedFault, target: RequestTarget): boolean {
  return (['api', 'chat', 'instance', 'message'] as const).every(
    (key) => fault[key] === undefined || fault[key] === target[key],
  );
}
