/**
 * Keys of options as Feishu makes them: `jxpsebqp-0`, `lworxu8i-sfhnu3wcjep-0` (a time in base 36, some noise, a
 * number), long numbers (`7488925543484620819`, a type of leave), UUIDs.
 */
export function looksLikeOptionKey(text: string): boolean {
  const [, time, noise] = /^([j-n][a-z0-9]{7})(-[a-z0-9]{6,16})?-\d{1,3}$/.exec(text) ?? [];
  if (time !== undefined) return noise !== undefined || !readsLikeAWord(time);
  return /^\d{17,20}$/.test(text) || isUuid(text);
}

/** `november`, `material`: a text that a person chose. Eight random letters nearly never keep to these habits. */
function readsLikeAWord(text: string): boolean {
  const vowels = text.replace(/[^aeiouy]/g, '').length;
  return /^[a-z]+$/.test(text) && vowels >= 2 && !/[^aeiouy]{4}|[aeiouy]{4}|q(?!u)|[jvx][^aeiouy]/.test(text);
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** Ids of people, departments, chats, widgets and documents: nothing a reader could use. */
export function looksInternal(text: string): boolean {
  return (
    looksLikeOptionKey(text) ||
    /^(ou|on|oc|om|od|cli|cid)[-_][A-Za-z0-9]{2,}$/.test(text) ||
    /^(widget\w*\d{5,}|widget[A-Z]\w+)$/.test(text) ||
    /^(dox|doc|sht|bas|wik|box|img|file)[a-z]{2,4}[A-Za-z0-9]{16,}$/.test(text) ||
    /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_-]{20,}$/.test(text) ||
    text.startsWith('@i18n@') ||
    isSpoilt(text)
  );
}

/**
 * What a program prints for a value that it has not got, or cannot write: Go's `&{…}`, `map[…]`, `<nil>` and bytes
 * (`[123 34 98]`), `null`, `[object Object]`. No person typed it.
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

/** Bytes as Go prints them. */
export function isBytes(text: string): boolean {
  return /^\[\d{1,3}(?: \d{1,3}){2,}\]$/.test(text);
}

/** The key of a text (`@i18n@…`) in the place of the text: only a definition knows what it says. */
export function isUnresolved(text: string): boolean {
  return text.includes('@i18n@');
}

export function looksLikeUrl(text: string): boolean {
  return /^\s*(https?:)?\/\//i.test(text);
}

/** Whether an id may go to Feishu or into a link (docs/contract.md: nothing else ever enters a URL). */
export function isSafeId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}

const SNAKE_INTERNAL = /(^|_)(ids?|keys?|tokens?|uuid|urls?|uri|codes?|secret|type|timezone_?offset)$/i;
const CAMEL_INTERNAL = /[a-z](Ids?|Keys?|Tokens?|Urls?|Codes?|TimezoneOffset)$/;

/** Members of an object that carry ids, codes, addresses of files and settings, never what a person wrote. */
export function isInternalKey(key: string): boolean {
  return SNAKE_INTERNAL.test(key) || CAMEL_INTERNAL.test(key);
}

/** Keys that say nothing about their value. */
const EMPTY_KEYS = new Set(
  'value values text texts name title label content key data list items fields option options result record field'.split(
    ' ',
  ),
);

/** Names that a program gave: no reader should meet `remedy_time`, `timeRange` or `value`. */
export function isRawKey(key: string): boolean {
  return EMPTY_KEYS.has(key.toLowerCase()) || /^[A-Za-z][A-Za-z0-9]*(?:[a-z0-9][A-Z]|_|\d)\w*$/.test(key);
}
