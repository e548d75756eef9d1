import type { FieldValue } from '../../../approval/field.ts';
import { type Countable, countText, moreText } from '../../../approval/words.ts';
import { looksInternal } from './internal.ts';
import { lineOf, looseRecord, openJson } from './looseJson.ts';
import type { FormContext, WidgetSource } from './source.ts';
import { plainText } from './text.ts';

/**
 * `attachment(V2)`, `image(V2)`: the names of the files, one per line, and how many have none. Their addresses contain
 * an access code (12 h) and are never shown, not even within a name.
 */
export function readFiles(source: WidgetSource, form: FormContext): FieldValue | undefined {
  const count = countFiles(source.value);
  const names = fileNames(source.ext, count)
    .concat(count > 0 ? namesBeside(source.value) : [])
    .map(withoutUrls)
    .filter((name) => name !== '' && !looksInternal(name));
  // Two files may have one name; the same file may also be listed twice.
  const files = names.length === count ? names : [...new Set(names)];
  const thing: Countable = source.type.startsWith('image') ? 'image' : 'attachment';
  const unnamed = count - files.length;
  if (files.length === 0) return count === 0 ? undefined : plainText(countText(count, thing, form.locale));
  if (unnamed > 0) files.push(moreText(unnamed, thing, form.locale));
  return plainText(files.join('\n'));
}

function withoutUrls(name: string): string {
  return name
    .replace(/(?:https?:)?\/\/\S*/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function countFiles(value: unknown): number {
  const opened = openJson(value);
  if (Array.isArray(opened)) return opened.filter((entry) => entry !== null && entry !== '').length;
  if (typeof opened === 'string')
    return opened.split(/,(?=https?:)/i).filter((part) => part.trim() !== '').length;
  return opened === undefined || opened === null ? 0 : 1;
}

/** Some senders write objects instead of addresses. */
function namesBeside(value: unknown): string[] {
  const opened = openJson(value);
  return (Array.isArray(opened) ? opened : [opened]).map(nameIn);
}

function nameIn(entry: unknown): string {
  const record = looseRecord(entry);
  return record ? lineOf(record.name ?? record.file_name ?? record.fileName ?? record.title) : '';
}

function fileNames(ext: unknown, count: number): string[] {
  const opened = openJson(ext);
  if (Array.isArray(opened))
    return opened.map((entry) => (typeof entry === 'string' ? lineOf(entry) : nameIn(entry)));
  if (typeof opened !== 'string') return [nameIn(opened)];
  return splitNames(lineOf(opened), count);
}

/** Names are joined by commas, quoted or not, and may contain commas themselves. */
function splitNames(joined: string, count: number): string[] {
  const quoted = /^(['"])(.*)\1$/.exec(joined);
  if (quoted) return (quoted[2] ?? '').split(new RegExp(`${quoted[1]}\\s*,\\s*${quoted[1]}`));
  if (count === 1) return [joined];
  const pieces = joined.split(',').map((piece) => piece.trim());
  if (pieces.length === count) return pieces;
  return joinUpToExtension(joined);
}

/** A piece without an extension is the beginning of the next one's name. */
function joinUpToExtension(joined: string): string[] {
  const names: string[] = [];
  let open = '';
  for (const piece of joined.split(',')) {
    open = open === '' ? piece.trim() : `${open},${piece}`;
    if (/\.[A-Za-z0-9]{1,8}\s*$/.test(piece)) {
      names.push(open.trim());
      open = '';
    }
  }
  return open === '' ? names : [...names, open.trim()];
}
