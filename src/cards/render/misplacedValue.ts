import { TextError } from '../../base/errors.ts';
import { misplaced, PLACES } from '../../words/cardFaultText.ts';
import type { JsonObject } from '../check/locatedJson.ts';

/** A template has a value in a place where none is allowed. The message names the place, never the value. */
export class MisplacedValue extends TextError {
  /** The object in the card, and the property in it. */
  where?: { readonly object: JsonObject; readonly property: string };

  constructor(place: keyof typeof PLACES) {
    super(misplaced(PLACES[place]));
    this.name = 'MisplacedValue';
  }
}
