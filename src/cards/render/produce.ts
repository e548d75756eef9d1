import { LRUCache } from 'lru-cache';
import { instanceLinks } from '../../approval/appLink.ts';
import { isLeftOut, NOBODY } from '../../approval/leftOut.ts';
import { TextError, textOfError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { memo } from '../../base/memo.ts';
import { NO_JSON, NOT_OBJECT } from '../../words/cardFaultText.ts';
import { aboutFile, CANNOT_RENDER } from '../../words/templateText.ts';
import { type CardSize, checkCard } from '../check/cardCheck.ts';
import { isObject, type JsonObject, type JsonValue, readLocatedJson } from '../check/locatedJson.ts';
import type { Template } from '../templates/templateSet.ts';
import type { Budget } from '../view/budget.ts';
import type { CardInput } from '../view/cardInput.ts';
import { zoneTime } from '../view/moment.ts';
import { Tokens } from '../view/tokens.ts';
import { buildView, type View } from '../view/view.ts';
import type { FieldView } from '../view/viewFields.ts';
import { wordIn } from '../view/words.ts';
import { forgiveCommas } from './commas.ts';
import { fillCard, type OpenCard, openCard } from './fill.ts';
import type { HelperCall, Rendering } from './helpers.ts';
import { RenderGuard, RunawayTemplate } from './renderGuard.ts';
import { isOpenId, type ShowOptions } from './showValue.ts';

/** A template could not be used. The message names the template and the error, never a value. */
class CardFailure extends TextError {
  constructor(file: string, what: Text) {
    super(aboutFile(file, what));
    this.name = 'CardFailure';
  }
}

/** A view and what belongs to it, for one rendering. */
export interface Sheet {
  readonly tokens: Tokens;
  readonly view: View;
  readonly rendering: Rendering;
}

export function openSheet(input: CardInput, budget: Budget): Sheet {
  const tokens = new Tokens();
  const view = buildView(input, tokens, budget);
  const fields = view.fields as readonly FieldView[];
  return {
    tokens,
    view,
    rendering: {
      tokens,
      fields,
      locale: input.locale,
      zone: zoneTime(input.timezone),
      guard: new RenderGuard(),
      calls: [],
    },
  };
}

/**
 * Makes the JSON text of a card from a template: render, parse, check, insert the values.
 *
 * @throws CardFailure
 * @throws RunawayTemplate if it might succeed with less content
 */
export function produceCard(
  template: Template,
  input: CardInput,
  budget: Budget,
): { readonly content: string; readonly size: CardSize } {
  const sheet = openSheet(input, budget);
  return attempt(template.file, () => {
    const { card, size } = runTemplate(template, sheet);
    return { content: fillCard(card, sheet.tokens, showOptions(input)), size };
  });
}

/** A card that a template gave for a view, and what its helpers answered. */
interface TemplateRun extends ReadCard {
  readonly template: Template;
  readonly calls: readonly HelperCall[];
}

/** Characters of views; a usual one has four thousand. */
const MOST_REMEMBERED = 1_000_000;

/** By the template's file and the view. */
const runs = new LRUCache<string, TemplateRun>({
  maxSize: MOST_REMEMBERED,
  sizeCalculation: (_, { length }) => length,
});

/**
 * Runs a template, unless it was run for an equal view and its helpers answer the same now. Views hold tokens and no
 * values, so instances with the same fields and steps have equal ones.
 */
function runTemplate(template: Template, { view, tokens, rendering }: Sheet): ReadCard {
  const key = `${template.file}\n${JSON.stringify(view)}`;
  const before = runs.get(key);
  // A template that was loaded again is another one.
  if (before?.template === template) {
    const { size } = tokens;
    if (before.calls.every(({ helper, args, answer }) => helper.run(rendering, args) === answer))
      return before;
    tokens.keepFirst(size);
  }
  const { card, size } = readCard(template.render(view, rendering));
  runs.set(key, { template, calls: rendering.calls, card, size });
  return { card, size };
}

/** Texts of templates, before values are inserted. */
const MOST_READ = 32;

interface ReadCard {
  readonly card: OpenCard;
  readonly size: CardSize;
}

/** Parses and checks a template's output; throws if something is wrong with it. */
const readCard = memo<string, ReadCard>(
  MOST_READ,
  (text) => text,
  (text) => {
    const parsed = parse(forgiveCommas(text));
    const { faults, size } = checkCard(parsed);
    const [fault] = faults;
    if (fault || !isObject(parsed)) throw new TextError(fault?.message ?? NOT_OBJECT);
    return { card: openChecked(parsed), size };
  },
);

/** A checked card, ready for its values. @throws MisplacedValue */
export function openChecked(card: JsonObject): OpenCard {
  return openCard({ ...card, config: updatable(card.config) });
}

/** A card can only be updated if both versions declare it (server-docs/im-v1/message-card/patch). */
function updatable(config: JsonValue | undefined): JsonObject {
  return { ...(isObject(config) ? config : {}), update_multi: true };
}

/** How values are shown in this card. */
export function showOptions(input: CardInput): ShowOptions {
  return {
    rings: ringsIn(input),
    someone: wordIn(input.locale, 'someone'),
    fallbackUrl: instanceLinks(input.instanceCode, input).mobile,
  };
}

/**
 * An unknown id fails the whole card (230099 / 100290). After that, only people are mentioned whom Feishu itself
 * named in the instance or by a name.
 */
function ringsIn({ rings, detail, names, instance, leftOut = NOBODY }: CardInput): (id: string) => boolean {
  if (!rings) return () => false;
  if (detail === 'full') return (id) => isOpenId(id) && !isLeftOut(leftOut, id);
  if (detail !== 'fewer-mentions') return () => false;
  const onCard = new Set(instance ? [instance.applicant, ...instance.tasks.map((task) => task.person)] : []);
  return (id) => isOpenId(id) && !isLeftOut(leftOut, id) && (onCard.has(id) || names.people.has(id));
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    readLocatedJson(text);
    throw new TextError(NO_JSON);
  }
}

function attempt<T>(file: string, step: () => T): T {
  try {
    return step();
  } catch (thrown) {
    if (thrown instanceof RunawayTemplate) throw thrown;
    throw new CardFailure(file, textOfError(thrown, CANNOT_RENDER));
  }
}
