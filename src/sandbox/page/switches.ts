import type { DemoSandbox } from './demo.ts';

/** What a visitor can break with one click. */
export const SWITCHES = ['error500', 'cut', 'loseAnswer', 'duplicates'] as const;
export type SwitchName = (typeof SWITCHES)[number];

/** How often an event comes again after it was taken, while `duplicates` is on. */
const REPEATS = 2;

/** The switches for faults; each can be on by itself. */
export class Switches {
  readonly #sandbox: DemoSandbox;
  readonly #off = new Map<SwitchName, () => void>();

  constructor(sandbox: DemoSandbox) {
    this.#sandbox = sandbox;
  }

  isOn(name: SwitchName): boolean {
    return this.#off.has(name);
  }

  toggle(name: SwitchName): void {
    const off = this.#off.get(name);
    if (!off) {
      this.#off.set(name, this.#on(name));
      return;
    }
    this.#off.delete(name);
    off();
  }

  #on(name: SwitchName): () => void {
    const { faults } = this.#sandbox;
    switch (name) {
      case 'error500':
        return faults.add({ kind: 'status', status: 500 });
      case 'cut':
        return faults.add({ kind: 'cut' });
      case 'loseAnswer':
        return faults.add({ kind: 'loseAnswer', api: 'message.create' });
      case 'duplicates':
        this.#sandbox.turn({ duplicatePushes: REPEATS });
        return () => this.#sandbox.turn({ duplicatePushes: 0 });
    }
  }
}
