import { createRequire } from 'node:module';
import pino from 'pino';
import type { Log } from '../base/log.ts';

/**
 * Names under which a secret could reach a line by mistake. What is logged is chosen field by field, so this is
 * the second net, not the first.
 */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'appSecret',
  'encryptKey',
  'verificationToken',
  'adminToken',
  'token',
  'authorization',
  'content',
]);

/** A line's own members and theirs: none of ours is deeper. */
const DEEPEST = 2;

/** The line itself where it names no secret, as all of ours: pino's `redact` takes six times as long as the rest. */
function withoutSecrets(line: object, depth: number): Record<string, unknown> {
  let clean = line as Record<string, unknown>;
  for (const [name, value] of Object.entries(line)) {
    const isDeeper = depth > 1 && typeof value === 'object' && value !== null && !Array.isArray(value);
    const shown = SECRET_NAMES.has(name) ? CENSORED : isDeeper ? withoutSecrets(value, depth - 1) : value;
    if (shown !== value) clean = { ...clean, [name]: shown };
  }
  return clean;
}

const CENSORED = '[redacted]';

/** JSON lines on stdout; for a person on a terminal, readable ones. */
export function createLogger(options: { readonly level: string; readonly pretty: boolean }): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: (line) => withoutSecrets(line, DEEPEST) },
  };
  if (!options.pretty) return pino(settings, inTurns(pino.destination({ dest: 1, sync: true })));
  const pretty = createRequire(import.meta.url)('pino-pretty') as (o: object) => pino.DestinationStream;
  return pino(
    settings,
    pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', sync: true }),
  );
}

/**
 * Writes the lines of one turn of the event loop together: a system call for each costs a busy bot a tenth of its
 * time. The end of the process writes what is left; only `kill -9` may take the lines of one turn with it.
 */
function inTurns(to: pino.DestinationStream): pino.DestinationStream {
  let lines = '';
  const flush = (): void => {
    const written = lines;
    lines = '';
    if (written !== '') to.write(written);
  };
  process.once('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}
