import { existsSync } from 'node:fs';
import { isLocale, LOCALES, type Locale } from '../approval/locale.ts';
import { isFinal, isStatus, STATUSES, type Status } from '../approval/status.ts';
import type { CardPurpose } from '../cards/view/cardInput.ts';
import { notAStatus } from '../words/cliText.ts';
import { nameStatus, notKnown, remindsNobody, stepWithKind } from '../words/previewText.ts';
import { type Configured, readConfigured } from './configured.ts';
import { MisuseError } from './misuse.ts';

/** The raw command line of `preview`. */
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

/** What to render. */
export interface PreviewSubject {
  readonly status: Status;
  readonly kind: CardPurpose;
  /** undefined: the one of the chat. */
  readonly locale: Locale | undefined;
}

const KINDS = ['card', 'notice', 'reminder', 'summary', 'digest'] as const;

/**
 * Reads what to render.
 *
 * @throws MisuseError for an unknown word, with the known ones
 */
export function readSubject(options: PreviewOptions, name: string | undefined): PreviewSubject {
  if (name === undefined) throw new MisuseError(nameStatus(STATUSES));
  const status = name.toUpperCase();
  if (!isStatus(status)) throw new MisuseError(notAStatus(name, STATUSES));
  const kind = readKind(options.kind ?? 'card', status);
  if (options.step !== undefined && kind !== 'card' && kind !== 'notice')
    throw new MisuseError(stepWithKind(options.kind ?? ''));
  return { status, kind, locale: readLocale(options) };
}

/**
 * The given language; undefined: none.
 *
 * @throws MisuseError if it is unknown
 */
export function readLocale({ locale }: Pick<PreviewOptions, 'locale'>): Locale | undefined {
  if (locale === undefined || isLocale(locale)) return locale;
  throw new MisuseError(notKnown(`--locale ${locale}`, LOCALES));
}

/** A digest is the summary of pending requests; for ended ones, a summary lists changes. */
function readKind(name: string, status: Status): CardPurpose {
  const kind = KINDS.find((one) => one === name);
  if (!kind) throw new MisuseError(notKnown(`--kind ${name}`, KINDS));
  if ((kind === 'reminder' || kind === 'digest') && isFinal(status)) {
    const waiting = STATUSES.filter((one) => !isFinal(one));
    throw new MisuseError(remindsNobody(status, waiting));
  }
  return kind === 'digest' ? 'summary' : kind;
}

/** The configuration, if there is one: a preview needs it only if it was named. */
export function readOptional(options: PreviewOptions): Configured | undefined {
  const configured = readConfigured(options);
  return options.config !== undefined || existsSync(configured.file) ? configured : undefined;
}
