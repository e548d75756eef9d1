import { ID } from '../../../approval/idPattern.ts';

/**
 * Keys of options in Feishu's format: `jxpsebqp-0`, `lworxu8i-sfhnu3wcjep-0` (a time in base 36, some noise, a
 * number), long numbers (`7488925543484620819`, a type of leave), UUIDs.
 */
export function looksLikeOptionKey(text: string): boolean {
  const [, time, noise] = /^([j-n][a-z0-9]{7})(-[a-z0-9]{6,16})?-\d{1,3}$/.exec(text) ?? [];
  if (time !== undefined) return noise !== undefined || !readsLikeAWord(time);
  return /^\d{17,20}$/.test(text) || isUuid(text);
}

/** `november`, `material`: a text that a person chose. Eight random letters almost never look like this. */
function readsLikeAWord(text: string): boolean {
  const vowels = text.replace(/[^aeiouy]/g, '').length;
  return /^[a-z]+$/.test(text) && vowels >= 2 && !/[^aeiouy]{4}|[aeiouy]{4}|q(?!u)|[jvx][^aeiouy]/.test(text);
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Ids of people, departments, chats, widgets and documents: meaningless to a reader. */
export function looksInternal(text: string): boolean {
  return (
    looksLikeOptionKey(text) ||
    /^(ou|on|oc|om|od|cli|cid)[-_][A-Za-z0-9]{2,}$/.test(text) ||
    /^(widget\w*\d{5}|widget[A-Z]\w+)$/.test(text) ||
    /^(dox|doc|sht|bas|wik|box|img|file)[a-z]{2,4}[A-Za-z0-9]{16,}$/.test(text) ||
    /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_-]{20,}$/.test(text) ||
    text.startsWith('@i18n@') ||
    isSpoilt(text)
  );
}

/**
 * What a program prints for a missing or unprintable value: Go's `&{…}`, `map[…]`, `<nil>` and bytes (`[123 34 98]`),
 * `null`, `[object Object]`. No person typed it.
 */
export function isSpoilt(text: string): boolean {
  return (
    /^(?:null|nil|undefined|NaN|<nil>|<null>|\(nil\)|\[object \w+\]|%!\w?\(.*\)|\[\]|\{\s*\}|0x[0-9a-f]{6,})$/i.test(
      text,
    ) ||
    /^(?:&\{|map\[)/.test(text) ||
    isBytes(text)
  );
}

/** Bytes, as printed by Go. */
export function isBytes(text: string): boolean {
  return /^\[\d{1,3}(?: \d{1,3}){2,}\]$/.test(text);
}

/** The key of a text (`@i18n@…`) instead of the text: only a definition can resolve it. */
export function isUnresolved(text: string): boolean {
  return text.includes('@i18n@');
}

export function looksLikeUrl(text: string): boolean {
  return /^\s*(https?:)?\/\//i.test(text);
}

/** Whether an id may be sent to Feishu or put into a link: nothing else may be in a URL. */
export function isSafeId(text: string): boolean {
  return ID.test(text);
}

const SNAKE_INTERNAL = /(^|_)(ids?|keys?|tokens?|uuid|urls?|uri|codes?|secret|type|timezone_?offset)$/i;
const CAMEL_INTERNAL = /[a-z](Ids?|Keys?|Tokens?|Urls?|Codes?|TimezoneOffset)$/;

/** Names of members with ids, codes, addresses of files and settings, never a person's text. */
export function isInternalKey(key: string): boolean {
  return SNAKE_INTERNAL.test(key) || CAMEL_INTERNAL.test(key);
}

/** Names without a meaning. */
const EMPTY_KEYS = new Set(
  'value values text texts name title label content key data list items fields option options result record field'.split(
    ' ',
  ),
);

/** Names from programs, which are not shown: `remedy_time`, `timeRange`, `value`. */
export function isRawKey(key: string): boolean {
  return EMPTY_KEYS.has(key.toLowerCase()) || (/^[A-Za-z]\w*$/.test(key) && /[_\d]|.[a-z][A-Z]/.test(key));
}
