/**
 * Values that can be bound, without NUL and lone surrogates in texts. As tested: a bound boolean makes libsql abort the
 * process, NaN becomes NULL, and text is cut at NUL. PostgreSQL refuses NUL, and lone surrogates in JSON.
 *
 * @throws TypeError for what no column can store: a bug in the program, never caused by an event
 */
export function bindable(values: readonly unknown[]): unknown[] {
  return values.map((value) => {
    if (typeof value === 'string') return bindableText(value);
    if (value === null) return null;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    throw new TypeError(`a value that the store cannot hold: ${typeof value} ${String(value)}`);
  });
}

/** The text without NUL and lone surrogates. */
export function bindableText(text: string): string {
  return UNBINDABLE.test(text) ? text.replace(new RegExp(UNBINDABLE, 'g'), '') : text;
}

/** NUL, a high surrogate without its low one, a low one without its high one. */
const UNBINDABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
