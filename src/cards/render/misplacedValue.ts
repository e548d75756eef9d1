import type { JsonObject } from '../check/locatedJson.ts';

/** A template put a value where no value may stand. The message names the place, never the value. */
export class MisplacedValue extends Error {
  /** The object in the card, and the property in it. */
  where?: { readonly object: JsonObject; readonly property: string };

  constructor(place: string) {
    super(`a value stands where ${place} belongs`);
    this.name = 'MisplacedValue';
  }
}
