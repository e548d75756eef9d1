/** What must hold for one subject of an instance. */
export interface Condition {
  /** `applicant`, `department` or `form.<widget name or id>`. */
  readonly subject: string;
  readonly tests: Tests;
}

/** All given tests must hold; at least one is given. */
export interface Tests {
  /** An option's text or id, or the value itself. */
  readonly is?: string;
  readonly in?: readonly string[];
  readonly gt?: Bound;
  readonly gte?: Bound;
  readonly lt?: Bound;
  readonly lte?: Bound;
  /** Together with a comparison, three letters: false for an amount in another currency. */
  readonly currency?: string;
  /** Together with a comparison: about the sum of a column, not about any one row. */
  readonly sum?: boolean;
  /** A regular expression of RE2, of at most 200 characters. */
  readonly matches?: string;
  /** Department ids: one of these, or a department below it. */
  readonly under?: readonly string[];
  /** Holds where these do not. */
  readonly not?: Tests;
}

/** A number, or a day `YYYY-MM-DD`. */
export type Bound = number | string;

/** A field and its values: options, people, an amount, cells. */
export interface FieldFact {
  /** The id of the field, as in cards. */
  readonly id: string;
  /**
   * The names that a configuration may use for it and for what contains it: outermost first, each with all its names
   * (see `comparable`).
   */
  readonly path: readonly (readonly string[])[];
  /** Its name is a key without a translation: it may be the field that is meant. */
  readonly isNameless?: boolean;
  /** Several for a list of options, people or amounts. */
  readonly values: readonly Value[];
}

/** What conditions can compare of a value. */
export interface Value {
  /** Its names: an option's text and its id, a person's id, the text itself. */
  readonly texts: readonly string[];
  /** An option whose text is unknown. */
  readonly isTextUnknown?: boolean;
  /** A decimal; also for a text that looks like one. */
  readonly number?: string;
  /** It is a number, not a text: `1.50` is `1.5`, and `007` is `7`. */
  readonly isNumeric?: boolean;
  /** Of an amount; empty: the form does not say which. */
  readonly currency?: string;
  /** The first and the last day `YYYY-MM-DD` of a date or a span. */
  readonly days?: readonly [from: string, to: string];
  /** The id of a department. */
  readonly department?: string;
}

/** Everything about an instance that conditions can compare. */
export interface Facts {
  /** Empty if Feishu hides it. */
  readonly applicant: { readonly openId: string; readonly userId: string };
  /** The department of the request; empty: it has none. */
  readonly department: string;
  /** undefined: the form cannot be read. */
  readonly fields: readonly FieldFact[] | undefined;
  /** All ids of a department, and of those above it; undefined: unknown. */
  readonly above: (department: string) => readonly string[] | undefined;
}

/** Why it is unknown whether a condition holds. */
export type Unknowable =
  /** The instance was never looked up. */
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
export type Judgement = { readonly by?: Condition } & (
  | { readonly is: 'yes' | 'no' }
  /** Unknown is not the same as missing: neither the condition nor its `not` holds. */
  | { readonly is: 'unknown'; readonly why: Unknowable }
);

/** Conditions of an entry, as far as they decide about the others. */
export interface Conditional {
  readonly when: readonly Condition[] | 'otherwise';
}
