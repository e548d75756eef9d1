import type { FormWidget } from '../../approval/instance.ts';
import { lineOf, looseRecord } from './widgets/looseJson.ts';

/**
 * Reads the `form` of an instance: a JSON string with a list of widgets
 * (open.feishu.cn/document/server-docs/approval-v4/instance/get). Never throws: of an odd form it returns the widgets,
 * of an unreadable one nothing.
 */
export function readWidgets(form: unknown): FormWidget[] {
  return formEntries(form).map(readWidget);
}

/** Whether a form can be read; an empty one can. */
export function isReadableForm(form: unknown): boolean {
  const parsed = parseForm(form);
  return typeof parsed === 'object' && parsed !== null;
}

/** The raw widgets of a form, of an instance or of a definition. */
export function formEntries(form: unknown): Readonly<Record<string, unknown>>[] {
  const parsed = parseForm(form);
  const entries = Array.isArray(parsed)
    ? parsed
    : isWidgetLike(parsed)
      ? [parsed]
      : Object.values(looseRecord(parsed) ?? {});
  return entries.map(looseRecord).filter(isWidgetLike);
}

function readWidget(record: Readonly<Record<string, unknown>>): FormWidget {
  const { id, custom_id, name, type, value, ext, option, ...extra } = record;
  return {
    id: lineOf(id),
    customId: lineOf(custom_id),
    name: lineOf(name),
    type: lineOf(type),
    value,
    ext,
    option,
    extra,
  };
}

function isWidgetLike(record: unknown): record is Readonly<Record<string, unknown>> {
  return typeof record === 'object' && record !== null && ('type' in record || 'id' in record);
}

/** A form is JSON in a string, sometimes in two. */
function parseForm(form: unknown): unknown {
  const once = typeof form === 'string' ? parseExactly(form) : form;
  return typeof once === 'string' ? parseExactly(once) : once;
}

function parseExactly(text: string): unknown {
  try {
    const exact = keepDigits(text);
    // Checking every value takes three times as long as parsing.
    if (!exact.includes('\\\\u00')) return JSON.parse(exact);
    return JSON.parse(exact, (_, value) => (typeof value === 'string' ? unescapeMarkup(value) : value));
  } catch {
    return undefined;
  }
}

/**
 * Numbers that JavaScript cannot represent digit by digit (`12345678901234567890`, `99.50`) become texts, so an amount
 * keeps its decimals and a long number its last digits.
 */
function keepDigits(json: string): string {
  return json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `"${token}"`,
  );
}

/** Characters that the sender escapes twice: they arrive as six characters (`\u0026` in addresses). */
const MARKUP: Readonly<Record<string, string>> = {
  '0026': '&',
  '003c': '<',
  '003e': '>',
  '003d': '=',
  '0027': "'",
};

function unescapeMarkup(text: string): string {
  return text.includes('\\u00')
    ? text.replace(/\\u(00(?:26|3[cde]|27))/gi, (whole, code: string) => MARKUP[code.toLowerCase()] ?? whole)
    : text;
}
