import type { Text } from '../base/language.ts';
import { MALFORMED, unset } from '../words/yamlText.ts';
import { nearest } from './nearest.ts';

/** The environment: process.env overrides `.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its variables replaced, and a sentence for each one that could not be. */
export interface Interpolated {
  readonly text: string;
  /** By the variable as written. */
  readonly faults: ReadonlyMap<string, Text>;
}

/** `$${`, or `${` up to the next `}`. */
const VARIABLE = /\$\$\{|\$\{([^}]*)(\}?)/g;
const INSIDE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;

/**
 * Replaces `${NAME}` and `${NAME:-default}`; `$${` is a literal `${`. As in a shell, the default also replaces a
 * variable that is set but empty. What is inserted is text: it is neither YAML nor searched for variables again.
 */
export function interpolate(source: string, env: Environment): Interpolated {
  const faults = new Map<string, Text>();
  const text = source.replace(VARIABLE, (match: string, inside: string | undefined, close: string) => {
    if (inside === undefined) return '${';
    const [, name, fallback] = INSIDE.exec(inside) ?? [];
    if (name === undefined || close === '' || fallback?.includes('${')) {
      faults.set(match, MALFORMED);
      return match;
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (fallback !== undefined) return value || fallback;
    // Names of one program are similar, so only a typing error counts.
    if (value === undefined && !faults.has(match))
      faults.set(match, unset(name, nearest(name, Object.keys(env), 2)));
    return value ?? match;
  });
  return { text, faults };
}

/** The names of the variables in a text. */
export function variablesIn(source: string): string[] {
  return [...source.matchAll(VARIABLE)].flatMap(([, inside = '']) => INSIDE.exec(inside)?.[1] ?? []);
}
