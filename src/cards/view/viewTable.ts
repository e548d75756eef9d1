import type { TableRow } from '../../approval/field.ts';
import type { Budget } from './budget.ts';
import type { CardValues } from './cardValues.ts';
import { cleanText } from './cleanText.ts';
import { type Cell, LONGEST_CELL, layOutColumns, MOST_CELL_LINES, type Table } from './tableColumns.ts';
import type { Tokens } from './tokens.ts';
import { type CardValue, DOT, several, textValue } from './value.ts';

/** A column of the table component. */
export interface ColumnView {
  readonly key: string;
  readonly name: string;
  /** `data_type`. */
  readonly type: 'text' | 'markdown';
  /** `auto`, or wide enough that the longest cell takes at most `MOST_LINES` lines. */
  readonly width: string;
  /** Numbers are aligned to the right. */
  readonly align: 'left' | 'right';
}

/** A table as a template sees it; texts are tokens. */
export interface TableView {
  readonly columns: readonly ColumnView[];
  readonly rows: readonly { readonly cells: readonly { readonly key: string; readonly value: string }[] }[];
  /** `low` for rows of one line, otherwise as many pixels as the highest cell needs. */
  readonly rowHeight: string;
  /** What is left out; empty: nothing. */
  readonly note: string;
}

/** Shows a value in a cell. */
export type ShowCell = (cell: NonNullable<Cell>, budget: Budget) => CardValue;

const LINE_PX = 22;
const PADDING_PX = 18;

export function viewTable(
  table: Table,
  show: ShowCell,
  {
    values,
    tokens,
    budget,
  }: { readonly values: CardValues; readonly tokens: Tokens; readonly budget: Budget },
): TableView {
  const rows = table.rows.slice(0, budget.rows).map((row) => row.map(inOneLine));
  const columns = layOutColumns({ ...table, rows }, budget);
  const lines = Math.max(1, ...columns.map((column) => column.lines));
  const cellBudget = { ...budget, text: Math.min(budget.text, LONGEST_CELL) };
  return {
    columns: columns.map(({ index, width }) => ({
      key: `c${index}`,
      name: tokens.put(values.name(table.columns[index] ?? '')),
      // Plain texts need no escaping and can be cut; people and links need Markdown.
      type: rows.every((row) => (row[index]?.kind ?? 'text') === 'text') ? 'text' : 'markdown',
      width,
      align: rows.every((row) => isNumeric(row[index])) ? 'right' : 'left',
    })),
    rows: rows.map((row) => ({
      cells: columns.flatMap(({ index }) => {
        const cell = row[index];
        return cell ? [{ key: `c${index}`, value: tokens.put(show(cell, cellBudget)) }] : [];
      }),
    })),
    rowHeight: lines === 1 ? 'low' : `${PADDING_PX + LINE_PX * lines}px`,
    note: tokens.put(noteOf(table, budget, values)),
  };
}

/** A table where no table is allowed: a line per row. */
export function tableInText(table: Table, show: ShowCell, values: CardValues, budget: Budget): CardValue {
  const line = (row: TableRow): CardValue[] =>
    row
      .slice(0, budget.columns)
      .filter((cell) => cell !== undefined)
      .flatMap((cell, i) => [textValue(i === 0 ? '' : DOT), show(cell, budget)]);
  const rows = table.rows
    .slice(0, budget.rows)
    .flatMap((row, i) => [textValue(i === 0 ? '' : '\n'), ...line(row)]);
  if (rows.length === 0)
    return { kind: 'several', values: [values.word('rows', textValue(String(table.rows.length)))] };
  const note = noteOf(table, budget, values);
  const isCut = table.rows.length > budget.rows || table.columns.length > budget.columns;
  return { kind: 'several', values: isCut ? [...rows, textValue('\n'), note] : rows };
}

/** The note about rows and columns that are not shown. */
function noteOf({ columns, rows }: Table, budget: Budget, values: CardValues): CardValue {
  const count = (n: number): CardValue => textValue(String(n));
  const notes: CardValue[] = [];
  if (rows.length > budget.rows) notes.push(values.word('moreRows', count(rows.length), count(budget.rows)));
  const hidden = columns.length - budget.columns;
  if (hidden > 0) notes.push(values.word(hidden === 1 ? 'moreColumn' : 'moreColumns', count(hidden)));
  return several(notes, DOT);
}

/** A text with more lines than a row can hold is put on one line. */
function inOneLine(cell: Cell): Cell {
  if (cell?.kind !== 'text') return cell;
  const text = cleanText(cell.text).trim();
  const lines = text.split('\n');
  if (lines.length <= MOST_CELL_LINES) return cell;
  const filled = lines.map((line) => line.trim()).filter((line) => line !== '');
  return { kind: 'text', text: filled.join(DOT) };
}

function isNumeric(cell: Cell): boolean {
  return (
    cell === undefined ||
    (cell.kind === 'text' && /^(?:-?[A-Z]{0,4}[$¥€£₩₹฿₫₱]|[A-Z]{3} )?-?\d[\d,]*(?:\.\d+)?%?$/.test(cell.text))
  );
}
