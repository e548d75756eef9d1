import { refuseContent, refuseJson, SUB_CODE } from './cardRefusal.ts';
import type { CardWalk, UncheckedObject } from './cardWalk.ts';
import { checkTable } from './tableRules.ts';

const DEEPEST_NESTING = 5;
const MOST_TABLES = 5;
const LONGEST_BUTTON_TEXT = 100;

/** Rules of a component beyond its list of properties: where it is allowed, what belongs together. */
export function checkComponentRules(component: UncheckedObject, walk: CardWalk): void {
  if (walk.depth > DEEPEST_NESTING)
    refuseContent(SUB_CODE.general, `container nesting over limit, ${walk.path}`);
  if (component.tag === 'form' && walk.depth > 1) {
    refuseContent(SUB_CODE.general, `form must stand at the root, ${walk.path}`);
  }
  if (component.tag === 'table') checkTablePlace(component, walk);
  if (component.tag === 'button') checkButtonText(component, walk);
  if (Array.isArray(component.behaviors)) checkBehaviors(component.behaviors as UncheckedObject[], walk);
}

function checkTablePlace(table: UncheckedObject, walk: CardWalk): void {
  if (walk.depth > 0) refuseContent(SUB_CODE.tableColumns, `table must stand at the root, ${walk.path}`);
  walk.seen.tables += 1;
  if (walk.seen.tables > MOST_TABLES) {
    refuseContent(SUB_CODE.general, 'card table number over limit; ErrorValue: table');
  }
  checkTable(table, walk.world);
}

function checkButtonText({ text }: UncheckedObject, walk: CardWalk): void {
  const content = typeof text === 'object' && text ? (text as UncheckedObject).content : undefined;
  if (typeof content === 'string' && [...content].length > LONGEST_BUTTON_TEXT) {
    refuseJson(`button text over ${LONGEST_BUTTON_TEXT} characters`, walk.path);
  }
}

function checkBehaviors(behaviors: readonly UncheckedObject[], walk: CardWalk): void {
  for (const behavior of behaviors) {
    const links = [behavior.default_url, behavior.pc_url, behavior.ios_url, behavior.android_url];
    if (behavior.type === 'open_url' && !links.some((link) => typeof link === 'string' && link !== '')) {
      refuseJson('open_url without any url', walk.path);
    }
  }
}
