import type { FieldLink, FieldValue } from '../../../approval/field.ts';
import { labelOf } from '../labels.ts';
import { isSafeId } from './internal.ts';
import { lineOf, looseList, looseRecord, openJson } from './looseJson.ts';
import type { FormContext, WidgetSource } from './source.ts';
import { plainText } from './text.ts';

/** `connect`: the codes of other instances. Their names would cost a look-up each. */
export function readRelated(source: WidgetSource, form: FormContext): FieldValue | undefined {
  const entries = looseList(source.value).flatMap((entry) => {
    const opened = openJson(entry);
    return typeof opened === 'string' ? opened.split(',') : [opened];
  });
  const related = entries
    .map((entry) => {
      const record = looseRecord(entry);
      const code = lineOf(record ? (record.instance_code ?? record.instanceCode ?? record.code) : entry);
      return { code, title: record ? lineOf(record.title ?? record.name) : '' };
    })
    .filter(({ code }) => isSafeId(code));
  const word = labelOf('related', form.locale);
  const links = related.map(({ code, title }, index) => ({
    text: title || (related.length === 1 ? word : `${word} ${index + 1}`),
    instanceCode: code,
  }));
  return links.length === 0 ? undefined : { kind: 'links', links };
}

/** `document`: `{token, type, title, url}`; the title is free text; without an address only the title is shown. */
export function readDocuments(source: WidgetSource, form: FormContext): FieldValue | undefined {
  const records = looseList(source.value)
    .map(looseRecord)
    .filter((record) => record !== undefined);
  const word = labelOf('document', form.locale);
  const links = records
    .map((record): FieldLink | undefined => {
      const url = webAddress(lineOf(record.url));
      return url === undefined ? undefined : { text: lineOf(record.title) || word, url };
    })
    .filter((link) => link !== undefined);
  if (links.length > 0) return { kind: 'links', links };
  return plainText(records.map((record) => lineOf(record.title) || word).join(form.words.comma));
}

/** Percent-encoded for a card; undefined for anything that a card cannot open. */
function webAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username === '' && url.password === '' ? url.href : undefined;
}
