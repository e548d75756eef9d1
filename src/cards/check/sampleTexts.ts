import { LOCALES, type Locale } from '../../approval/locale.ts';

/**
 * A sample in one language. Where a sample has a text for each locale, `{ "zh-CN": …, "en-US": …, "ja-JP": … }`, that
 * of the locale is used; `{ "repeat": 3, "of": … }` repeats a value, and joins the copies if they are text.
 */
export function inLocale(value: unknown, locale: Locale): unknown {
  if (Array.isArray(value)) {
    return (value as unknown[]).flatMap((item) =>
      isRepeat(item)
        ? Array.from({ length: item.repeat }, () => inLocale(item.of, locale))
        : [inLocale(item, locale)],
    );
  }
  if (!isObject(value)) return value;
  if (isRepeat(value)) return String(inLocale(value.of, locale)).repeat(value.repeat);
  if (isTranslated(value)) return inLocale(value[locale], locale);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inLocale(inner, locale)]));
}

type SampleObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is SampleObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRepeat(value: unknown): value is { readonly repeat: number; readonly of: unknown } {
  return isObject(value) && typeof value.repeat === 'number' && 'of' in value;
}

function isTranslated(value: SampleObject): value is Readonly<Record<Locale, unknown>> {
  return LOCALES.every((locale) => locale in value);
}
