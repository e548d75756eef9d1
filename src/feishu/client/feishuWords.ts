import { FEISHU_NAMES, FEISHU_PROSE } from './feishuVocabulary.ts';

/**
 * The parts of Feishu's own message about a request, such as `Failed to create card content, ext=ErrCode: 200621;
 * ErrMsg: parse card json err; ErrorValue: …`. Uncut: they may contain form values.
 */
export interface FeishuParts {
  readonly errCode?: number;
  readonly errMsg: string;
  readonly errPath: string;
  readonly errorValue: string;
  /** What follows `ext=`, all of the above included. */
  readonly ext: string;
}

/** Longer messages are cut before they are read. */
const MOST_READ = 4_000;
/** How much of one is kept in a log line, a reason or a warning. */
const MOST_KEPT = 400;

/** Parses Feishu's message. Missing parts are empty. */
export function partsOfMessage(message: string): FeishuParts {
  const text = message.slice(0, MOST_READ);
  const part = (name: string): string =>
    new RegExp(`${name}:\\s*(.*?)\\s*(?:;\\s*(?:Err|code\\b)|;?\\s*$)`, 's').exec(text)?.[1] ?? '';
  const errCode = Number(part('ErrCode'));
  return {
    ...(errCode > 0 && Number.isSafeInteger(errCode) ? { errCode } : {}),
    errMsg: part('ErrMsg'),
    errPath: part('ErrPath'),
    errorValue: part('ErrorValue'),
    ext: /\bext=(.*)$/s.exec(text)?.[1]?.trim() ?? '',
  };
}

/** Ids of people, chats, messages, departments and apps, and codes of instances and approvals. */
const IDS =
  /\b(?:(?:ou|oc|om|on|omt|cli)_[A-Za-z0-9]{1,64}|od-[A-Za-z0-9]{1,64}|[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12})\b/g;
const ONE_ID = new RegExp(`^(?:${IDS.source}|widget\\d{5,30})$`);
const SCOPE = /\b(?:approval|application|cardkit|contact|event|im)(?::[a-z][a-z_.]*)+/g;
const ONE_SCOPE = new RegExp(`^(?:${SCOPE.source})$`);

/** The ids in a message of Feishu, each once: what it refuses. */
export function idsIn(message: string): string[] {
  return [...new Set(message.slice(0, MOST_READ).match(IDS) ?? [])];
}

/** The scopes that Feishu asks for in the message of 99991672, each once; one of them is enough. */
export function scopesIn(message: string): string[] {
  return [...new Set(message.slice(0, MOST_READ).match(SCOPE) ?? [])];
}

/**
 * Feishu's own words, cut to what cannot be a form value: its prose, ids, codes, names of properties, scopes, and texts
 * of our own templates that `isOurs` knows. Everything else becomes `…`. In `ErrorValue`, which repeats what was sent,
 * prose is cut too.
 */
export function feishuWords(message: string, isOurs: (text: string) => boolean = () => false): string {
  const text = message.slice(0, MOST_READ);
  const value = partsOfMessage(text).errorValue;
  const from = value === '' ? text.length : text.indexOf(value, text.indexOf('ErrorValue'));
  const before = cut(text.slice(0, from), (word) => isSafe(word, isOurs) || isProse(word));
  const shownValue = isOurs(value) ? value : cut(value, (word) => isSafe(word, isOurs));
  const after = cut(text.slice(from + value.length), (word) => isSafe(word, isOurs) || isProse(word));
  return `${before}${shownValue}${after}`.replace(/…(?:[\s…]*…)+/g, '…').slice(0, MOST_KEPT);
}

/** Runs of anything but blanks and the punctuation of Feishu's messages. */
const WORD = /[^\s,;()[\]{}<>="'“”‘’|]+/g;

function cut(text: string, keeps: (word: string) => boolean): string {
  let last = '';
  const kept = text.replace(WORD, (run, at: number) => {
    const [, word = '', end = ''] = /^(.*?)([.:!?]*)$/s.exec(run) ?? [];
    // The code of an error, or a place in a list: [2].
    const isNumber = /^\d{1,12}$/.test(word) && (last === 'ErrCode' || text[at - 1] === '[');
    last = word;
    return word === '' || word === '-' || isNumber || keeps(word) ? run : `…${end}`;
  });
  return kept.replace(/[\p{Cc}\s]+/gu, ' ');
}

function isSafe(word: string, isOurs: (text: string) => boolean): boolean {
  return FEISHU_NAMES.has(word) || ONE_ID.test(word) || ONE_SCOPE.test(word) || isOurs(word);
}

function isProse(word: string): boolean {
  return word.split(/[/:]/).every((part) => FEISHU_PROSE.has(part.toLowerCase()));
}
