import type { FieldValue } from '../../../approval/field.ts';
import { looksInternal, looksLikeUrl } from './internal.ts';
import { looseRecord, looseText, openJson } from './looseJson.ts';
import type { FormContext, WidgetSource } from './source.ts';

/** A text as a value; undefined if it is empty. */
export function plainText(text: string): FieldValue | undefined {
  return text === '' ? undefined : { kind: 'text', text };
}

/** `input`, `textarea`: what a person typed, addresses and all. */
export function readText({ value }: WidgetSource, { words }: FormContext): FieldValue | undefined {
  if (typeof value === 'boolean') return plainText(value ? words.yes : words.no);
  if (Array.isArray(value)) return plainText(value.map(readableText).filter(Boolean).join('\n'));
  return plainText(typeof value === 'object' ? readableText(value) : looseText(value));
}

/** `serialNumber`: no sample is known; a text, a number, or an object around it. */
export function readSerial(source: WidgetSource): FieldValue | undefined {
  const record = looseRecord(source.value);
  const inner = record
    ? (record.serialNumber ?? record.serial_number ?? record.value ?? record.text)
    : source.value;
  return plainText(looseText(inner));
}

/**
 * The text of a value that was not typed: ids, keys, addresses of files and nested structures are left out.
 */
export function readableText(value: unknown): string {
  const record = looseRecord(value);
  const candidates = record ? [record.text, record.name, record.title, record.value] : [openJson(value)];
  return (
    candidates.map(looseText).find((text) => text !== '' && !looksInternal(text) && !looksLikeUrl(text)) ?? ''
  );
}
