import { refuseContent, refuseJson, SUB_CODE } from './cardRefusal.ts';
import {
  type CardWalk,
  checkId,
  countElement,
  itemStep,
  listAt,
  objectAt,
  refuseType,
  startWalk,
  step,
  type UncheckedObject,
} from './cardWalk.ts';
import { checkComponentRules } from './componentRules.ts';
import { COMPONENTS, CONTAINERS } from './componentShapes.ts';
import { PARTS } from './partShapes.ts';
import { CARD_LOCALES, type ComponentShape, type Rule } from './shapeRules.ts';
import { type CardWorld, checkLeaks, checkLink, checkMarkdown, checkPerson } from './textRules.ts';

/** Checks a whole 2.0 card; throws CardRefused at the first thing the platform would refuse. */
export function walkCard(card: UncheckedObject, world: CardWorld): void {
  checkShape(card, shapeOf('card'), startWalk(world));
}

function shapeOf(part: string): ComponentShape {
  return PARTS[part] ?? { props: {} };
}

/** An unknown property is an error in 2.0 (…/card-json-v2-breaking-changes-release-notes). */
function checkShape(value: unknown, shape: ComponentShape, walk: CardWalk): void {
  const object = objectAt(value, walk);
  if (object.tag !== undefined) countElement(walk);
  for (const name of shape.needs ?? []) {
    if (object[name] === undefined) refuseJson(`missing required property, property: ${name}`, walk.path);
  }
  for (const [name, inner] of Object.entries(object)) {
    const rule = shape.props[name];
    if (rule === undefined) refuseJson(`unknown property, property: ${name}`, walk.path);
    checkRule(inner, rule, step(walk, name));
  }
}

function checkRule(value: unknown, rule: Rule, walk: CardWalk): void {
  if (typeof rule === 'string') checkPlainRule(value, rule, walk);
  else if ('text' in rule) checkText(value, rule.text, walk);
  else if ('part' in rule) checkShape(value, shapeOf(rule.part), walk);
  else if ('parts' in rule) {
    listAt(value, walk).forEach((item, i) => {
      checkShape(item, shapeOf(rule.parts), itemStep(walk, i, item));
    });
  } else {
    for (const [locale, inner] of Object.entries(objectAt(value, walk))) {
      if (!CARD_LOCALES.has(locale)) refuseJson(`unknown property, property: ${locale}`, walk.path);
      checkRule(inner, rule.locales, step(walk, locale));
    }
  }
}

function checkPlainRule(value: unknown, rule: Extract<Rule, string>, walk: CardWalk): void {
  switch (rule) {
    case 'any':
      break;
    case 'number':
      if (typeof value !== 'number') refuseType('number', walk);
      break;
    case 'boolean':
      if (typeof value !== 'boolean') refuseType('boolean', walk);
      break;
    case 'components':
      listAt(value, walk).forEach((item, i) => {
        checkComponent(item, itemStep(walk, i, item));
      });
      break;
    case 'person':
      checkPerson(value, walk.world);
      break;
    default:
      checkString(typeof value === 'string' ? value : refuseType('string', walk), rule, walk);
  }
}

function checkString(
  value: string,
  rule: 'string' | 'id' | 'mark' | 'link' | 'platformLink',
  walk: CardWalk,
): void {
  if (rule === 'id') checkId(value, walk);
  if (rule === 'link' || rule === 'platformLink') checkLink(value, rule === 'platformLink');
  if (rule === 'mark') checkMarkdown(value, walk.world);
  if (rule === 'mark' || /content(?: -> \w+)?$/.test(walk.path)) checkLeaks(value, walk.world);
}

/** A text object: its tag decides whether markdown and mentions work in it. */
function checkText(value: unknown, tags: readonly string[], walk: CardWalk): void {
  const { tag } = objectAt(value, walk);
  if (typeof tag !== 'string' || !tags.includes(tag)) {
    refuseJson(`unsupported text tag ${String(tag)}`, walk.path);
  }
  const content: Rule = tag === 'plain_text' ? 'string' : 'mark';
  const props: ComponentShape['props'] = {
    tag: 'string',
    content,
    i18n_content: { locales: content },
    text_size: 'string',
    text_color: 'string',
    text_align: 'string',
    lines: 'number',
  };
  checkShape(value, { props }, walk);
}

function checkComponent(value: unknown, outside: CardWalk): void {
  const component = objectAt(value, outside);
  const tag = String(component.tag);
  const shape = Object.hasOwn(COMPONENTS, tag) ? COMPONENTS[tag] : undefined;
  if (!shape) {
    refuseContent(
      SUB_CODE.tagNotInV2,
      `ErrPath: ${outside.path}; cards of schema V2 no longer support this capability; ErrorValue: unsupported tag ${tag}`,
    );
  }
  const walk = { ...outside, depth: outside.depth + (CONTAINERS.has(tag) ? 1 : 0) };
  checkComponentRules(component, walk);
  // With this switch Feishu leaves out the people it does not know instead of refusing.
  const dropsPeople = tag === 'person_list' && component.drop_invalid_user_id === true;
  checkShape(dropsPeople ? { ...component, persons: [] } : component, shape, walk);
}
