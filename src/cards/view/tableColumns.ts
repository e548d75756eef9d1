import { isMoneyLabel, isMoneyText } from '../../approval/currency.ts';
import type { FieldValue, TableRow } from '../../approval/field.ts';
import type { Budget } from './budget.ts';
import { cleanText } from './cleanText.ts';
import { withoutYear } from './moment.ts';
import { linesNeeded, spanWidth, textWidth } from './textWidth.ts';

export type Table = Extract<FieldValue, { kind: 'table' }>;
export type Cell = TableRow[number];

/**
 * A fixed height is what every client of Card JSON 2.0 knows (7.20; `auto` needs 7.33) and ends at 124px
 * (…/card-json-v2-components/content-components/table), so a cell must not need more lines than that holds.
 */
export const MOST_CELL_LINES = 4;
/**
 * The most half-width characters of a cell that fits on one line in a column of automatic width, beside others on a
 * phone.
 */
const ONE_LINE = { wide: 40, phone: 20 } as const;
const CHARACTER_PX = 7;
const CELL_PADDING_PX = 24;
/** Widths of columns with longer texts. The component accepts 80 to 600. */
const WIDTHS_PX = { wide: [240, 400, 600], phone: [150, 240, 400, 600] } as const;
const NARROWEST_PX = 80;
/** How much of a table a phone shows without scrolling sideways. */
const PHONE_PX = 340;
/** How many characters of any kind fit into the widest column in `MOST_CELL_LINES` lines. */
export const LONGEST_CELL = 150;
const NAME_WIDTH = 10;
const NUMBER = /^-?\d[\d,]*(?:\.\d+)?$/;

/** A column and how it is laid out. */
export interface LaidOut {
  /** Its position in the table. */
  readonly index: number;
  /** `auto`, or wide enough that the longest cell takes at most `MOST_CELL_LINES` lines. */
  readonly width: string;
  /** How wide that is, about. */
  readonly px: number;
  readonly lines: number;
}

/** The columns to show for these rows; if they must fit on a phone, the most important ones. */
export function layOutColumns({ columns, rows }: Table, budget: Budget): LaidOut[] {
  const layouts = columns.slice(0, budget.columns).map((name, index) =>
    layOutColumn(
      index,
      name,
      rows.map((row) => row[index]),
      budget.fitsPhone ? 'phone' : 'wide',
    ),
  );
  return budget.fitsPhone ? fitting(layouts, { columns, rows }) : layouts;
}

/** Whether columns of a table do not fit on a phone. */
export function hidesColumns(table: Table, budget: Budget): boolean {
  const rows = table.rows.slice(0, budget.rows);
  return layOutColumns({ ...table, rows }, budget).length < Math.min(table.columns.length, budget.columns);
}

/** A table that stands open, where there is little room: dates of this year go without it, as in titles. */
export function inYear(table: Table, year: string): Table {
  const brief = (cell: Cell): Cell =>
    cell?.kind === 'text' ? { kind: 'text', text: withoutYear(cell.text, year) } : cell;
  return { ...table, rows: table.rows.map((row) => row.map(brief)) };
}

/** The first column, sums, numbers, then the others, as many as fit and two at least; in the order of the table. */
function fitting(layouts: readonly LaidOut[], { columns, rows }: Pick<Table, 'columns' | 'rows'>): LaidOut[] {
  const isMoney = ({ index }: LaidOut): boolean =>
    isMoneyLabel(columns[index] ?? '') ||
    rows.some((row) => row[index]?.kind === 'text' && isMoneyText(row[index].text));
  const isNumber = ({ index }: LaidOut): boolean =>
    rows.every(
      (row) => row[index] === undefined || (row[index].kind === 'text' && NUMBER.test(row[index].text)),
    );
  const rank = (layout: LaidOut): number =>
    layout.index === 0 ? 0 : isMoney(layout) ? 1 : isNumber(layout) ? 2 : 3;
  const chosen: LaidOut[] = [];
  let px = 0;
  for (const layout of layouts.toSorted((a, b) => rank(a) - rank(b))) {
    if (chosen.length >= 2 && px + layout.px > PHONE_PX) continue;
    chosen.push(layout);
    px += layout.px;
  }
  return chosen.sort((a, b) => a.index - b.index);
}

function layOutColumn(
  index: number,
  name: string,
  cells: readonly Cell[],
  screen: keyof typeof WIDTHS_PX,
): LaidOut {
  const texts = cells.map(linesOfCell);
  const widest = Math.max(textWidth(name), ...texts.flat().map(textWidth));
  const auto = { index, width: 'auto', px: Math.max(NARROWEST_PX, pxOf(widest)) };
  if (!texts.some((lines) => lines.some((line) => textWidth(line) > ONE_LINE[screen])))
    return { ...auto, lines: Math.max(1, ...texts.map((lines) => lines.length)) };
  // A span from one date to another takes a line for each.
  const ofSpans = pxOf(Math.max(0, ...texts.flat().map(spanWidth)));
  const widths = screen === 'phone' ? [...WIDTHS_PX[screen], ofSpans] : WIDTHS_PX[screen];
  for (const px of widths.filter((px) => px >= ofSpans).sort((a, b) => a - b)) {
    const perLine = (px - CELL_PADDING_PX) / CHARACTER_PX;
    const needed = texts.map((lines) => lines.reduce((sum, line) => sum + linesNeeded(line, perLine), 0));
    const lines = Math.max(1, ...needed);
    if (lines <= MOST_CELL_LINES || px === WIDTHS_PX[screen].at(-1))
      return { index, width: `${px}px`, px, lines: Math.min(lines, MOST_CELL_LINES) };
  }
  return { ...auto, lines: 1 };
}

function pxOf(width: number): number {
  return width * CHARACTER_PX + CELL_PADDING_PX;
}

/** The lines of a cell; of people and links a guess, since a client writes the names. */
function linesOfCell(cell: Cell): string[] {
  const guess = 'x'.repeat(NAME_WIDTH);
  switch (cell?.kind) {
    case undefined:
      return [];
    case 'text':
      return cleanText(cell.text)
        .trim()
        .slice(0, LONGEST_CELL * 2)
        .split('\n');
    case 'people':
      return [guess.repeat(cell.people.length + (cell.unnamed === undefined ? 0 : 1))];
    case 'departments':
      return [cell.departments.map(({ name }) => name || guess).join('')];
    case 'links':
      return [cell.links.map(({ text }) => `${text}, `).join('')];
  }
}
