import type { FieldValue, TableRow } from '../../approval/field.ts';
import type { Budget } from './budget.ts';
import type { CardValues } from './cardValues.ts';
import { cleanText } from './cleanText.ts';
import { textWidth } from './textWidth.ts';
import type { Tokens } from './tokens.ts';
import { type CardValue, several, textValue } from './value.ts';

/** A column of the table component. */
export interface ColumnView {
  readonly key: string;
  readonly name: string;
  /** `data_type`. */
  readonly type: 'text' | 'markdown';
  /** `auto`, or so wide that the longest cell takes at most `MOST_LINES` lines. */
  readonly width: string;
  /** Numbers stand at the right. */
  readonly align: 'left' | 'right';
}

/** A table as a template meets it; texts are tokens. */
export interface TableView {
  readonly columns: readonly ColumnView[];
  readonly rows: readonly { readonly cells: readonly { readonly key: string; readonly value: string }[] }[];
  /** `low` for rows of one line, otherwise as many pixels as the highest cell needs. */
  readonly rowHeight: string;
  /** What is left out; empty: nothing. */
  readonly note: string;
}

export type Table = Extract<FieldValue, { kind: 'table' }>;
type Cell = TableRow[number];

/** Shows a value in a cell. */
export type ShowCell = (cell: NonNullable<Cell>, budget: Budget) => CardValue;

/**
 * A fixed height is what every client of Card JSON 2.0 knows (7.20; `auto` needs 7.33) and ends at 124px
 * (…/card-json-v2-components/content-components/table), so a cell must not need more lines than that holds.
 */
const MOST_LINES = 4;
const LINE_PX = 22;
const PADDING_PX = 18;
/** Half-width characters of a cell that still stands on one line in a column of its own width. */
const ONE_LINE = 40;
const CHARACTER_PX = 7;
const CELL_PADDING_PX = 24;
/** Widths of columns with longer texts. The component takes 80 to 600. */
const WIDTHS_PX = [240, 400, 600] as const;
/** Characters that fit into the widest column in `MOST_LINES` lines, whatever they are. */
const LONGEST_CELL = 150;

export function viewTable(
  table: Table,
  show: ShowCell,
  {
    values,
    tokens,
    budget,
  }: { readonly values: CardValues; readonly tokens: Tokens; readonly budget: Budget },
): TableView {
  const columns = table.columns.slice(0, budget.columns);
  const rows = table.rows.slice(0, budget.rows).map((row) => row.map(fitting));
  const layouts = columns.map((_, i) => layOutColumn(rows.map((row) => row[i])));
  const lines = Math.max(1, ...layouts.map((layout) => layout.lines));
  const cellBudget = { ...budget, text: Math.min(budget.text, LONGEST_CELL) };
  return {
    columns: columns.map((name, i) => ({
      key: `c${i}`,
      name: tokens.put(values.name(name)),
      // Plain texts need no escaping and cut well; people and links need Markdown.
      type: rows.every((row) => (row[i]?.kind ?? 'text') === 'text') ? 'text' : 'markdown',
      width: layouts[i]?.width ?? 'auto',
      align: rows.every((row) => isNumeric(row[i])) ? 'right' : 'left',
    })),
    rows: rows.map((row) => ({
      cells: columns.flatMap((_, i) => {
        const cell = row[i];
        return cell ? [{ key: `c${i}`, value: tokens.put(show(cell, cellBudget)) }] : [];
      }),
    })),
    rowHeight: lines === 1 ? 'low' : `${PADDING_PX + LINE_PX * lines}px`,
    note: tokens.put(noteOf(table, budget, values)),
  };
}

/** A table where no table may stand: a line per row. */
export function tableInText(table: Table, show: ShowCell, values: CardValues, budget: Budget): CardValue {
  const line = (row: TableRow): CardValue[] =>
    row
      .slice(0, budget.columns)
      .filter((cell) => cell !== undefined)
      .flatMap((cell, i) => [textValue(i === 0 ? '' : ' · '), show(cell, budget)]);
  const rows = table.rows
    .slice(0, budget.rows)
    .flatMap((row, i) => [textValue(i === 0 ? '' : '\n'), ...line(row)]);
  if (rows.length === 0)
    return { kind: 'several', values: [values.word('rows', textValue(String(table.rows.length)))] };
  const note = noteOf(table, budget, values);
  const isCut = table.rows.length > budget.rows || table.columns.length > budget.columns;
  return { kind: 'several', values: isCut ? [...rows, textValue('\n'), note] : rows };
}

/** How many rows and columns there are beside those that are shown. */
function noteOf({ columns, rows }: Table, budget: Budget, values: CardValues): CardValue {
  const count = (n: number): CardValue => textValue(String(n));
  const notes: CardValue[] = [];
  if (rows.length > budget.rows) notes.push(values.word('moreRows', count(rows.length), count(budget.rows)));
  const hidden = columns.length - budget.columns;
  if (hidden > 0) notes.push(values.word(hidden === 1 ? 'moreColumn' : 'moreColumns', count(hidden)));
  return several(notes, ' · ');
}

/** A text of more lines than a row can hold goes on in one. */
function fitting(cell: Cell): Cell {
  if (cell?.kind !== 'text') return cell;
  const text = cleanText(cell.text).trim();
  return text.split('\n').length > MOST_LINES
    ? { kind: 'text', text: text.replace(/\s*\n\s*/g, ' · ') }
    : cell;
}

function layOutColumn(cells: readonly Cell[]): { readonly width: string; readonly lines: number } {
  const texts = cells.map(linesOfCell);
  const isBroad = texts.some((lines) => lines.some((width) => width > ONE_LINE));
  if (!isBroad) return { width: 'auto', lines: Math.max(1, ...texts.map((lines) => lines.length)) };
  for (const px of WIDTHS_PX) {
    const perLine = (px - CELL_PADDING_PX) / CHARACTER_PX;
    const needed = texts.map((lines) =>
      lines.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / perLine)), 0),
    );
    const lines = Math.max(1, ...needed);
    if (lines <= MOST_LINES || px === WIDTHS_PX[2])
      return { width: `${px}px`, lines: Math.min(lines, MOST_LINES) };
  }
  return { width: 'auto', lines: 1 };
}

/** The widths of a cell's lines; of people and links a guess, since a client writes the names. */
function linesOfCell(cell: Cell): number[] {
  switch (cell?.kind) {
    case undefined:
      return [];
    case 'text':
      return cleanText(cell.text)
        .trim()
        .slice(0, LONGEST_CELL * 2)
        .split('\n')
        .map(textWidth);
    case 'people':
      return [cell.people.length * NAME_WIDTH + (cell.unnamed === undefined ? 0 : NAME_WIDTH)];
    case 'departments':
      return [cell.departments.reduce((sum, { name }) => sum + (textWidth(name) || NAME_WIDTH), 0)];
    case 'links':
      return [cell.links.reduce((sum, { text }) => sum + textWidth(text) + 2, 0)];
  }
}

const NAME_WIDTH = 10;

function isNumeric(cell: Cell): boolean {
  return (
    cell === undefined ||
    (cell.kind === 'text' && /^(?:-?[A-Z]{0,4}[$¥€£₩₹฿₫₱]|[A-Z]{3} )?-?\d[\d,]*(?:\.\d+)?%?$/.test(cell.text))
  );
}
