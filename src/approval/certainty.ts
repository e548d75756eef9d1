import type { Unknowable } from './condition.ts';

/** Yes, no, or unknown and why. */
export interface Certain {
  readonly is: 'yes' | 'no' | 'unknown';
  readonly why?: Unknowable;
}

export const NO: Certain = { is: 'no' };
const YES: Certain = { is: 'yes' };

export function yesIf(holds: boolean): Certain {
  return holds ? YES : NO;
}

export function unknown(why: Unknowable): Certain {
  return { is: 'unknown', why };
}

/** One "no" decides. */
export function all(parts: readonly Certain[]): Certain {
  return parts.find(({ is }) => is === 'no') ?? parts.find(({ is }) => is === 'unknown') ?? YES;
}

/** One "yes" decides. */
export function any(parts: readonly Certain[]): Certain {
  return parts.find(({ is }) => is === 'yes') ?? parts.find(({ is }) => is === 'unknown') ?? NO;
}

/** The negation of "unknown" is unknown. */
export function isNot(part: Certain): Certain {
  if (part.is === 'unknown') return part;
  return part.is === 'yes' ? NO : YES;
}
