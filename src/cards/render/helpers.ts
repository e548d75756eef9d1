import type { HelperOptions } from 'handlebars';
import type { Locale } from '../../approval/locale.ts';
import { fillWord } from '../view/cardValues.ts';
import { oneLine, shorten } from '../view/cleanText.ts';
import type { ZoneTime } from '../view/moment.ts';
import type { Tokens } from '../view/tokens.ts';
import { type CardValue, textValue, wordsOfValue } from '../view/value.ts';
import type { FieldView } from '../view/viewFields.ts';
import { isWord, wordFor, wordIn } from '../view/words.ts';
import type { RenderGuard } from './renderGuard.ts';

/** What helpers know of the current rendering; passed through Handlebars' data. */
export interface Rendering {
  readonly tokens: Tokens;
  readonly locale: Locale;
  readonly zone: ZoneTime;
  readonly fields: readonly FieldView[];
  readonly guard: RenderGuard;
  /** The calls of helpers so far. */
  readonly calls: HelperCall[];
}

/** A call of a helper, and its answer. */
export interface HelperCall {
  readonly helper: Helper;
  readonly args: readonly unknown[];
  readonly answer: unknown;
}

export interface Helper {
  readonly use: string;
  readonly says: string;
  /** The least and the most arguments it takes. */
  readonly takes: readonly [least: number, most: number];
  readonly run: (rendering: Rendering, args: readonly unknown[]) => unknown;
}

/** The helpers of templates, beside Handlebars' own `if`, `unless`, `each` and `with`. The published table. */
export const HELPERS: Readonly<Record<string, Helper>> = {
  word: {
    use: '{{word "moreFields" moreFields}}',
    says: 'A fixed word in the language of the card; the arguments fill its placeholders. If a word has a form for one (`restOfFormOne`), that form is used when the first number is 1.',
    takes: [1, 3],
    run: ({ tokens, locale }, [name, ...filling]) => {
      if (typeof name !== 'string' || !isWord(name)) throw new Error('there is no such word');
      const values = filling.map((one) => givenValue(tokens, one));
      const count = values[0]?.kind === 'text' ? values[0].text : '';
      return tokens.put(fillWord(wordIn(locale, wordFor(name, count)), values));
    },
  },
  date: {
    use: '{{date startedAt "MM-DD HH:mm"}}',
    says: 'A time in the configured zone, formatted by a pattern of `YYYY` `MM` `DD` `HH` `mm` `ss`.',
    takes: [2, 2],
    run: ({ tokens, zone }, [time, pattern]) => {
      const value = givenValue(tokens, time);
      if (value.kind !== 'time') return '';
      const text = zone.format(value.at, textOf(tokens, pattern));
      return tokens.put({ kind: 'time', at: value.at, text });
    },
  },
  field: {
    use: '{{field "采购金额"}}',
    says: 'The value of the form’s field with this label or id; empty if there is none.',
    takes: [1, 1],
    run: ({ tokens, fields }, [name]) => {
      const wanted = oneLine(textOf(tokens, name));
      return (
        fields.find((one) => [one.name, one.id].some((text) => textOf(tokens, text) === wanted))?.value ?? ''
      );
    },
  },
  short: {
    use: '{{short comment 20}}',
    says: 'At most this many characters of a text, with `…` at the end if something is left out.',
    takes: [2, 2],
    run: ({ tokens }, [text, most]) => {
      return tokens.put(textValue(shorten(textOf(tokens, text), Math.max(1, numberOf(tokens, most)))));
    },
  },
  default: {
    use: '{{default department "—"}}',
    says: 'The first of its values that is not empty.',
    takes: [2, 4],
    run: ({ tokens }, args) => {
      const found = args.find((arg) => arg !== undefined && arg !== null && arg !== '');
      return found === undefined ? '' : tokens.put(givenValue(tokens, found));
    },
  },
  eq: {
    use: '{{#if (eq status "REJECTED")}}',
    says: 'Whether two values are the same text.',
    takes: [2, 2],
    run: ({ tokens }, [a, b]) => textOf(tokens, a) === textOf(tokens, b),
  },
  ne: {
    use: '{{#if (ne (field "类型") "办公设备")}}',
    says: 'Whether two values differ.',
    takes: [2, 2],
    run: ({ tokens }, [a, b]) => textOf(tokens, a) !== textOf(tokens, b),
  },
  gt: {
    use: '{{#if (gt (field "采购金额") 10000)}}',
    says: 'Whether the first number is greater; currency signs and thousands separators are ignored.',
    takes: [2, 2],
    run: ({ tokens }, [a, b]) => numberOf(tokens, a) > numberOf(tokens, b),
  },
  lt: {
    use: '{{#if (lt (field "天数") 3)}}',
    says: 'Whether the first number is smaller.',
    takes: [2, 2],
    run: ({ tokens }, [a, b]) => numberOf(tokens, a) < numberOf(tokens, b),
  },
  not: {
    use: '{{#if (not isEnded)}}',
    says: 'Whether a value is empty or false.',
    takes: [1, 1],
    run: (_, [a]) => !isThere(a),
  },
  and: {
    use: '{{#if (and isEnded decision.comment)}}',
    says: 'Whether all of its values are present.',
    takes: [2, 6],
    run: (_, args) => args.every(isThere),
  },
  or: {
    use: '{{#if (or serialNumber department)}}',
    says: 'Whether any of its values is present.',
    takes: [2, 6],
    run: (_, args) => args.some(isThere),
  },
};

/** The helpers as Handlebars calls them: with the arguments, then its options. */
export function handlebarsHelpers(): Record<string, (...args: unknown[]) => unknown> {
  return Object.fromEntries(
    Object.entries(HELPERS).map(([name, helper]) => [
      name,
      (...args: unknown[]) => {
        const options = args.pop() as HelperOptions;
        const rendering = options.data.rendering as Rendering;
        const answer = helper.run(rendering, args);
        rendering.calls.push({ helper, args, answer });
        return answer;
      },
    ]),
  );
}

/** An argument may be a token, or a text, number or flag from the template. */
function givenValue(tokens: Tokens, given: unknown): CardValue {
  const value = tokens.only(given);
  if (value) return value;
  return textValue(typeof given === 'string' || typeof given === 'number' ? String(given) : '');
}

function textOf(tokens: Tokens, given: unknown): string {
  if (typeof given === 'boolean') return String(given);
  return wordsOfValue(givenValue(tokens, given), '');
}

function numberOf(tokens: Tokens, given: unknown): number {
  if (typeof given === 'number') return given;
  const found = /-?(?:[A-Z]{0,4}[$¥€£₩₹฿₫₱])?\d[\d,，\s]*(?:\.\d+)?/.exec(textOf(tokens, given))?.[0];
  return found === undefined ? Number.NaN : Number(found.replace(/[^\d.-]/g, ''));
}

/** As Handlebars' `if` treats it: an empty list counts as absent. */
function isThere(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
