/** A JSON object as it came, nothing known of it. */
export type RawObject = { readonly [name: string]: unknown };

/** The value as an object; an empty one if it is something else, so a drawing never stops at bad JSON. */
export function objectOf(value: unknown): RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RawObject) : {};
}

/** The value as a list of objects; what is not an object in it is left out. */
export function objectsOf(value: unknown): RawObject[] {
  return Array.isArray(value)
    ? value.filter(
        (item): item is RawObject => typeof item === 'object' && item !== null && !Array.isArray(item),
      )
    : [];
}

/** The value as text; undefined if it is not text or empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A fixed word, number or flag as text; empty for an object, whose own `toString` may be no function. */
export function wordOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? '' : String(value);
}

/** The value as a finite number; undefined if it is something else. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/**
 * Text as a reader of `locale` sees it: `i18n_content` takes precedence over `content` if it has that language
 * (open.feishu.cn/document/feishu-cards/configure-multi-language-content).
 */
export function localText(part: RawObject, locale: string): string {
  return textOf(objectOf(part.i18n_content)[locale]) ?? textOf(part.content) ?? '';
}

/** The address where a link may lead: http and https only, as on the platform; undefined for anything else. */
export function webLink(url: unknown): string | undefined {
  const text = textOf(url);
  return text && /^https?:\/\//i.test(text) && URL.canParse(text) ? text : undefined;
}
