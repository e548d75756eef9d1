import type { FieldFact, Value } from '../../approval/condition.ts';
import { comparable } from '../../approval/fieldChoice.ts';
import type { FormWidget } from '../../approval/instance.ts';
import { type FormReading, formContext, MAX_DEPTH } from './formContext.ts';
import { momentOf } from './widgets/calendar.ts';
import { isUnresolved } from './widgets/internal.ts';
import { exactNumber, looseRecord, openJson } from './widgets/looseJson.ts';
import type { Moment } from './widgets/moment.ts';
import { amountsOf, numeral } from './widgets/number.ts';
import { optionsOf } from './widgets/option.ts';
import { partsOf } from './widgets/parts.ts';
import { personIdsOf, readDepartments } from './widgets/peopleWidgets.ts';
import { isExplanation, readerOf } from './widgets/readers.ts';
import { type FormContext, sourceOfWidget, type WidgetSource } from './widgets/source.ts';

/**
 * What conditions can compare in a form: every value as it was typed, cells of tables and parts of groups too. Never
 * throws.
 */
export function formFacts(widgets: readonly FormWidget[], reading: FormReading): FieldFact[] {
  const form = formContext(widgets, reading);
  return widgets.flatMap((widget) => factsOf(sourceOfWidget(widget, form), form, [], 0));
}

/** `above`: the names of what contains it; the keys of the nearest one are among its own. */
function factsOf(source: WidgetSource, form: FormContext, above: Above, depth: number): FieldFact[] {
  if (isExplanation(source.type)) return [];
  const own = source.keys.slice(0, source.keys.length - (above.at(-1)?.keys ?? 0));
  const here = [...above, { keys: source.keys.length, names: own.map(comparable) }];
  if (depth < MAX_DEPTH) {
    const parts = partsOf(source, form);
    if (parts) return parts.flatMap((part) => factsOf(part, form, here, depth + 1));
  }
  return [
    {
      id: source.id,
      path: here.map(({ names }) => names),
      ...(!source.isNamed && own.some(isUnresolved) ? { isNameless: true } : {}),
      values: valuesOf(source, form),
    },
  ];
}

type Above = readonly { readonly keys: number; readonly names: readonly string[] }[];

function valuesOf(source: WidgetSource, form: FormContext): Value[] {
  switch (source.type) {
    case 'number':
    case 'formula':
      return textValues([numeral(source.value)], form).map((value) => ({ ...value, isNumeric: true }));
    case 'amount':
      return amountsOf(source).map((amount) => ({
        texts: [amount.number],
        ...amount,
        isNumeric: true,
      }));
    case 'date': {
      const moment = momentOf(source.value, source.pickerOffset, form);
      return moment
        ? [{ texts: [dayOf(moment)], days: [dayOf(moment), dayOf(moment)] }]
        : textOf(source, form);
    }
    case 'dateInterval':
      return spanOf(source, form);
    case 'radio':
    case 'radioV2':
    case 'checkbox':
    case 'checkboxV2':
      return optionsOf(source);
    case 'contact':
      return personIdsOf(source).map((id) => ({ texts: [id] }));
    case 'department': {
      const read = readDepartments(source, form);
      if (read?.kind !== 'departments') return textOf(source, form);
      return read.departments.map(({ id, name }) => ({
        texts: [id, name].filter((text) => text !== ''),
        ...(id === '' ? {} : { department: id }),
      }));
    }
    default:
      return textOf(source, form);
  }
}

/** The displayed value: a number or a day that was typed as text counts as one. */
function textOf(source: WidgetSource, form: FormContext): Value[] {
  const read = readerOf(source.type)(source, form, false);
  if (read?.kind === 'text') return textValues([read.text], form);
  if (read?.kind === 'people') return textValues(read.people, form);
  return read?.kind === 'links'
    ? textValues(
        read.links.map(({ text }) => text),
        form,
      )
    : [];
}

function textValues(texts: readonly string[], form: FormContext): Value[] {
  return texts
    .filter((text) => text !== '')
    .map((text): Value => {
      const number = exactNumber(text);
      const moment = number === undefined ? momentOf(text, undefined, form) : undefined;
      return {
        texts: [text],
        ...(number === undefined ? {} : { number }),
        ...(moment ? { days: [dayOf(moment), dayOf(moment)] } : {}),
      };
    });
}

/** A span of time: its days, and its length as a number. */
function spanOf(source: WidgetSource, form: FormContext): Value[] {
  const opened = openJson(source.value);
  const span = Array.isArray(opened) ? { start: opened[0], end: opened[1] } : looseRecord(opened);
  if (!span) return textOf(source, form);
  const { start, end, interval } = span as Readonly<Record<string, unknown>>;
  const [from, to] = [start, end].map((value) => momentOf(value, source.pickerOffset, form));
  const [first, last] = [from ?? to, to ?? from];
  const number = exactNumber(numeral(interval));
  const value: Value = {
    texts: textOf(source, form).flatMap(({ texts }) => texts),
    ...(first && last ? { days: [dayOf(first), dayOf(last)] } : {}),
    ...(number === undefined ? {} : { number }),
  };
  return [value];
}

/** The day in the time zone of the person who picked it. */
function dayOf({ wall }: Moment): string {
  return new Date(wall).toISOString().slice(0, 10);
}
