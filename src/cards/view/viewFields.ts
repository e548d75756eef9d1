import type { Field, FieldLink, FieldValue } from '../../approval/field.ts';
import type { Budget } from './budget.ts';
import type { CardValues } from './cardValues.ts';
import { textWidth } from './textWidth.ts';
import type { Tokens } from './tokens.ts';
import { type CardValue, textValue } from './value.ts';
import { type TableView, tableInText, viewTable } from './viewTable.ts';

/** A form field as a template sees it; texts are tokens. */
export interface FieldView extends TableView {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly isTable: boolean;
  readonly isShort: boolean;
}

/** A piece of the layout: two short fields beside each other, a wide one, or a table. */
export interface BlockView {
  readonly isPair: boolean;
  readonly isTable: boolean;
  readonly left?: FieldView;
  readonly right?: FieldView;
  readonly field?: FieldView;
}

/** The greatest width of a value that may be shown beside another, in half-width characters. */
const SHORT_WIDTH = 22;

export function viewFields(
  fields: readonly Field[],
  values: CardValues,
  tokens: Tokens,
  budget: Budget,
): FieldView[] {
  let tables = 0;
  return fields.slice(0, budget.fields).map((field) => {
    const { value } = field;
    // One column is just as readable without a table.
    const isTable = value.kind === 'table' && value.columns.length > 1 && tables < budget.tables;
    if (isTable) tables += 1;
    const table = isTable
      ? viewTable(value, (cell, cellBudget) => valueOfField(cell, values, cellBudget), {
          values,
          tokens,
          budget,
        })
      : NO_TABLE;
    return {
      id: tokens.put(values.name(field.id)),
      name: tokens.put(values.name(field.name)),
      value: tokens.put(valueOfField(value, values, budget)),
      isTable,
      isShort: isShort(value),
      columns: table.columns,
      rows: table.rows,
      rowHeight: table.rowHeight,
      note: table.note,
    };
  });
}

/** Pairs short fields, in their order, so that no half line stays empty before a wide field. */
export function layOutTight(fields: readonly FieldView[]): BlockView[] {
  const rest = [...fields];
  const ordered: FieldView[] = [];
  for (let field = rest.shift(); field; field = rest.shift()) {
    ordered.push(field);
    const partner = field.isShort ? rest.findIndex((other) => other.isShort) : -1;
    if (partner >= 0) ordered.push(...rest.splice(partner, 1));
  }
  return layOut(ordered);
}

/** Pairs short fields, in the order of the form. */
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

const NO_TABLE: TableView = { columns: [], rows: [], rowHeight: '', note: '' };

function valueOfField(value: FieldValue, values: CardValues, budget: Budget): CardValue {
  const most = budget.rows + 10;
  switch (value.kind) {
    case 'text':
      return values.text(value.text, budget.text);
    case 'people':
      return values.people(value.people, most, value.unnamed);
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
      return tableInText(value, (cell) => valueOfField(cell, values, budget), values, budget);
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

function isShort(value: FieldValue): boolean {
  if (value.kind === 'people') return value.people.length + (value.unnamed ?? 0) <= 2;
  if (value.kind === 'departments') return value.departments.length <= 1;
  if (value.kind !== 'text' || value.text.length > SHORT_WIDTH || /[\n\r]/.test(value.text.trim()))
    return false;
  return textWidth(value.text) <= SHORT_WIDTH;
}
