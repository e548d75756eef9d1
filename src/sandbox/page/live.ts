import { randomInt } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import type { Clock } from '../../base/clock.ts';
import { type Board, isReshaped, patch } from './board.ts';
import type { DemoSandbox, DemoStatus } from './demo.ts';
import type { Painter } from './painter.tsx';
import type { Language } from './words.ts';

/** Changes that come together are shown together. */
const GATHER_MS = 40;
/** How often the bot's own numbers are asked for while somebody looks. */
const POLL_MS = 1_000;

export interface LiveParts {
  readonly sandbox: DemoSandbox;
  readonly status: () => Promise<DemoStatus>;
  readonly clock: Clock;
  readonly painters: ReadonlyMap<Language, Painter>;
}

/**
 * Keeps every open page up to date by server-sent events. Paints once for all visitors of a language, when the
 * sandbox tells of a change and once a second for the bot's numbers, and sends only what differs.
 */
export class Live {
  readonly #parts: LiveParts;
  readonly #streams = new Map<PassThrough, Language>();
  readonly #boards = new Map<Language, Board>();
  /** Counts what streams were told; begins anew with each process, so no number is used twice. */
  #revision = randomInt(1_000_000_000) * 1_000;
  readonly #offs: (() => void)[];
  #status: DemoStatus = { inbox: 0, outbox: 0, parked: 0, deliveries: [] };
  #due: (() => void) | undefined;
  #poll: (() => void) | undefined;
  #closed = false;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    const soon = (): void => this.refresh();
    const signals = ['message', 'update', 'instance', 'push', 'request'] as const;
    this.#offs = signals.map((signal) => parts.sandbox.on(signal, soon));
  }

  /** The board as it is now; what streams were told may lag behind it by a moment, never the reverse. */
  async board(language: Language): Promise<{ board: Board; revision: number }> {
    await this.#askStatus();
    this.#tell();
    const board = this.#boards.get(language) ?? this.#paint(language);
    return { board, revision: this.#revision };
  }

  /** A stream of patches for one visitor, whose page shows the board of `revision`, or an older one. */
  open(language: Language, revision: number): Readable {
    const stream = new PassThrough();
    this.#streams.set(stream, language);
    stream.once('close', () => this.#streams.delete(stream));
    // Said at once, so that the browser knows that it is connected; and how long to wait before it tries again.
    stream.write('retry: 1500\n\n');
    // Whoever comes back after a break gets everything anew.
    if (revision !== this.#revision) {
      stream.write(event('patch', whole(this.#boards.get(language) ?? this.#paint(language))));
    }
    this.#pollOn();
    return stream;
  }

  /** Shows changes, all those of the next moment at once. */
  refresh(): void {
    if (this.#due || this.#closed) return;
    const { clock } = this.#parts;
    this.#due = clock.at(
      clock.now() + GATHER_MS,
      () => {
        this.#due = undefined;
        void this.#askStatus().then(() => this.#tell());
      },
      { background: true },
    );
  }

  close(): void {
    this.#closed = true;
    for (const off of this.#offs) off();
    this.#due?.();
    this.#poll?.();
    for (const stream of this.#streams.keys()) stream.end();
  }

  #tell(): void {
    if (this.#closed) return;
    for (const language of new Set([...this.#streams.values(), ...this.#boards.keys()])) {
      const before = this.#boards.get(language) ?? [];
      const after = this.#paint(language);
      const changes = patch(before, after);
      if (changes === '') continue;
      this.#revision += 1;
      const message = isReshaped(before, after) ? event('reload', '') : event('patch', changes);
      for (const [stream, spoken] of this.#streams) if (spoken === language) stream.write(message);
    }
  }

  #paint(language: Language): Board {
    const board = this.#parts.painters.get(language)?.paint(this.#status) ?? [];
    this.#boards.set(language, board);
    return board;
  }

  async #askStatus(): Promise<void> {
    // The bot may be starting or stopping: then its last numbers stand.
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

/** Every container with all it holds. */
function whole(board: Board): string {
  return board
    .map(({ id, parts }) =>
      id === 'controls'
        ? [...parts.values()].map((html) => html.replace(/^<[a-z]+/, '$& hx-swap-oob="true"')).join('')
        : `<div id="${id}" hx-swap-oob="innerHTML">${[...parts.values()].join('')}</div>`,
    )
    .join('');
}
