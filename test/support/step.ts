import type { ShiftableClock } from '../../src/base/clock.ts';

/** Moves a clock on, and resolves when everything that fell due by that has been called. */
export async function step(clock: ShiftableClock, spanMs: number): Promise<void> {
  clock.advance(spanMs);
  // Timers that are due at once are called in the order in which they were set, and this is the last.
  await new Promise<void>((resolve) => void clock.at(clock.now(), resolve));
}
