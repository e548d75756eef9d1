import type { DemoSandbox } from './pageOptions.ts';

/** What a visitor can break with one click. */
export const FAULT_SWITCHES = ['error500', 'cut', 'loseAnswer', 'duplicates'] as const;
export type FaultSwitch = (typeof FAULT_SWITCHES)[number];

/** How often an accepted event comes again while `duplicates` is on. */
const REPEATS = 2;

/** The switches for faults; each is on or off by itself. */
export class FaultSwitches {
  readonly #sandbox: DemoSandbox;
  readonly #off = new Map<FaultSwitch, () => void>();

  constructor(sandbox: DemoSandbox) {
    this.#sandbox = sandbox;
  }

  isOn(name: FaultSwitch): boolean {
    return this.#off.has(name);
  }

  toggle(name: FaultSwitch): void {
    const off = this.#off.get(name);
    if (!off) {
      this.#off.set(name, this.#on(name));
      return;
    }
    this.#off.delete(name);
    off();
  }

  #on(name: FaultSwitch): () => void {
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
