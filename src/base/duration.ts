const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * A span as people write it in the configuration: `90s`, `30m`, `8h`, `3d`.
 * Amount and unit are kept together with `ms` because in working time `1d` is one working day, not 24 hours.
 */
export interface Duration {
  readonly amount: number;
  readonly unit: keyof typeof UNIT_MS;
  /** The span in milliseconds of plain (not working) time. */
  readonly ms: number;
}

/** A hundred years: a time further away cannot be stored, or is none. */
const LONGEST_MS = 36_500 * UNIT_MS.d;

/** Reads `90s`, `30m`, `8h` or `3d`, up to a hundred years; undefined for any other text. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(s|m|h|d)$/.exec(text.trim());
  if (!match) return undefined;
  const unit = match[2] as Duration['unit'];
  const amount = Number(match[1]);
  const ms = Math.round(amount * UNIT_MS[unit]);
  return ms > LONGEST_MS ? undefined : { amount, unit, ms };
}
