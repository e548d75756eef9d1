import type { Field, FieldLink, FieldValue, TableRow } from '../approval/field.ts';
import type { Budget } from './budget.ts';
import type { CardValues } from './cardValues.ts';
import type { Tokens } from './tokens.ts';
import { type CardValue, textValue } from './value.ts';

/** A form field as a template meets it; texts are tokens. */
export interface FieldView {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly isTable: boolean;
  readonly isShort: boolean;
  readonly columns: readonly { readonly key: string; readonly name: string; readonly type: string }[];
  readonly rows: readonly { readonly cells: readonly { readonly key: string; readonly value: string }[] }[];
  /** How many rows there are, where not all are shown; otherwise empty. */
  readonly note: string;
}

/** A piece of the layout: two short fields beside each other, a wide one, or a table. */
export interface BlockView {
  readonly isPair: boolean;
  readonly isTable: boolean;
  readonly left?: FieldView;
  readonly right?: FieldView;
  readonly field?: FieldView;
}

/** Width of a value that may stand beside another, in half-width characters. */
const SHORT_WIDTH = 26;

export function viewFields(
  fields: readonly Field[],
  values: CardValues,
  tokens: Tokens,
  budget: Budget,
): FieldView[] {
  let tables = 0;
  return fields.slice(0, budget.fields).map((field) => {
    const { value } = field;
    const isTable = value.kind === 'table' && value.columns.length > 0 && tables < budget.tables;
    if (isTable) tables += 1;
    const { columns, rows, note } = isTable ? viewTable(value, values, tokens, budget) : NO_TABLE;
    return {
      id: tokens.put(values.name(field.id)),
      name: tokens.put(values.name(field.name)),
      value: tokens.put(valueOfField(value, values, budget)),
      isTable,
      isShort: isShort(value),
      columns,
      rows,
      note,
    };
  });
}

/** Puts short fields two by two, in the order of the form. */
export function layOut(fields: readonly FieldView[]): BlockView[] {
  const blocks: BlockView[] = [];
  let left: FieldView | undefined;
  const flush = (): void => {
    if (left) blocks.push({ isPair: true, isTable: false, left });
    left = undefined;
  };
  for (const field of fields) {
    if (!field.isShort) {
      flush();
      blocks.push({ isPair: false, isTable: field.isTable, field });
    } else if (left) {
      blocks.push({ isPair: true, isTable: false, left, right: field });
      left = undefined;
    } else left = field;
  }
  flush();
  return blocks;
}

const NO_TABLE = { columns: [], rows: [], note: '' } as const;

type Table = Extract<FieldValue, { kind: 'table' }>;

function viewTable(
  table: Table,
  values: CardValues,
  tokens: Tokens,
  budget: Budget,
): Pick<FieldView, 'columns' | 'rows' | 'note'> {
  const columns = table.columns.slice(0, budget.columns);
  const rows = table.rows.slice(0, budget.rows);
  const count = (n: number): CardValue => textValue(String(n));
  const isCut = table.rows.length > rows.length;
  return {
    columns: columns.map((name, i) => ({
      key: `c${i}`,
      name: tokens.put(values.name(name)),
      // Plain texts need no escaping and cut well; people and links need Markdown.
      type: rows.every((row) => (row[i]?.kind ?? 'text') === 'text') ? 'text' : 'markdown',
    })),
    rows: rows.map((row) => ({
      cells: columns.flatMap((_, i) => {
        const cell = row[i];
        return cell ? [{ key: `c${i}`, value: tokens.put(valueOfField(cell, values, budget)) }] : [];
      }),
    })),
    note: isCut ? tokens.put(values.word('moreRows', count(table.rows.length), count(rows.length))) : '',
  };
}

function valueOfField(value: FieldValue, values: CardValues, budget: Budget): CardValue {
  const most = budget.rows + 10;
  switch (value.kind) {
    case 'text':
      return values.text(value.text, budget.text);
    case 'people':
      return values.people(value.people, most);
    case 'departments':
      return cutList(value.departments, most, values, ({ id, name }) => {
        const department = values.department(id, name);
        return department.kind === 'text' && department.text === ''
          ? values.word('someDepartment')
          : department;
      });
    case 'links':
      return cutList(value.links, most, values, (link) => linkOf(link, values));
    case 'table':
      return tableInText(value, values, budget);
  }
}

function cutList<T>(
  items: readonly T[],
  most: number,
  values: CardValues,
  make: (item: T) => CardValue,
): CardValue {
  const shown = items.slice(0, most).map(make);
  return values.list(items.length > most ? [...shown, textValue(`… (${items.length})`)] : shown);
}

function linkOf(link: FieldLink, values: CardValues): CardValue {
  const text = values.name(link.text);
  if ('instanceCode' in link) return values.link(text, link.instanceCode);
  return { kind: 'link', text: text.kind === 'text' ? text.text : '', url: link.url };
}

/** A table where no table may stand: a line per row. */
function tableInText(table: Table, values: CardValues, budget: Budget): CardValue {
  const line = (row: TableRow): CardValue[] =>
    row
      .slice(0, budget.columns)
      .filter((cell) => cell !== undefined)
      .flatMap((cell, i) => [textValue(i === 0 ? '' : ' · '), valueOfField(cell, values, budget)]);
  const rows = table.rows
    .slice(0, budget.rows)
    .flatMap((row, i) => [textValue(i === 0 ? '' : '\n'), ...line(row)]);
  const rest = table.rows.length > budget.rows ? [textValue('\n…')] : [];
  const count = values.word('rows', textValue(String(table.rows.length)));
  return { kind: 'several', values: rows.length > 0 ? [...rows, ...rest] : [count] };
}

function isShort(value: FieldValue): boolean {
  if (value.kind === 'people') return value.people.length <= 2;
  if (value.kind === 'departments') return value.departments.length <= 1;
  if (value.kind !== 'text' || /[\n\r]/.test(value.text.trim())) return false;
  // Han, kana and full-width characters are twice as wide.
  const wide = value.text.length > SHORT_WIDTH ? 0 : (value.text.match(/[\u2e80-\uffef]/g)?.length ?? 0);
  return value.text.length + wide <= SHORT_WIDTH;
}
