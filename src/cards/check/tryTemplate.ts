import { textOfError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { noJson } from '../../words/cardFaultText.ts';
import { CANNOT_RENDER, NESTS_TOO_DEEP, TOO_LARGE, withSample } from '../../words/templateText.ts';
import { forgiveCommas } from '../render/commas.ts';
import { fillCard } from '../render/fill.ts';
import { MisplacedValue } from '../render/misplacedValue.ts';
import { openChecked, openSheet, type Sheet, showOptions } from '../render/produce.ts';
import { isWithinLimits, renderWithin } from '../render/render.ts';
import { RunawayTemplate } from '../render/renderGuard.ts';
import type { ShowOptions } from '../render/showValue.ts';
import type { TemplateSource } from '../templates/templateFiles.ts';
import type { TemplateName } from '../templates/templateName.ts';
import { compilePartial, compileTemplate, type Partials, type Template } from '../templates/templateSet.ts';
import { BUDGETS } from '../view/budget.ts';
import type { CardInput } from '../view/cardInput.ts';
import type { ApprovalInput } from './approvalInputs.ts';
import { checkCard } from './cardCheck.ts';
import { isObject, JsonFault, type JsonObject, type LocatedJson, readLocatedJson } from './locatedJson.ts';
import { sampleInputs } from './samples.ts';
import { markSource, type SourcePosition, unmark } from './sourceMarks.ts';
import type { TemplateProblem } from './templateProblem.ts';

/** The partials of a folder, marked; the first file number is reserved for the template that calls them. */
export interface MarkedPartials {
  readonly files: readonly TemplateSource[];
  readonly compiled: Partials;
}

export function markPartials(partials: ReadonlyMap<string, TemplateSource>): MarkedPartials {
  const compiled = [...partials].map(([name, { source }], i) => [
    name,
    compilePartial(markSource(source, i + 1)),
  ]);
  return { files: [...partials.values()], compiled: Object.fromEntries(compiled) };
}

/**
 * Renders a template with the samples and reports what is wrong with the cards, and where in the source.
 *
 * @param template the same, compiled for use: it shows whether a large card fits once the form is shortened
 * @param approvals whole approvals to test it with, in addition
 */
export function tryTemplate(
  name: TemplateName,
  source: TemplateSource,
  {
    marked: partials,
    template,
    approvals = [],
  }: {
    readonly marked: MarkedPartials;
    readonly template: Template;
    readonly approvals?: readonly ApprovalInput[];
  },
): TemplateProblem[] {
  const files = [source, ...partials.files];
  const marked = compileTemplate(source.file, markSource(source.source, 0), partials.compiled);
  const start: SourcePosition = { file: source.file, line: 1, column: 1 };
  const tried = { marked, template, files, start };
  const problems = sampleInputs(name).flatMap((input) => tryInput(input, tried));
  return [...problems, ...withApprovals(approvals, problems, (input) => tryInput(input, tried))];
}

/** Problems that only whole approvals show: each once, with the first approval that shows it. */
function withApprovals(
  approvals: readonly ApprovalInput[],
  known: readonly TemplateProblem[],
  problemsWith: (input: CardInput) => readonly TemplateProblem[],
): TemplateProblem[] {
  const keyOf = ({ file, line, column, message }: TemplateProblem): string =>
    `${file}:${line}:${column}:${message.en}`;
  const seen = new Set(known.map(keyOf));
  return approvals.flatMap(({ about, input }) =>
    problemsWith(input).flatMap((problem) => {
      if (seen.has(keyOf(problem))) return [];
      seen.add(keyOf(problem));
      return [{ ...problem, message: withSample(problem.message, about) }];
    }),
  );
}

function tryInput(
  input: CardInput,
  {
    marked,
    template,
    files,
    start,
  }: {
    readonly marked: Template;
    readonly template: Template;
    readonly files: readonly TemplateSource[];
    readonly start: SourcePosition;
  },
): TemplateProblem[] {
  const sheet = openSheet(input, BUDGETS[0] ?? NOTHING);
  try {
    const { text, sourceOf } = unmark(marked.render(sheet.view, sheet.rendering), files);
    const tried = tryCard(forgiveCommas(text), sheet, showOptions(input));
    if (tried === 'fits') return [];
    if (tried === 'large')
      return renderWithin(template, input) === undefined ? [{ ...start, message: TOO_LARGE }] : [];
    return tried.map(({ at, message }) => ({ ...(sourceOf(at) ?? start), message }));
  } catch (thrown) {
    if (thrown instanceof RunawayTemplate && fitsWhenShort(template, input)) return [];
    return [{ ...start, message: reasonOf(thrown) }];
  }
}

/** Whether a template that repeats itself too often with the fullest card renders with the shortest. */
function fitsWhenShort(template: Template, input: CardInput): boolean {
  try {
    return renderWithin(template, input) !== undefined;
  } catch {
    return false;
  }
}

function reasonOf(thrown: unknown): Text {
  return thrown instanceof RangeError ? NESTS_TOO_DEEP : textOfError(thrown, CANNOT_RENDER);
}

const NOTHING = { fields: 0, text: 0, comment: 0, tables: 0, rows: 0, columns: 0, story: 0, items: 0 };

interface Fault {
  readonly at: number;
  readonly message: Text;
}

/** What is wrong with a card; `large`: only that it is too large unshortened. */
function tryCard(text: string, sheet: Sheet, options: ShowOptions): readonly Fault[] | 'fits' | 'large' {
  let located: LocatedJson;
  try {
    located = readLocatedJson(text);
  } catch (thrown) {
    if (thrown instanceof JsonFault) return [{ at: thrown.at, message: noJson(thrown.text) }];
    throw thrown;
  }
  const { faults, size } = checkCard(located.value);
  if (faults.length > 0 || !isObject(located.value)) {
    return faults.map(({ object, property, message }) => ({
      at: positionIn(located, object, property),
      message,
    }));
  }
  try {
    const content = fillCard(openChecked(located.value), sheet.tokens, options);
    return isWithinLimits(content, size) ? 'fits' : 'large';
  } catch (thrown) {
    if (!(thrown instanceof MisplacedValue)) throw thrown;
    const { where, text: message } = thrown;
    return [{ at: where ? positionIn(located, where.object, where.property) : 0, message }];
  }
}

function positionIn({ positions }: LocatedJson, object: JsonObject, property: string | undefined): number {
  const position = positions.get(object);
  return (property === undefined ? undefined : position?.names.get(property)) ?? position?.at ?? 0;
}
