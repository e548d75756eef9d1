import { createRequire } from 'node:module';
import pino from 'pino';
import type { Log } from '../base/log.ts';

/**
 * Names under which a secret could reach a line by mistake. What is logged is chosen field by field, so this is
 * the second net, not the first.
 */
const SECRET_NAMES = [
  'appSecret',
  'encryptKey',
  'verificationToken',
  'adminToken',
  'token',
  'authorization',
  'content',
];

/** JSON lines on stdout; for a person on a terminal, readable ones. */
export function createLogger(options: { readonly level: string; readonly pretty: boolean }): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  };
  if (!options.pretty) return pino(settings, pino.destination({ dest: 1, sync: true }));
  const pretty = createRequire(import.meta.url)('pino-pretty') as (o: object) => pino.DestinationStream;
  return pino(
    settings,
    pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', sync: true }),
  );
}
