import type { WidgetDefinition } from '../../approval/field.ts';
import type { FormWidget } from '../../approval/instance.ts';
import type { Locale } from '../../approval/locale.ts';
import { wordsOf } from '../../approval/words.ts';
import { zoneOf } from '../../base/zone.ts';
import { definitionsById } from './formDefinition.ts';
import { amountsOf } from './widgets/number.ts';
import { partsOf } from './widgets/parts.ts';
import { type Source, sourceOfWidget, type View } from './widgets/source.ts';

/** The language and zone of the output, and the definition if it is known. */
export interface FormReading {
  /** IANA name; one that does not exist counts as UTC. */
  readonly timezone: string;
  readonly locale: Locale;
  readonly definitions?: readonly WidgetDefinition[];
}

/** How to read a form. Its currency is determined once, when the first number needs it. */
export function viewOf(widgets: readonly FormWidget[], reading: FormReading): View {
  let currency: string | undefined;
  const view: View = {
    zoneOffset: zoneOf(reading.timezone).offsetAt,
    locale: reading.locale,
    words: wordsOf(reading.locale),
    definitions: definitionsById(reading.definitions ?? []),
    formCurrency: () => {
      currency ??= onlyCurrency(widgets, view);
      return currency;
    },
  };
  return view;
}

/** Nested groups and tables; no deeper form is known. */
export const MAX_DEPTH = 4;

function onlyCurrency(widgets: readonly FormWidget[], view: View): string {
  const found = new Set(widgets.flatMap((widget) => currenciesIn(sourceOfWidget(widget, view), view, 0)));
  const [first = '', ...others] = found;
  return others.length === 0 && /^[A-Z]{3}$/.test(first) ? first : '';
}

function currenciesIn(source: Source, view: View, depth: number): string[] {
  if (source.type === 'amount') return amountsOf(source).map(({ currency }) => currency);
  const parts = depth < MAX_DEPTH ? partsOf(source, view) : undefined;
  return parts?.flatMap((part) => currenciesIn(part, view, depth + 1)) ?? [];
}
