import { isGroup, splitGroup } from './group.ts';
import { isKnown } from './readers.ts';
import type { FormContext, WidgetSource } from './source.ts';
import { rowsOf } from './table.ts';

/** The cells of a table, or the parts of a group; undefined: it is neither. */
export function partsOf(source: WidgetSource, form: FormContext): WidgetSource[] | undefined {
  if (source.type === 'fieldList') return rowsOf(source, form).flat();
  if (isKnown(source.type) || !isGroup(source)) return undefined;
  const parts = splitGroup(source, form);
  return parts.length > 0 ? parts : undefined;
}
