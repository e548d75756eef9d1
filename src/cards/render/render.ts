import { textOfError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { aboutFile, CANNOT_RENDER, NO_TEMPLATE, TOO_LARGE_NOW } from '../../words/templateText.ts';
import { type CardSize, checkCard, MOST_ELEMENTS, MOST_TABLES } from '../check/cardCheck.ts';
import { templateNameOf } from '../templates/templateName.ts';
import { type Template, type TemplateSet, templateFor } from '../templates/templateSet.ts';
import { BUDGETS, type Budget } from '../view/budget.ts';
import type { CardInput } from '../view/cardInput.ts';
import { maskContacts } from '../view/mask.ts';
import { fillCard, openCard } from './fill.ts';
import { plainCard } from './plainCard.ts';
import { openSheet, produceCard, showOptions } from './produce.ts';
import { RunawayTemplate } from './renderGuard.ts';

/** A finished card. */
export interface RenderedCard {
  /** JSON text, less than 28 KB in UTF-8. */
  readonly content: string;
  /** Why the template could not be used; a plain card was made instead. Holds no values. */
  readonly fallback?: Text;
  /** The template it was made from, or should have been; absent: there is none. */
  readonly template?: Template | undefined;
}

/**
 * Feishu accepts 30 KB (open.feishu.cn/document/server-docs/im-v1/message/create), including styles that it expands.
 * Bytes.
 */
const LARGEST_CARD = 28 * 1024;

/** Makes the card of an input. Never throws: what cannot be rendered becomes a plain card, with the reason. */
export function renderCard(templates: TemplateSet, input: CardInput): RenderedCard {
  const template = templateFor(templates, input.template, templateNameOf(input));
  if (input.detail === 'plain' || input.detail === 'minimal')
    return { content: renderPlain(input), template };
  let fallback: Text = NO_TEMPLATE;
  try {
    const content = template && renderWithin(template, input);
    if (content !== undefined) return { content, template };
    if (template) fallback = aboutFile(template.file, TOO_LARGE_NOW);
  } catch (thrown) {
    fallback = textOfError(thrown, CANNOT_RENDER);
  }
  return { content: renderPlain(input), fallback, template };
}

/**
 * The fullest card that fits; undefined if none does.
 *
 * @throws CardFailure: the template cannot be used for this input
 */
export function renderWithin(template: Template, input: CardInput): string | undefined {
  for (const budget of BUDGETS) {
    const content = renderFor(template, input, budget);
    if (content !== undefined) return content;
  }
  return undefined;
}

function renderFor(template: Template, input: CardInput, budget: Budget): string | undefined {
  try {
    const { content, size } = produceCard(template, input, budget);
    return isWithinLimits(content, size) ? content : undefined;
  } catch (thrown) {
    // With shorter lists it may still finish.
    if (thrown instanceof RunawayTemplate) return undefined;
    throw thrown;
  }
}

/** Whether Feishu accepts a card of this text and size. */
export function isWithinLimits(content: string, size: CardSize): boolean {
  return size.elements <= MOST_ELEMENTS && size.tables <= MOST_TABLES && fits(content);
}

function renderPlain(input: CardInput): string {
  const { detail } = input;
  const wanted = detail === 'plain' || detail === 'no-mentions' ? 'plain' : 'ringing';
  // A notice is one line: if its template cannot be used, the title is enough.
  const budgets = detail === 'minimal' || input.purpose === 'notice' ? [] : BUDGETS;
  for (const budget of budgets) {
    const content = tryPlain(input, budget, wanted);
    if (content !== undefined) return content;
  }
  const last = BUDGETS.at(-1);
  return (last && tryPlain(input, last, 'minimal')) ?? LAST_RESORT;
}

function tryPlain(
  input: CardInput,
  budget: Budget,
  detail: 'ringing' | 'plain' | 'minimal',
): string | undefined {
  try {
    const sheet = openSheet(input, budget);
    const options = showOptions(input);
    const masks = input.detail === 'plain' || input.detail === 'minimal';
    const card = plainCard(sheet, detail);
    const content = fillCard(openCard(card), sheet.tokens, {
      ...options,
      ...(masks ? { mask: maskContacts } : {}),
    });
    return fits(content) && checkCard(card).size.elements <= MOST_ELEMENTS ? content : undefined;
  } catch {
    return undefined;
  }
}

function fits(content: string): boolean {
  return Buffer.byteLength(content) < LARGEST_CARD;
}

/** This card can be made from any input. */
const LAST_RESORT = JSON.stringify({
  schema: '2.0',
  config: { update_multi: true },
  header: { title: { tag: 'plain_text', content: '审批' } },
  body: { elements: [{ tag: 'div', text: { tag: 'plain_text', content: '请在审批中查看。' } }] },
});
