/** Longer than any wait takes on a busy machine, ms. */
const LONGEST_MS = 120_000;

/**
 * Named events to listen to or wait for. Tests await these instead of sleeping, so each one is emitted after the state has
 * changed.
 */
export class Signals<Map extends object> {
  readonly #listeners = new Set<(name: keyof Map, about: Map[keyof Map]) => void>();

  emit<Name extends keyof Map>(name: Name, about: Map[Name]): void {
    for (const listener of [...this.#listeners]) listener(name, about);
  }

  /** Calls `listener` at every `name`; returns what ends that. */
  on<Name extends keyof Map>(name: Name, listener: (about: Map[Name]) => void): () => void {
    return this.#onAny((happened, about) => {
      if (happened === name) listener(about as Map[Name]);
    });
  }

  /**
   * Resolves with what `look` finds: now, or after any later signal (anything but undefined, null and
   * false). Rejects after `withinMs` of real time, since a shifted clock must not end a wait.
   */
  until<T>(look: () => T | undefined | null | false, withinMs = LONGEST_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const asked = new Error(`not seen within ${withinMs} ms: ${String(look).slice(0, 200)}`);
      const timer = setTimeout(() => end(() => reject(asked)), withinMs);
      const off = this.#onAny(() => check());
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        off();
        settle();
      };
      const check = (): void => {
        try {
          const found = look();
          if (found !== undefined && found !== null && found !== false) end(() => resolve(found));
        } catch (thrown) {
          end(() => reject(thrown));
        }
      };
      check();
    });
  }

  /** The next `name` that `matches`; earlier ones do not count. */
  next<Name extends keyof Map>(
    name: Name,
    matches: (about: Map[Name]) => boolean = () => true,
    withinMs?: number,
  ): Promise<Map[Name]> {
    let found: Map[Name] | undefined;
    const off = this.on(name, (about) => {
      if (found === undefined && matches(about)) found = about;
    });
    return this.until(() => found, withinMs).finally(off);
  }

  #onAny(listener: (name: keyof Map, about: Map[keyof Map]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
