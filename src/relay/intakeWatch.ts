import type { Clock } from '../base/clock.ts';
import { startLoop } from '../base/loop.ts';

const LOOK_MS = 5_000;
/** Feishu tries again within that time; what was pushed during a longer silence may be lost. */
const LONG_MS = 60_000;

/** Tells when the intake is back after it was down for over a minute: something may have been missed. */
export function watchIntake(
  fault: () => string | undefined,
  { clock, onBack }: { readonly clock: Clock; readonly onBack: () => void },
): { stop(): Promise<void> } {
  let downSince: number | undefined;
  return startLoop({ clock, everyMs: LOOK_MS, onError: () => undefined }, async () => {
    if (fault() !== undefined) {
      downSince ??= clock.now();
      return;
    }
    if (downSince !== undefined && clock.now() - downSince > LONG_MS) onBack();
    downSince = undefined;
  });
}
