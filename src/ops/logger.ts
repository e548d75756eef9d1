import { createRequire } from 'node:module';
import pino from 'pino';
import { isText, type Language } from '../base/language.ts';
import type { Log } from '../base/log.ts';
import { LineWriter } from './lineWriter.ts';
import { cutLine } from './logLine.ts';
import { type LogOutput, openStandardOutput } from './logOutput.ts';

/**
 * Names under which a secret could get into a line by mistake. Logged fields are chosen one by one; this is a second
 * safeguard.
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

/** A line's members and their members: our lines are not deeper. */
const DEEPEST = 2;

/**
 * The line without secrets. Almost always that is the line itself: pino's `redact` takes six times as long as
 * everything else. A text in two languages is written in the chosen one.
 */
function shownLine(line: object, depth: number, language: Language): Record<string, unknown> {
  let clean = line as Record<string, unknown>;
  for (const [name, value] of Object.entries(line)) {
    const shown = SECRET_NAMES.has(name) ? CENSORED : shownValue(value, depth, language);
    if (shown !== value) clean = { ...clean, [name]: shown };
  }
  return clean;
}

function shownValue(value: unknown, depth: number, language: Language): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return shownList(value, depth, language);
  if (isText(value)) return value[language];
  return depth > 1 ? shownLine(value, depth - 1, language) : value;
}

/** Lists of ids and codes are returned unchanged. */
function shownList(list: readonly unknown[], depth: number, language: Language): readonly unknown[] {
  const isPlain = list.every((item) => typeof item !== 'object' || item === null);
  return isPlain ? list : list.map((item) => shownValue(item, depth, language));
}

const CENSORED = '[redacted]';

export interface Logger extends Log {
  /** Lines below this level are dropped from now on. */
  setLevel(level: string): void;
  /** How many lines could not be written since the start. */
  dropped(): number;
  /** Resolves when everything is written, or after half a second. Call it before the process ends. */
  flush(): Promise<void>;
}

export interface LoggerOptions {
  /** The least severe lines that are written: debug, info, warn or error. */
  readonly level: string;
  /** Readable lines for a person on a terminal instead of JSON. */
  readonly pretty: boolean;
  /** The language of remedies; messages stay English. Default: English. */
  readonly language?: Language;
  /** Default: standard output. */
  readonly output?: LogOutput;
}

/**
 * JSON lines, or readable ones, on standard output. Logging never throws, never waits and never ends the process,
 * whatever happens to standard output: see {@link LineWriter}. A process that ends without {@link Logger.flush} still
 * writes the rest, as far as possible without waiting; only `kill -9` may lose the last lines.
 */
export function createLogger(options: LoggerOptions): Logger {
  const { level, pretty, output = openStandardOutput(), language = 'en' } = options;
  const settings: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: (line) => shownLine(line, DEEPEST, language) },
  };
  const styled = pretty ? createPretty() : (line: string) => line;
  // The notice about dropped lines is formatted like any other line, but not queued: it takes their place.
  let notice = '';
  const notices = pino(settings, {
    write(line) {
      notice = styled(line);
    },
  });
  const writer = new LineWriter({
    output,
    noticeOf(lines, why) {
      notices.warn({ lines, why }, 'log lines were dropped');
      return notice;
    },
  });
  const log = pino(settings, { write: (line) => writer.write(styled(cutLine(line))) });
  process.once('exit', () => writer.finish());
  return {
    // Not bound: a changed level replaces these functions.
    debug: (facts, text) => log.debug(facts, text),
    info: (facts, text) => log.info(facts, text),
    warn: (facts, text) => log.warn(facts, text),
    error: (facts, text) => log.error(facts, text),
    setLevel(next) {
      log.level = next;
    },
    dropped: () => writer.dropped,
    flush: () => writer.flush(),
  };
}

/** Only loaded for terminals. */
function createPretty(): (line: string) => string {
  const { prettyFactory } = createRequire(import.meta.url)('pino-pretty') as typeof import('pino-pretty');
  return prettyFactory({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' });
}
