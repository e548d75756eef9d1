/** What must hold for one subject of an instance. */
export interface Condition {
  /** `applicant`, `department` or `form.<widget name or id>`. */
  readonly subject: string;
  readonly tests: Tests;
}

/** All tests that are given must hold; at least one is. */
export interface Tests {
  /** An option's text or id, or the value itself. */
  readonly is?: string;
  readonly in?: readonly string[];
  readonly gt?: Bound;
  readonly gte?: Bound;
  readonly lt?: Bound;
  readonly lte?: Bound;
  /** Beside a comparison, three letters: it is false for an amount in another currency. */
  readonly currency?: string;
  /** Beside a comparison: of the sum of a column, not of any one of its rows. */
  readonly sum?: boolean;
  /** A regular expression of at most 200 characters, as RE2 has it. */
  readonly matches?: string;
  /** Department ids: one of these, or a department below it. */
  readonly under?: readonly string[];
  /** Holds where these do not. */
  readonly not?: Tests;
}

/** A number, or a day `YYYY-MM-DD`. */
export type Bound = number | string;

/** One value of a field: an option, a person, an amount, a cell. What is absent, the value is not. */
export interface FieldFact {
  /** The id of the field, as a card has it. */
  readonly id: string;
  /** What a configuration may call it, and what it stands in: outermost first, each by all its names (see `comparable`). */
  readonly path: readonly (readonly string[])[];
  /** Its name is a key that nobody could translate: it may be the one that is meant. */
  readonly isNameless?: boolean;
  /** Several for a list of options, people or amounts. */
  readonly values: readonly Value[];
}

/** What conditions can compare of a value. */
export interface Value {
  /** What it may be called: an option's text and its id, a person's id, the text itself. */
  readonly texts: readonly string[];
  /** An option whose text nobody knows. */
  readonly isTextUnknown?: boolean;
  /** A decimal; of a text that looks like one, too. */
  readonly number?: string;
  /** It is a number and no text: `1.50` is `1.5`, and `007` is `7`. */
  readonly isNumeric?: boolean;
  /** Of an amount; empty: the form does not say in which. */
  readonly currency?: string;
  /** The first and the last day `YYYY-MM-DD` of a date or a span. */
  readonly days?: readonly [from: string, to: string];
  /** The id of a department. */
  readonly department?: string;
}

/** All that conditions can ask of an instance. */
export interface Facts {
  /** Empty where Feishu hides it. */
  readonly applicant: { readonly openId: string; readonly userId: string };
  /** The department of the request; empty: it has none. */
  readonly department: string;
  /** undefined: the form cannot be read. */
  readonly fields: readonly FieldFact[] | undefined;
  /** All ids of a department, and of those above it; undefined: nobody can know. */
  readonly above: (department: string) => readonly string[] | undefined;
}

/** Why nobody can say whether a condition holds. */
export type Unknowable =
  /** Nobody has seen the instance. */
  | 'no-instance'
  | 'form'
  | 'field-names'
  | 'option-texts'
  | 'currency'
  | 'currencies'
  | 'applicant'
  | 'user-id'
  | 'department';

/** Whether conditions hold, and what decided it. */
export type Verdict = { readonly by?: Condition } & (
  | { readonly is: 'yes' | 'no' }
  /** What is not known is not missing: neither the condition nor its `not` holds. */
  | { readonly is: 'unknown'; readonly why: Unknowable }
);

/** Conditions of an entry, as far as they decide about the others. */
export interface Conditional {
  readonly when: readonly Condition[] | 'otherwise';
}
