import type { PersonId } from './instance.ts';

/** Names of people and departments, as far as they are known. */
export interface Names {
  readonly people: ReadonlyMap<PersonId, string>;
  readonly departments: ReadonlyMap<string, string>;
}
