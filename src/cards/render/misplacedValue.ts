import { TextError } from '../../base/errors.ts';
import { misplaced, PLACES } from '../../words/cardFaultText.ts';
import type { JsonObject } from '../check/locatedJson.ts';

/** A template put a value where no value may stand. The message names the place, never the value. */
export class MisplacedValue extends TextError {
  /** The object in the card, and the property in it. */
  where?: { readonly object: JsonObject; readonly property: string };

  constructor(place: keyof typeof PLACES) {
    super(misplaced(PLACES[place]));
    this.name = 'MisplacedValue';
  }
}
