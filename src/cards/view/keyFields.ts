import type { Field } from '../../approval/field.ts';
import { type FieldRole, mainAmount, roleOf } from '../../approval/fieldRole.ts';

/** Which fields are shown at once, and which in a panel that opens. */
export interface KeyFields {
  /** How much money: emphasised. */
  readonly amount: Field | undefined;
  /** The others that are not folded, the most important first. */
  readonly open: readonly Field[];
  /** What is folded, in the order of the form. */
  readonly rest: readonly Field[];
}

/** How many are not folded on a card, including the amount; one table may be added. */
export const MOST_OPEN = 6;
/** Details of several lines are shown only beside fewer others than this; on a reminder, only alone. */
const ENOUGH = 3;
/** The same on a reminder, and once a request has ended: these have no table. */
export const MOST_ON_REMINDER = 3;

/**
 * Chooses the key fields: those that the configuration names, in its order, then amount, purpose, counterpart, kind,
 * dates, then the others in the order of the form. All of the named ones are shown, however many they are. A sum stands
 * open once.
 *
 * @param shown text that the title already shows: a field with this value is not repeated, unless it is named
 */
export function chooseKeyFields(
  fields: readonly Field[],
  { most, tables, shown }: { readonly most: number; readonly tables: number; readonly shown: string },
): KeyFields {
  const main = mainAmount(fields);
  const weight = (field: Field): number => {
    if (field.first !== undefined) return field.first - fields.length;
    return field === main ? WEIGHTS.amount : WEIGHTS[roleOf(field) === 'amount' ? 'other' : roleOf(field)];
  };
  const isTable = ({ value }: Field): boolean => value.kind === 'table';
  const unshown = fields.filter((field) => field.first !== undefined || !isShownBy(shown, field));
  const sorted = unshown.toSorted((a, b) => weight(a) - weight(b));
  const plain = sorted.filter((field) => !isTable(field));
  const named = plain.filter((field) => field.first !== undefined).length;
  const chosen = plain
    .slice(0, Math.max(most, named))
    .filter((field, i) => field.first !== undefined || !repeatsSum(field, plain.slice(0, i)))
    .filter((field, i) => i < Math.max(most > ENOUGH ? ENOUGH : 1, named) || roleOf(field) !== 'long');
  const open = [...chosen, ...sorted.filter(isTable).slice(0, tables)];
  return {
    amount: chosen.find((field) => field === main),
    open: open.filter((field) => field !== main),
    rest: unshown.filter((field) => !open.includes(field)),
  };
}

/** Whether an amount is that of a weightier field: a total of one item, or one with its tax. */
function repeatsSum({ value, ...field }: Field, weightier: readonly Field[]): boolean {
  if (value.kind !== 'text' || roleOf({ ...field, value }) !== 'amount') return false;
  const sum = value.text.trim();
  return weightier.some((other) => other.value.kind === 'text' && other.value.text.trim() === sum);
}

/** Whether a title of this text says what the field says: the same, or a kind and its dates. */
function isShownBy(shown: string, field: Field): boolean {
  if (shown === '' || field.value.kind !== 'text') return false;
  const text = field.value.text.trim();
  const role = roleOf(field);
  if (text === shown) return role !== 'amount';
  return (
    (role === 'kind' && shown.startsWith(`${text} `)) || (role === 'dates' && shown.endsWith(` ${text}`))
  );
}

const WEIGHTS: Readonly<Record<FieldRole, number>> = {
  amount: 0,
  purpose: 1,
  counterpart: 2,
  kind: 3,
  dates: 4,
  other: 5,
  long: 7,
};
