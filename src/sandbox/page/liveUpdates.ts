import { randomInt } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import { type Board, isReshaped, patch } from './board.ts';
import type { BoardRenderer } from './boardRenderer.tsx';
import type { DemoSandbox, DemoStatus } from './pageOptions.ts';

/** Changes within this are sent as one. */
const BATCH_MS = 40;
/** How often the bot is asked for its numbers while a page is open. */
const POLL_MS = 1_000;

export interface LiveUpdateParts {
  readonly sandbox: DemoSandbox;
  readonly status: () => Promise<DemoStatus>;
  readonly clock: Clock;
  readonly renderer: BoardRenderer;
}

/**
 * Keeps every open page up to date by server-sent events. Renders once for all visitors, on each change in the sandbox
 * and once a second for the bot's numbers, and sends only what differs.
 */
export class LiveUpdates {
  readonly #parts: LiveUpdateParts;
  readonly #streams = new Set<PassThrough>();
  #board: Board | undefined;
  /** Counts what was sent. It starts at a random number, so no number is used by two processes. */
  #revision = randomInt(1_000_000_000) * 1_000;
  readonly #offs: (() => void)[];
  #status: DemoStatus = { inbox: 0, outbox: 0, parked: 0, deliveries: [], parkedDeliveries: [] };
  #due: (() => void) | undefined;
  #poll: (() => void) | undefined;
  #closed = false;

  constructor(parts: LiveUpdateParts) {
    this.#parts = parts;
    const soon = (): void => this.refresh();
    const signals = ['message', 'update', 'instance', 'push', 'request'] as const;
    this.#offs = signals.map((signal) => parts.sandbox.on(signal, soon));
  }

  /** The board as it is now. The streams may be a moment behind it, never ahead. */
  async board(): Promise<{ board: Board; revision: number }> {
    await this.#askStatus();
    this.#send();
    return { board: this.#board ?? this.#render(), revision: this.#revision };
  }

  /** The bot's numbers and deliveries as last asked for. */
  get status(): DemoStatus {
    return this.#status;
  }

  /** A stream of patches for one visitor, whose page shows the board of `revision` or an older one. */
  open(revision: number): Readable {
    const stream = new PassThrough();
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    // At once, so the browser knows that it is connected; and how long to wait before it tries again.
    stream.write('retry: 1500\n\n');
    // A visitor who comes back after a break gets everything again.
    if (revision !== this.#revision) stream.write(event('patch', whole(this.#board ?? this.#render())));
    this.#pollOn();
    return stream;
  }

  /** Shows changes, together with all that follow shortly. */
  refresh(): void {
    if (this.#due || this.#closed) return;
    const { clock } = this.#parts;
    this.#due = clock.at(
      clock.now() + BATCH_MS,
      () => {
        this.#due = undefined;
        void this.#askStatus().then(() => this.#send());
      },
      { background: true },
    );
  }

  close(): void {
    this.#closed = true;
    for (const off of this.#offs) off();
    this.#due?.();
    this.#poll?.();
    for (const stream of this.#streams) stream.end();
  }

  #send(): void {
    if (this.#closed) return;
    const before = this.#board ?? [];
    const after = this.#render();
    const changes = patch(before, after);
    if (changes === '') return;
    this.#revision += 1;
    const message = isReshaped(before, after) ? event('reload', '') : event('patch', changes);
    for (const stream of this.#streams) stream.write(message);
  }

  #render(): Board {
    this.#board = this.#parts.renderer.render(this.#status);
    return this.#board;
  }

  async #askStatus(): Promise<void> {
    // The bot may be starting or stopping: then its last numbers stay.
    this.#status = await this.#parts.status().catch(() => this.#status);
  }

  #pollOn(): void {
    if (this.#poll || this.#closed) return;
    const { clock } = this.#parts;
    const again = (): void => {
      this.#poll = undefined;
      if (this.#streams.size === 0) return;
      this.refresh();
      this.#pollOn();
    };
    this.#poll = clock.at(clock.now() + POLL_MS, again, { background: true });
  }
}

function event(name: string, html: string): string {
  const lines = html.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `event: ${name}\n${lines.join('')}\n`;
}

/** Every container with all its parts. */
function whole(board: Board): string {
  return board
    .map(({ id, parts }) =>
      id === 'controls'
        ? [...parts.values()].map((html) => html.replace(/^<[a-z]+/, '$& hx-swap-oob="true"')).join('')
        : `<div id="${id}" hx-swap-oob="innerHTML">${[...parts.values()].join('')}</div>`,
    )
    .join('');
}
