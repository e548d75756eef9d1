import type { Field, FieldValue } from '../../approval/field.ts';
import {
  type FieldChoice,
  type Judge,
  judgeBy,
  placeAmongFirst,
  type Sight,
} from '../../approval/fieldChoice.ts';
import { maskNumbers, maskWhole } from '../../approval/fieldMask.ts';
import type { FormWidget } from '../../approval/instance.ts';
import { isSumLabel } from '../../approval/sensitiveLabels.ts';
import { type FormReading, formContext, MAX_DEPTH } from './formContext.ts';
import { isGroup, splitGroup } from './widgets/group.ts';
import { isExplanation, isKnown, readerOf } from './widgets/readers.ts';
import { isLeave } from './widgets/role.ts';
import { type FormContext, sourceOfWidget, type WidgetSource } from './widgets/source.ts';
import { type CellValue, readTable } from './widgets/table.ts';

/**
 * Every field with content, in the order of the form, with complete account and telephone numbers.
 * Never throws: what cannot be read is left out, or refers the reader to the approval.
 */
export function readForm(widgets: readonly FormWidget[], reading: FormReading): Field[] {
  return readFields(widgets, reading, () => 'open');
}

/** The part of the form that a chat may see. Never throws. */
export function chooseFields(
  widgets: readonly FormWidget[],
  reading: FormReading,
  choice: FieldChoice,
): Field[] {
  return readFields(widgets, reading, judgeBy(choice), placeAmongFirst(choice));
}

/** The index of a field with these names among the key fields. */
type PlaceOf = (keys: readonly string[]) => number | undefined;

function readFields(
  widgets: readonly FormWidget[],
  reading: FormReading,
  judge: Judge,
  placeOf: PlaceOf = () => undefined,
): Field[] {
  const form = formContext(widgets, reading);
  return widgets.flatMap((widget) => readSource(sourceOfWidget(widget, form), form, { judge, placeOf }, 0));
}

/** One field, or one for each part of a group. */
function readSource(
  source: WidgetSource,
  form: FormContext,
  rules: { readonly judge: Judge; readonly placeOf: PlaceOf },
  depth: number,
): Field[] {
  if (isExplanation(source.type)) return [];
  if (depth < MAX_DEPTH && !isKnown(source.type) && isGroup(source)) {
    const parts = splitGroup(source, form);
    // Without parts it is read like any unknown type, so the reader sees that there is something.
    if (parts.length > 0) return parts.flatMap((part) => readSource(part, form, rules, depth + 1));
  }
  // A leave of an unknown shape may contain its reason, too.
  const whole = isLeave(source.type) ? { ...source, delicate: true } : source;
  const value = readValue(whole, form, rules.judge);
  if (!value) return [];
  const first = rules.placeOf(source.keys);
  return [{ id: source.id, name: source.label, value, ...(first === undefined ? {} : { first }) }];
}

function readValue(source: WidgetSource, form: FormContext, judge: Judge): FieldValue | undefined {
  if (source.type !== 'fieldList') return readOne(source, form, judge);
  return readTable(source, form, (cell) => readOne(cell, form, judge));
}

/** A value that is not a table, as far as it may be seen. */
function readOne(source: WidgetSource, form: FormContext, judge: Judge): CellValue | undefined {
  const sight = judge(source);
  if (sight === 'hidden' || isExplanation(source.type)) return undefined;
  // A completely masked value is masked once, at the end.
  const value = readerOf(source.type)(source, form, sight !== 'open' && sight !== 'masked');
  return value && value.kind !== 'table' ? covered(value, sight, source) : undefined;
}

function covered(value: CellValue, sight: Sight, source: WidgetSource): CellValue {
  if (sight === 'masked') {
    const isMaskable = value.kind === 'text' && source.type !== 'date' && source.type !== 'dateInterval';
    return { kind: 'text', text: maskWhole(isMaskable ? value.text : '') };
  }
  if (sight !== 'discreet' || value.kind !== 'text' || holdsNoNumber(source)) return value;
  return { kind: 'text', text: maskNumbers(value.text) };
}

/** Dates and sums under a name like `银行账户信息` are not account numbers. */
function holdsNoNumber({ type, label }: WidgetSource): boolean {
  if (['date', 'dateInterval', 'amount', 'telephone', 'account'].includes(type)) return true;
  return (type === 'number' || type === 'formula') && isSumLabel(label);
}
