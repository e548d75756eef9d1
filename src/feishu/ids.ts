import { ID } from '../approval/idPattern.ts';

/** The id, or an empty text if it is not one. */
export function idOf(value: unknown): string {
  return typeof value === 'string' && ID.test(value) ? value : '';
}

/** The ids in a list; everything else in it is left out. */
export function idsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => idOf(item) !== '') : [];
}
