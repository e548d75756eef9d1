import type { FieldValue } from '../../../approval/field.ts';
import { readAccount, readAddress, readTelephone } from './contact.ts';
import { readDate, readInterval } from './date.ts';
import { readFiles } from './files.ts';
import { readAnything } from './generic.ts';
import { readDocuments, readRelated } from './links.ts';
import { readAmount, readNumber } from './number.ts';
import { readOptions } from './option.ts';
import { readDepartments, readPeople } from './peopleWidgets.ts';
import type { FormContext, WidgetSource } from './source.ts';
import { readSerial, readText } from './text.ts';

/**
 * Reads a value of one type, of any shape; undefined if it is empty or has nothing readable. `discreet`: account and
 * telephone numbers show their last four digits.
 */
export type WidgetReader = (
  source: WidgetSource,
  form: FormContext,
  discreet: boolean,
) => FieldValue | undefined;

/**
 * The types of open.feishu.cn/document/server-docs/approval-v4/instance/get. Groups and tables are not here: they are
 * split first. For `mutableGroup`, `location` and future types there is no sample: readAnything.
 */
const READERS: ReadonlyMap<string, WidgetReader> = new Map<string, WidgetReader>([
  ['input', readText],
  ['textarea', readText],
  ['number', readNumber],
  ['formula', readNumber],
  ['amount', readAmount],
  ['date', readDate],
  ['dateInterval', readInterval],
  ['radio', readOptions],
  ['radioV2', readOptions],
  ['checkbox', readOptions],
  ['checkboxV2', readOptions],
  ['contact', readPeople],
  ['department', readDepartments],
  ['address', readAddress],
  ['telephone', readTelephone],
  ['attachment', readFiles],
  ['attachmentV2', readFiles],
  ['image', readFiles],
  ['imageV2', readFiles],
  ['connect', readRelated],
  ['document', readDocuments],
  ['account', readAccount],
  ['serialNumber', readSerial],
]);

export function readerOf(type: string): WidgetReader {
  return READERS.get(type) ?? readAnything;
}

/** Whether the type has one known meaning; a value of another may be a group. */
export function isKnown(type: string): boolean {
  return READERS.has(type) || type === 'fieldList';
}

/** Explanations for the person who fills in the form; they come back with it. */
export function isExplanation(type: string): boolean {
  return type === 'text';
}
