import { existsSync } from 'node:fs';
import { isLocale, LOCALES, type Locale } from '../approval/locale.ts';
import { isFinal, isStatus, STATUSES, type Status } from '../approval/status.ts';
import type { CardPurpose } from '../cards/view/cardInput.ts';
import { type Configured, readConfigured } from './configured.ts';
import { MisuseError } from './misuse.ts';

/** The command line of `preview`, as it came. */
export interface PreviewOptions {
  readonly config?: string;
  readonly approval?: string;
  readonly chat?: string;
  readonly template?: string;
  readonly instance?: string;
  readonly locale?: string;
  readonly kind?: string;
  /** The name or id of a step: its card. */
  readonly step?: string;
  readonly html?: string;
  readonly gallery?: string;
}

/** What is to be rendered. */
export interface PreviewSubject {
  readonly status: Status;
  readonly kind: CardPurpose;
  /** undefined: the one of the chat. */
  readonly locale: Locale | undefined;
}

const KINDS = ['card', 'notice', 'reminder', 'summary', 'digest'] as const;

/**
 * Reads what is to be rendered.
 *
 * @throws MisuseError for a word that is not known, with those that are
 */
export function readSubject(options: PreviewOptions, name: string | undefined): PreviewSubject {
  if (name === undefined) {
    throw new MisuseError(`preview: name a status (${STATUSES.join(', ')}), or give --gallery DIR.`);
  }
  const status = name.toUpperCase();
  if (!isStatus(status)) throw new MisuseError(`${name} is no status: give one of ${STATUSES.join(', ')}.`);
  const kind = readKind(options.kind ?? 'card', status);
  if (options.step !== undefined && kind !== 'card' && kind !== 'notice')
    throw new MisuseError(`--step draws the card of a step or its notice: leave --kind ${options.kind} out.`);
  return { status, kind, locale: readLocale(options) };
}

/**
 * The language asked for; undefined: none.
 *
 * @throws MisuseError where it is none of ours
 */
export function readLocale({ locale }: Pick<PreviewOptions, 'locale'>): Locale | undefined {
  if (locale === undefined || isLocale(locale)) return locale;
  throw new MisuseError(`--locale ${locale} is not known: give one of ${LOCALES.join(', ')}.`);
}

/** A digest is the summary of what waits; of what ended, a summary lists changes. */
function readKind(name: string, status: Status): CardPurpose {
  const kind = KINDS.find((one) => one === name);
  if (!kind) throw new MisuseError(`--kind ${name} is not known: give one of ${KINDS.join(', ')}.`);
  if ((kind === 'reminder' || kind === 'digest') && isFinal(status)) {
    const waiting = STATUSES.filter((one) => !isFinal(one));
    throw new MisuseError(`nobody is reminded of what is ${status}: give one of ${waiting.join(', ')}.`);
  }
  return kind === 'digest' ? 'summary' : kind;
}

/** The configuration where there is one: a preview needs none, unless one was named. */
export function readOptional(options: PreviewOptions): Configured | undefined {
  const configured = readConfigured(options);
  return options.config !== undefined || existsSync(configured.file) ? configured : undefined;
}
