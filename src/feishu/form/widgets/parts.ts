import { isGroup, splitGroup } from './group.ts';
import { isKnown } from './readers.ts';
import type { Source, View } from './source.ts';
import { rowsOf } from './table.ts';

/** The cells of a table, or the parts of a group; undefined: it is neither. */
export function partsOf(source: Source, view: View): Source[] | undefined {
  if (source.type === 'fieldList') return rowsOf(source, view).flat();
  if (isKnown(source.type) || !isGroup(source)) return undefined;
  const parts = splitGroup(source, view);
  return parts.length > 0 ? parts : undefined;
}
