import type { FieldValue, TableRow } from '../../../approval/field.ts';
import { splitRow } from './group.ts';
import { lineOf, looseList, looseRecord, openJson } from './looseJson.ts';
import { type FormContext, isWidget, sourceOfChild, type WidgetSource } from './source.ts';

/** A value for a cell. */
export type CellValue = Exclude<FieldValue, { kind: 'table' }>;

/** Reads a cell like any other value, as far as it may be seen. */
export type CellReader = (cell: WidgetSource) => CellValue | undefined;

/**
 * `fieldList`: rows of cells of different lengths, since empty cells are left out. Columns are those of the definition,
 * then others in order of appearance; completely empty columns are dropped. Sums (`ext`) are the last row.
 */
export function readTable(
  table: WidgetSource,
  form: FormContext,
  readCell: CellReader,
): FieldValue | undefined {
  const cells = rowsOf(table, form).map(firstById);
  const rows = cells.map((row) => readRow(row.values(), readCell)).filter((row) => row.size > 0);
  const columns = columnsOf(table, cells).filter(({ id }) => rows.some((row) => row.has(id)));
  if (columns.length === 0) return undefined;
  const lines: TableRow[] = rows.map((row) => columns.map(({ id }) => row.get(id)));
  const sums = readRow(sumCells(table, columns, form), readCell);
  const sumLine = columns.map(({ id }) => sums.get(id));
  if (sumLine.some((cell) => cell !== undefined)) lines.push(labelSums(sumLine, form));
  return { kind: 'table', columns: columns.map(({ label }) => label), rows: lines };
}

function firstById(cells: readonly WidgetSource[]): Map<string, WidgetSource> {
  const row = new Map<string, WidgetSource>();
  for (const cell of cells) if (!row.has(cell.id)) row.set(cell.id, cell);
  return row;
}

function readRow(cells: Iterable<WidgetSource>, readCell: CellReader): Map<string, CellValue> {
  const row = new Map<string, CellValue>();
  for (const cell of cells) {
    const value = readCell(cell);
    if (value) row.set(cell.id, value);
  }
  return row;
}

/** Rows are lists of widgets, or objects; a single row may come without the outer list. */
export function rowsOf(table: WidgetSource, form: FormContext): WidgetSource[][] {
  const list = looseList(table.value).map(openJson);
  const rows: unknown[] = list.length > 0 && list.every(isWidget) ? [list] : list;
  return rows.map((row) => {
    if (looseRecord(row)) return splitRow(row, table, form);
    const cells = looseList(row)
      .map(looseRecord)
      .filter((cell) => cell !== undefined);
    if (cells.length > 0 && cells.every(isPartOfGroup)) return splitRow(cells, table, form);
    return cells.map((cell, index) => sourceOfChild(cell, table, form, { id: `column${index + 1}` }));
  });
}

/** Parts of groups have fixed ids: `widgetWorkGroupStartTime`. */
function isPartOfGroup(cell: Readonly<Record<string, unknown>>): boolean {
  return isWidget(cell) && /^widget[A-Z][A-Za-z]*Group/.test(lineOf(cell.id));
}

/** The label and names of a column come from any of its cells. */
function columnsOf(table: WidgetSource, rows: readonly ReadonlyMap<string, WidgetSource>[]): WidgetSource[] {
  const found = firstById(rows.flatMap((row) => [...row.values()]));
  const defined = (table.definition?.children ?? []).map(({ id }) => found.get(`${table.id}.${id}`));
  return [...new Set([...defined.filter((column) => column !== undefined), ...found.values()])];
}

/**
 * `ext` of a table: `{id, type: "number", value}` or `{id, type: "amount", sumItems, value}`, where `sumItems` is a
 * JSON string of one sum per currency.
 */
function sumCells(table: WidgetSource, columns: readonly WidgetSource[], form: FormContext): WidgetSource[] {
  return looseList(table.ext).flatMap((entry) => {
    const sum = looseRecord(entry);
    const column = columns.find(({ id }) => id === `${table.id}.${lineOf(sum?.id)}`);
    if (!sum || !column) return [];
    const items = looseList(sum.sumItems)
      .map(looseRecord)
      .filter((item) => item !== undefined);
    const source = sourceOfChild(sum, table, form, { type: lineOf(sum.type) || column.type });
    // Hiding or masking a column applies to its sum, too.
    const { label, isNamed, keys } = column;
    return [{ ...source, label, isNamed, keys, value: items.length > 0 ? items : sum.value, ext: sum }];
  });
}

/** The label is in the first cell; if that is a sum itself, before it. */
function labelSums(row: TableRow, form: FormContext): TableRow {
  const [first, ...rest] = row;
  const { total, colon } = form.words;
  const text = first?.kind === 'text' ? `${total}${colon}${first.text}` : total;
  return [{ kind: 'text', text }, ...rest];
}
