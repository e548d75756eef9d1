import { instanceLinks } from '../../approval/appLink.ts';
import type { PersonId } from '../../approval/instance.ts';
import { moreText } from '../../approval/words.ts';
import { isOpenId } from '../render/showValue.ts';
import type { CardInput } from './cardInput.ts';
import { cleanText, oneLine, shorten } from './cleanText.ts';
import { CLOCK_TIME, FULL_TIME, shortTime, timeIn, type ZoneTime, zoneTime } from './moment.ts';
import { type CardValue, several, textValue } from './value.ts';
import { type Word, wordFor, wordIn } from './words.ts';

/** The most characters of a name or label. */
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

  /** The people to mention, side by side. */
  mentions(ids: readonly PersonId[]): CardValue {
    return several(
      ids.map((id) => ({ kind: 'mention', id, name: this.#nameOf(id) })),
      ' ',
    );
  }

  /** All of `rung` are mentioned; the others are added up to `most`. */
  peopleRung(ids: readonly PersonId[], rung: readonly PersonId[], most: number): CardValue {
    const known = ids.filter((id) => id !== '');
    const isRung = new Set(rung.filter(isOpenId));
    const first = known.filter((id) => isRung.has(id));
    const others = known.filter((id) => !isRung.has(id)).slice(0, Math.max(0, most - first.length));
    const shown: CardValue[] = [
      ...first.map((id): CardValue => ({ kind: 'mention', id, name: this.#nameOf(id) })),
      ...others.map((id) => this.person(id)),
    ];
    if (shown.length < known.length) shown.push(textValue(`… (${known.length})`));
    return this.list(shown);
  }

  /**
   * At most `most` of them, then how many there are.
   *
   * @param unnamed how many more there are without a known name
   */
  people(ids: readonly PersonId[], most: number, unnamed = 0): CardValue {
    const known = ids.filter((id) => id !== '');
    const shown: CardValue[] = known.slice(0, most).map((id) => this.person(id));
    if (known.length > most) shown.push(textValue(`… (${known.length})`));
    if (unnamed > 0) shown.push(textValue(moreText(unnamed, 'people', this.#input.locale)));
    return this.list(shown);
  }

  department(id: string, name = ''): CardValue {
    const known = this.#input.names.departments.get(id) || name;
    return known === '' ? textValue('') : this.name(known);
  }

  list(values: readonly CardValue[]): CardValue {
    return several(values, wordIn(this.#input.locale, 'comma'));
  }

  time(at: number): CardValue {
    return { kind: 'time', at, text: this.localTime(this.zone.format(at, FULL_TIME)) };
  }

  /** Without the year if it is the year of the change; only the time if everything on the card happened on one day. */
  shortTime(at: number): CardValue {
    const { changedAt, asOf = changedAt, instance, purpose } = this.#input;
    const isCard = purpose === 'card' || purpose === 'notice';
    const isOneDay = isCard && this.zone.isOneDay([at, changedAt, asOf, instance?.startedAt ?? changedAt]);
    const text = isOneDay ? this.zone.format(at, CLOCK_TIME) : shortTime(this.zone, at, changedAt);
    return { kind: 'time', at, text: this.localTime(text) };
  }

  /** A time as the language of the card writes it; no line breaks within. */
  localTime(text: string): string {
    return timeIn(this.#input.locale, text).replaceAll(' ', '\u00a0');
  }

  /** What was done; capitalised if no name comes before it. */
  deed(name: Word, isFirst: boolean): CardValue {
    const text = wordIn(this.#input.locale, name);
    return textValue(isFirst ? text.charAt(0).toUpperCase() + text.slice(1) : text);
  }

  /** A fixed word with its placeholders filled. */
  word(name: Word, ...filling: readonly CardValue[]): CardValue {
    const count = filling[0]?.kind === 'text' ? filling[0].text : '';
    return fillWord(wordIn(this.#input.locale, wordFor(name, count)), filling);
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
