import { BUDGETS } from './budget.ts';
import { checkCard } from './cardCheck.ts';
import { forgiveCommas } from './commas.ts';
import { isObject, JsonFault, type JsonObject, type LocatedJson, readLocatedJson } from './json.ts';
import { MisplacedValue } from './misplacedValue.ts';
import { finishCard, lookOf, openSheet, type Sheet } from './produce.ts';
import { isWithinLimits, renderWithin } from './render.ts';
import { sampleInputs } from './samples.ts';
import { markSource, type SourcePlace, unmark } from './sourceMarks.ts';
import type { TemplateSource } from './templateFiles.ts';
import type { TemplateName } from './templateName.ts';
import type { TemplateProblem } from './templateProblem.ts';
import { compilePartials, compileTemplate, type Partials, type Template } from './templateSet.ts';

/** The partials of a folder, marked; the first file's place is kept for the template that calls them. */
export interface MarkedPartials {
  readonly files: readonly TemplateSource[];
  readonly compiled: Partials;
}

export function markPartials(partials: ReadonlyMap<string, TemplateSource>): MarkedPartials {
  const marked = [...partials].map(([name, one], i): [string, string] => [
    name,
    markSource(one.source, i + 1),
  ]);
  return { files: [...partials.values()], compiled: compilePartials(new Map(marked)) };
}

/**
 * Renders a template with the samples and says what is wrong with the cards, and where in the source.
 *
 * @param template the same, compiled as it is used: it tells whether a large card fits where the form is cut short
 */
export function tryTemplate(
  name: TemplateName,
  source: TemplateSource,
  { marked: partials, template }: { readonly marked: MarkedPartials; readonly template: Template },
): TemplateProblem[] {
  const files = [source, ...partials.files];
  const marked = compileTemplate(source.file, markSource(source.source, 0), partials.compiled);
  return sampleInputs(name).flatMap((input) => {
    const sheet = openSheet(input, BUDGETS[0] ?? NOTHING);
    const start: SourcePlace = { file: source.file, line: 1, column: 1 };
    let output: string;
    try {
      output = marked.render(sheet.view, sheet.rendering);
    } catch (thrown) {
      return [{ ...start, message: thrown instanceof Error ? thrown.message : 'cannot be rendered' }];
    }
    const { text, sourceOf } = unmark(output, files);
    const tried = tryCard(forgiveCommas(text), sheet, lookOf(input));
    if (tried === 'fits') return [];
    if (tried === 'large')
      return renderWithin(template, input) === undefined ? [{ ...start, message: TOO_LARGE }] : [];
    return tried.map(({ at, message }) => ({ ...(sourceOf(at) ?? start), message }));
  });
}

const TOO_LARGE =
  'the card is too large even where the form is cut short: Feishu takes 28 KB, 200 elements with a "tag", 5 tables';

const NOTHING = { fields: 0, text: 0, comment: 0, tables: 0, rows: 0, columns: 0, story: 0 };

interface Fault {
  readonly at: number;
  readonly message: string;
}

/** What is wrong with a card; `large`: only that it is too large as it stands. */
function tryCard(
  text: string,
  sheet: Sheet,
  look: ReturnType<typeof lookOf>,
): readonly Fault[] | 'fits' | 'large' {
  let located: LocatedJson;
  try {
    located = readLocatedJson(text);
  } catch (thrown) {
    if (thrown instanceof JsonFault)
      return [{ at: thrown.at, message: `the card is no JSON: ${thrown.message}` }];
    throw thrown;
  }
  const { faults, size } = checkCard(located.value);
  if (faults.length > 0 || !isObject(located.value)) {
    return faults.map(({ object, property, message }) => ({
      at: placeIn(located, object, property),
      message,
    }));
  }
  try {
    const card = finishCard(located.value, sheet.tokens, look);
    return isWithinLimits(JSON.stringify(card), size) ? 'fits' : 'large';
  } catch (thrown) {
    if (!(thrown instanceof MisplacedValue)) throw thrown;
    const { where, message } = thrown;
    return [{ at: where ? placeIn(located, where.object, where.property) : 0, message }];
  }
}

function placeIn({ places }: LocatedJson, object: JsonObject, property: string | undefined): number {
  const place = places.get(object);
  return (property === undefined ? undefined : place?.names.get(property)) ?? place?.at ?? 0;
}
