import type { WidgetDefinition } from '../../approval/field.ts';
import type { FormWidget } from '../../approval/instance.ts';
import type { Locale } from '../../approval/locale.ts';
import { wordsOf } from '../../approval/words.ts';
import { zoneOf } from '../../base/zone.ts';
import { definitionsById } from './formDefinition.ts';
import { amountsOf } from './widgets/number.ts';
import { partsOf } from './widgets/parts.ts';
import { type FormContext, sourceOfWidget, type WidgetSource } from './widgets/source.ts';

/** The language and zone of the output, and the definition if it is known. */
export interface FormReading {
  /** IANA name; one that does not exist counts as UTC. */
  readonly timezone: string;
  readonly locale: Locale;
  readonly definitions?: readonly WidgetDefinition[];
}

/** How to read a form. Its currency is determined once, when the first number needs it. */
export function formContext(widgets: readonly FormWidget[], reading: FormReading): FormContext {
  let currency: string | undefined;
  const form: FormContext = {
    zoneOffset: zoneOf(reading.timezone).offsetAt,
    locale: reading.locale,
    words: wordsOf(reading.locale),
    definitions: definitionsById(reading.definitions ?? []),
    formCurrency: () => {
      currency ??= onlyCurrency(widgets, form);
      return currency;
    },
  };
  return form;
}

/** Nested groups and tables; no deeper form is known. */
export const MAX_DEPTH = 4;

function onlyCurrency(widgets: readonly FormWidget[], form: FormContext): string {
  const found = new Set(widgets.flatMap((widget) => currenciesIn(sourceOfWidget(widget, form), form, 0)));
  const [first = '', ...others] = found;
  return others.length === 0 && /^[A-Z]{3}$/.test(first) ? first : '';
}

function currenciesIn(source: WidgetSource, form: FormContext, depth: number): string[] {
  if (source.type === 'amount') return amountsOf(source).map(({ currency }) => currency);
  const parts = depth < MAX_DEPTH ? partsOf(source, form) : undefined;
  return parts?.flatMap((part) => currenciesIn(part, form, depth + 1)) ?? [];
}
