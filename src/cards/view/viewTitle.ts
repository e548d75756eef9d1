import type { Distinction } from '../../approval/fieldRole.ts';
import type { PersonId } from '../../approval/instance.ts';
import type { CardValues } from './cardValues.ts';
import { cleanText, oneLine, shorten } from './cleanText.ts';
import { withoutYear } from './moment.ts';
import { textWidth } from './textWidth.ts';
import { type CardValue, textValue, wordsOfValue } from './value.ts';

/** What a request is called. */
export interface TitleValues {
  /** The approval: `采购申请`. */
  readonly approval: CardValue;
  /** Whose it is: `张三的采购申请`, `张三提交的合同审批`. */
  readonly whose: CardValue;
  /** The same with what distinguishes it: `张三的采购申请：新工位扩容`. */
  readonly title: CardValue;
  /** How much, or when, if the title does not say it. */
  readonly extent: CardValue;
  /** Whether the title names who submitted it. */
  readonly namesApplicant: boolean;
  /** Whether the title shows the number, because there is nothing better. */
  readonly namesNumber: boolean;
  /** The text that the title shows in full; empty: it shows none, or not all of it. */
  readonly shown: string;
}

/** What titles are made of; texts are raw. */
interface TitleParts {
  readonly approvalName: string;
  readonly applicant: PersonId;
  readonly distinction: Distinction | undefined;
  readonly serialNumber: string;
  /** Dates of this year are written without it. */
  readonly changedAt: number;
}

/**
 * Approvals whose name says that somebody asks for something. For others, such as a contract review or an onboarding,
 * the title says it: otherwise the applicant looks like the reviewer, or the new employee.
 */
const SAYS_REQUEST = /(?:申[请請][单表书書]?|[报報][销銷]|精算|届|願|\b(?:request|application|claim))$/i;
/** Half-width characters: a title then takes two lines on a phone. */
const LONGEST_WHAT = 48;
const LONGEST_EXTENT = 44;
const LONGEST_KIND = 30;

/** Makes the title of one request: who wants what, and what distinguishes it. */
export function titleValues(subject: TitleParts, values: CardValues): TitleValues {
  const given = values.name(subject.approvalName);
  const approval = wordsOfValue(given, '') === '' ? values.word('approval') : given;
  const applicant = values.person(subject.applicant);
  const namesApplicant = applicant.kind === 'person' && applicant.name !== '';
  const whoseOf = (named: CardValue): CardValue => {
    const word = SAYS_REQUEST.test(wordsOfValue(named, '')) ? 'title' : 'titleSubmitted';
    return namesApplicant ? values.word(word, applicant, named) : named;
  };
  const whose = whoseOf(approval);
  const { what = '', extent = '', kind = '' } = subject.distinction ?? {};
  const fuller = fullerOf(wordsOfValue(approval, ''), kind);
  const said = fuller === undefined ? what : what.slice(kind.length).trim();
  const year = values.zone.format(subject.changedAt, 'YYYY');
  const about = brief(withoutYear(said, year), LONGEST_WHAT);
  // The number is the last resort to distinguish two.
  const apart = about || (fuller === undefined ? brief(subject.serialNumber, LONGEST_WHAT) : '');
  const named = fuller === undefined ? whose : whoseOf(values.name(fuller));
  return {
    approval,
    whose,
    title: apart === '' ? named : values.word('titleWith', named, textValue(apart)),
    extent: textValue(brief(withoutYear(extent, year), LONGEST_EXTENT)),
    namesApplicant,
    namesNumber: about === '' && apart !== '',
    shown: about === unbroken(oneLine(withoutYear(said, year))) ? what : '',
  };
}

/** Of `Leave` and `Annual leave`, the one that includes the other; undefined: neither does. */
function fullerOf(name: string, kind: string): string | undefined {
  if (kind.length < 2 || name === '' || textWidth(kind) > LONGEST_KIND) return undefined;
  if (holds(kind, name)) return kind;
  return holds(name, kind) ? name : undefined;
}

/** Whether a text contains another as whole words: `Seal` is not in `Sealed`. */
function holds(text: string, part: string): boolean {
  const at = text.toLowerCase().indexOf(part.toLowerCase());
  const beside = `${text[at - 1] ?? ''}${text[at + part.length] ?? ''}`;
  return at >= 0 && !/[\p{Script=Latin}\d]/u.test(beside);
}

/** `3 天` stays on one line. */
function unbroken(text: string): string {
  return text.replace(/(?<=\d) (?=[\u4e00-\u9fff])/g, '\u00a0');
}

/** On one line and at most this wide. */
function brief(text: string, widest: number): string {
  const line = unbroken(oneLine(cleanText(text).slice(0, widest * 4)));
  if (textWidth(line) <= widest) return line;
  // The duration follows from the dates.
  const bare = line.replace(/\s?[(（][^()（）]{1,20}[)）]$/, '');
  if (bare !== '' && textWidth(bare) <= widest) return bare;
  const isWide = textWidth(line) > line.length * 1.5;
  return shorten(line, isWide ? Math.floor(widest / 2) : widest);
}
