import type { z } from 'zod';
import type { ReconcileSettings } from './settings.ts';
import { orFalse, section } from './shape.ts';
import { schedule, spanMs } from './times.ts';
import { wholeNumber } from './words.ts';

export const RECONCILE_DEFAULTS: ReconcileSettings = {
  schedule: '17 */6 * * *',
  lookbackMs: 7 * 86_400_000,
  requestsPerHour: 600,
  requestsPerMonth: 2_000,
};

export const reconcileSection = section({
  schedule: schedule.default(RECONCILE_DEFAULTS.schedule),
  lookback: spanMs.default(RECONCILE_DEFAULTS.lookbackMs),
  requestsPerHour: wholeNumber(1).default(RECONCILE_DEFAULTS.requestsPerHour),
  requestsPerMonth: wholeNumber(0).default(RECONCILE_DEFAULTS.requestsPerMonth),
});

/** `reconcile`: keys over the defaults, or `false`. */
export const reconcile: z.ZodType<ReconcileSettings | false> = orFalse(
  reconcileSection.transform(({ lookback, ...rest }) => ({ ...rest, lookbackMs: lookback })),
);
