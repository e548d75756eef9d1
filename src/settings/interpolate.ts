import { nearest } from './nearest.ts';

/** The environment as it is read: process.env over `.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its variables replaced, and a sentence for each that could not be. */
export interface Interpolated {
  readonly text: string;
  /** By the variable as it is written. */
  readonly faults: ReadonlyMap<string, string>;
}

/** `$${`, or `${` with what stands before the next `}`. */
const VARIABLE = /\$\$\{|\$\{([^}]*)(\}?)/g;
const INSIDE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;

/**
 * Replaces `${NAME}` and `${NAME:-default}`; `$${` is a literal `${`. As in a shell, the default also stands for a
 * variable that is set but empty. What is inserted is text: it is neither YAML nor searched for variables again.
 */
export function interpolate(source: string, env: Environment): Interpolated {
  const faults = new Map<string, string>();
  const text = source.replace(VARIABLE, (match: string, inside: string | undefined, close: string) => {
    if (inside === undefined) return '${';
    const [, name, fallback] = INSIDE.exec(inside) ?? [];
    if (name === undefined || close === '' || fallback?.includes('${')) {
      faults.set(match, MALFORMED);
      return match;
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (fallback !== undefined) return value || fallback;
    if (value === undefined && !faults.has(match)) faults.set(match, unset(name, env));
    return value ?? match;
  });
  return { text, faults };
}

const [NAME, WITH_DEFAULT, LITERAL] = ['{NAME}', '{NAME:-default}', '{'].map((rest) => `$${rest}`);
const MALFORMED =
  `This value holds a variable that cannot be read: write ${NAME} or ${WITH_DEFAULT}, one not within another, ` +
  `or $${LITERAL} where a dollar and a brace are meant.`;

function unset(name: string, env: Environment): string {
  // Names of one program are alike, so only a slip of the pen counts.
  const meant = nearest(name, Object.keys(env), 2);
  const hint = meant === undefined ? '' : ` (${meant} is set: is that the one?)`;
  return `This value needs the environment variable ${name}, which is not set${hint}: set it, add it to .env, or give a default as in $\{${name}:-default}.`;
}

/** The names of the variables that a text is made of. */
export function variablesIn(source: string): string[] {
  return [...source.matchAll(VARIABLE)].flatMap(([, inside = '']) => INSIDE.exec(inside)?.[1] ?? []);
}
