import { atMost } from './atMost.ts';
import type { Clock } from './clock.ts';
import { asError } from './errors.ts';
import type { Log } from './log.ts';

/**
 * The steps that shut a program down, pushed as soon as each part exists and run in reverse. The others run even if one
 * step fails; a half-started program is shut down in the same way.
 */
export class Closers {
  readonly #steps: { name: string; close: () => Promise<void> | void }[] = [];
  #closing: Promise<void> | undefined;

  push(name: string, close: () => Promise<void> | void): void {
    this.#steps.push({ name, close });
  }

  /** Idempotent: a second caller gets the same promise. Throws an AggregateError of what failed, by name. */
  close(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  async #run(): Promise<void> {
    const failures: Error[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.close();
      } catch (thrown) {
        failures.push(new Error(`${step.name}: ${asError(thrown).message}`, { cause: thrown }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map((f) => f.message).join('; '));
  }
}

/** Closes everything, but waits no longer than `spanMs`. What failed is logged. Never rejects. */
export function closeWithin(
  spanMs: number,
  closers: Closers,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<'done' | 'late'> {
  const closing = closers.close().catch((thrown: unknown) => {
    log.warn({ error: asError(thrown).message }, 'not everything closed well');
  });
  return atMost(clock, spanMs, closing);
}
