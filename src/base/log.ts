import { asError } from './errors.ts';

/** The part of a pino logger that the rooms use: facts first, constant text second. */
export interface Log {
  debug(facts: object, text: string): void;
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}

/** Takes every line and drops it. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A handler of errors that logs their messages. */
export function logsError(
  log: Log,
  level: 'debug' | 'warn' | 'error',
  text: string,
): (thrown: unknown) => void {
  return (thrown) => log[level]({ error: asError(thrown).message }, text);
}
