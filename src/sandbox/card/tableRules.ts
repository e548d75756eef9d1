import { refuseContent, SUB_CODE } from './cardRefusal.ts';
import type { UncheckedObject } from './cardWalk.ts';
import { type CardWorld, checkLeaks, checkMarkdown, checkPerson } from './textRules.ts';

const MOST_COLUMNS = 50;
const DATA_TYPES: ReadonlySet<unknown> = new Set([
  undefined,
  'text',
  'lark_md',
  'options',
  'number',
  'persons',
  'date',
  'markdown',
]);

/** The rules of a table component beyond its properties (…/card-json-v2-components/content-components/table). */
export function checkTable(table: UncheckedObject, world: CardWorld): void {
  const page = table.page_size;
  if (page !== undefined && !(Number.isInteger(page) && Number(page) >= 1 && Number(page) <= 10)) {
    refuseContent(SUB_CODE.tablePage, `table page_size must be 1 to 10, not ${String(page)}`);
  }
  const columns = Array.isArray(table.columns) ? (table.columns as UncheckedObject[]) : [];
  const names = columns.map((column) => column.name);
  if (columns.length > MOST_COLUMNS || new Set(names).size < names.length) {
    refuseContent(SUB_CODE.tableColumns, 'table columns invalid: more than 50, or a name twice');
  }
  for (const column of columns) {
    if (!DATA_TYPES.has(column.data_type)) {
      refuseContent(SUB_CODE.tableColumns, `table column data_type invalid: ${String(column.data_type)}`);
    }
  }
  const rows = Array.isArray(table.rows) ? (table.rows as UncheckedObject[]) : undefined;
  if (!rows) refuseContent(SUB_CODE.tableColumns, 'table rows must be an array');
  for (const row of rows) {
    for (const column of columns) checkCell(row[String(column.name)], column.data_type, world);
  }
}

/** An empty cell is fine; what is not text in a text column is turned into text. */
function checkCell(cell: unknown, type: unknown, world: CardWorld): void {
  if (cell === undefined || cell === null) return;
  if (typeof cell === 'string') checkLeaks(cell, world);
  if (type === 'lark_md' || type === 'markdown') checkMarkdown(String(cell), world);
  if (type === 'persons') {
    for (const id of Array.isArray(cell) ? (cell as unknown[]) : [cell]) checkPerson(id, world);
  }
  if ((type === 'number' || type === 'date') && typeof cell !== 'number') {
    refuseContent(SUB_CODE.tableColumns, `table cell must be a number, not ${JSON.stringify(cell)}`);
  }
}
