/**
 * Keys of options as Feishu makes them: `jxpsebqp-0`, `lworxu8i-sfhnu3wcjep-0` (a time in base 36, some noise, a
 * number), long numbers (`7488925543484620819`, a type of leave), UUIDs.
 */
export function looksLikeOptionKey(text: string): boolean {
  return (
    /^[j-n][a-z0-9]{7}(-[a-z0-9]{6,16})?-\d{1,3}$/.test(text) || /^\d{17,20}$/.test(text) || isUuid(text)
  );
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
    text.startsWith('map[')
  );
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
