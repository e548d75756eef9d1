import { z } from 'zod';
import { kindOf, Scalar } from './tree.ts';

/** Why a value is not taken: the rest of a sentence that begins with the key's name. */
export class Refusal {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

export function refuse(message: string): Refusal {
  return new Refusal(message);
}

/** What an issue carries beside its message: see `issues.ts`. */
export interface IssueFacts {
  /** The key is what is wrong, not its value. */
  readonly atKey?: true;
  /** The key is unknown; these are known. */
  readonly known?: readonly string[];
}

/** As much of zod's context as adding an issue needs. */
export interface IssueSink {
  readonly issues: z.core.$ZodRawIssue[];
}

/** Adds an issue at a path below the value being read. */
export function addIssue(
  sink: IssueSink,
  message: string,
  path: readonly (string | number)[] = [],
  facts: IssueFacts = {},
): void {
  sink.issues.push({ code: 'custom', input: undefined, message, path: [...path], params: { ...facts } });
}

/** How the text of one scalar becomes a value. */
export type Read<T> = (text: string, scalar: Scalar) => T | Refusal;

/**
 * A value read from one scalar's text.
 *
 * @param expected what belongs there, as in "give …": `a whole number from 0 to 65535`
 * @param empty what an empty text means; without it an empty text is refused
 */
export function leaf<T>(expected: string, read: Read<T>, empty?: T): z.ZodType<T> {
  return z.unknown().transform((value, ctx) => {
    const result = readLeaf(expected, read, empty, value);
    if (!(result instanceof Refusal)) return result;
    addIssue(ctx, result.message);
    return z.NEVER;
  });
}

function readLeaf<T>(expected: string, read: Read<T>, empty: T | undefined, value: unknown): T | Refusal {
  if (value === undefined) return refuse(`is missing: give ${expected}.`);
  if (!(value instanceof Scalar)) return refuse(`must be ${expected}, not ${kindOf(value)}.`);
  if (value.text !== '') return read(value.text, value);
  if (empty !== undefined) return empty;
  const cause = value.names.length > 0 ? `, as ${value.names.join(' and ')} is` : '';
  return refuse(`is empty${cause}: give ${expected}.`);
}
