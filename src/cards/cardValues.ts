import { instanceLinks } from '../approval/appLink.ts';
import type { PersonId } from '../approval/instance.ts';
import type { CardInput } from './cardInput.ts';
import { cleanText, oneLine, shorten } from './cleanText.ts';
import { FULL_TIME, shortTime, type ZoneTime, zoneTime } from './moment.ts';
import { type CardValue, several, textValue } from './value.ts';
import { type Word, wordIn } from './words.ts';

/** Characters of a name or label: what is longer is no name. */
const LONGEST_NAME = 40;

/** Makes the values of one card: clean, short, in its language and zone. */
export class CardValues {
  readonly zone: ZoneTime;
  readonly #input: CardInput;

  constructor(input: CardInput) {
    this.#input = input;
    this.zone = zoneTime(input.timezone);
  }

  /** A text of several lines. */
  text(text: string, most: number): CardValue {
    return textValue(shorten(cleanText(text).trim(), most));
  }

  /** A name or label, on one line. */
  name(text: string): CardValue {
    return textValue(shorten(oneLine(text), LONGEST_NAME));
  }

  person(id: PersonId): CardValue {
    return { kind: 'person', id, name: this.#nameOf(id) };
  }

  /** Those to ring, side by side. */
  mentions(ids: readonly PersonId[]): CardValue {
    return several(
      ids.map((id) => ({ kind: 'mention', id, name: this.#nameOf(id) })),
      ' ',
    );
  }

  /** At most `most` of them, and then how many there are. */
  people(ids: readonly PersonId[], most: number): CardValue {
    const known = ids.filter((id) => id !== '');
    const shown = known.slice(0, most).map((id) => this.person(id));
    return this.list(known.length > most ? [...shown, textValue(`… (${known.length})`)] : shown);
  }

  department(id: string, name = ''): CardValue {
    const known = this.#input.names.departments.get(id) || name;
    return known === '' ? textValue('') : this.name(known);
  }

  list(values: readonly CardValue[]): CardValue {
    return several(values, wordIn(this.#input.locale, 'comma'));
  }

  time(at: number): CardValue {
    return { kind: 'time', at, text: this.zone.format(at, FULL_TIME) };
  }

  /** Without the year where it is the year of the change. */
  shortTime(at: number): CardValue {
    return { kind: 'time', at, text: shortTime(this.zone, at, this.#input.changedAt) };
  }

  /** A fixed word, its places filled. */
  word(name: Word, ...filling: readonly CardValue[]): CardValue {
    return fillWord(wordIn(this.#input.locale, name), filling);
  }

  link(text: CardValue, instanceCode: string): CardValue {
    const label = text.kind === 'text' ? text.text : '';
    return { kind: 'link', text: label, url: instanceLinks(instanceCode, this.#input).mobile };
  }

  #nameOf(id: PersonId): string {
    return shorten(oneLine(this.#input.names.people.get(id) ?? ''), LONGEST_NAME);
  }
}

/** Puts values into the `{0}`, `{1}` of a fixed word. */
export function fillWord(word: string, filling: readonly CardValue[]): CardValue {
  if (!word.includes('{')) return textValue(word);
  const values = word.split(/\{(\d)\}/).map((part, i): CardValue => {
    if (i % 2 === 0) return textValue(part);
    return filling[Number(part)] ?? textValue('');
  });
  return { kind: 'several', values: values.filter((value) => value.kind !== 'text' || value.text !== '') };
}
