import type { Field } from '../../approval/field.ts';
import { isFinal } from '../../approval/status.ts';
import type { Budget } from './budget.ts';
import type { CardInput } from './cardInput.ts';
import type { CardValues } from './cardValues.ts';
import { chooseKeyFields, type KeyFields, MOST_ON_REMINDER, MOST_OPEN } from './keyFields.ts';
import { hidesColumns, inYear } from './tableColumns.ts';
import { textWidth } from './textWidth.ts';
import type { Tokens } from './tokens.ts';
import { type BlockView, type FieldView, layOut, layOutTight, viewFields } from './viewFields.ts';

/** The form as a template sees it; texts are tokens. */
export interface FormView {
  readonly fields: readonly FieldView[];
  readonly blocks: readonly BlockView[];
  readonly amount?: FieldView;
  readonly keys: readonly BlockView[];
  readonly rest: readonly BlockView[];
  readonly restCount: number;
  /** How many rows are folded, if nothing else is; otherwise 0. */
  readonly restRows: number;
  readonly moreFields: number;
}

/** Rows of a table that are shown beside the key fields. */
const OPEN_ROWS = 3;
/** The most characters of a value that is shown; a longer one is folded in full. */
const OPEN_TEXT = 80;

/** Which part of the form is shown and which is folded. */
export function viewForm(
  input: CardInput,
  {
    values,
    tokens,
    budget,
  }: { readonly values: CardValues; readonly tokens: Tokens; readonly budget: Budget },
  shown: string,
): FormView {
  const fitting = weightiest(input.fields, budget.fields, shown);
  const show = (fields: readonly Field[], within: Budget): FieldView[] =>
    viewFields(fields, values, tokens, within);
  const fields = show(fitting, budget);
  const common = { fields, blocks: layOut(fields), moreFields: input.fields.length - fields.length };
  if (input.opensAll && input.purpose !== 'reminder') {
    return { ...common, keys: common.blocks, rest: [], restCount: 0, restRows: 0 };
  }
  const keys = keysOf(input, fitting, budget, shown);
  const openBudget = {
    ...budget,
    rows: Math.min(budget.rows, OPEN_ROWS),
    text: Math.min(budget.text, OPEN_TEXT),
    fitsPhone: true,
  } as const;
  const [amount] = keys.amount ? show([keys.amount], openBudget) : [];
  const year = values.zone.format(input.changedAt, 'YYYY');
  const folded = restOf(keys, fitting, openBudget, year);
  const rest = show(folded, { ...budget, tables: 0 });
  const restRows = rowsIn(folded, keys.open, fitting);
  const open = show(
    keys.open.map(({ value, ...field }) => ({
      ...field,
      value: value.kind === 'table' ? inYear(value, year) : value,
    })),
    openBudget,
  );
  return {
    ...common,
    ...(amount ? { amount } : {}),
    // The panel says how many rows it holds if it holds nothing else.
    keys: layOutTight(
      restRows === 0 ? open : open.map((field) => (field.isTable ? { ...field, note: '' } : field)),
    ),
    rest: layOut(rest),
    restCount: rest.length,
    restRows,
  };
}

function keysOf(input: CardInput, fields: readonly Field[], budget: Budget, shown: string): KeyFields {
  // A request that has ended needs no decision: its card says what it was about, and folds the rest.
  const isBrief = input.purpose === 'reminder' || isFinal(input.status);
  return chooseKeyFields(fields, {
    most: isBrief ? MOST_ON_REMINDER : MOST_OPEN,
    tables: isBrief ? 0 : Math.min(1, budget.tables),
    shown,
  });
}

/**
 * The folded fields, and the shown fields that are cut: long texts in full, tables of which columns do not fit,
 * and the later rows of others.
 */
function restOf({ open, rest }: KeyFields, fields: readonly Field[], budget: Budget, year: string): Field[] {
  return fields.flatMap((field) => {
    if (rest.includes(field)) return [field];
    const { value } = field;
    if (!open.includes(field)) return [];
    if (value.kind === 'table' && budget.tables > 0 && hidesColumns(inYear(value, year), budget))
      return [field];
    if (value.kind === 'table')
      return value.rows.length > OPEN_ROWS
        ? [{ ...field, value: { ...value, rows: value.rows.slice(OPEN_ROWS) } }]
        : [];
    return value.kind === 'text' && textWidth(value.text) > OPEN_TEXT && value.text.length > OPEN_TEXT
      ? [field]
      : [];
  });
}

/** How many rows are folded, if they are all that is folded. */
function rowsIn(
  [field, ...more]: readonly Field[],
  open: readonly Field[],
  fields: readonly Field[],
): number {
  const isTable =
    field?.value.kind === 'table' && !fields.includes(field) && open.some(({ id }) => id === field.id);
  return isTable && more.length === 0 ? field.value.rows.length : 0;
}

/** As many as fit, the most important ones, in the order of the form. */
function weightiest(fields: readonly Field[], most: number, shown: string): readonly Field[] {
  if (fields.length <= most) return fields;
  const { amount, open } = chooseKeyFields(fields, { most, tables: most, shown });
  const chosen = new Set([...(amount ? [amount] : []), ...open].slice(0, most));
  return fields.filter((field) => chosen.has(field));
}
