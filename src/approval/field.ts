import type { PersonId } from './instance.ts';

/** One form field as a reader should see it: what `src/feishu/form/form.ts` makes of a widget. */
export interface Field {
  readonly id: string;
  /** The label: never empty, never an unresolved `@i18n@` key. */
  readonly name: string;
  readonly value: FieldValue;
  /** Its index among the key fields that the configuration names, from 0; absent: it is not named. */
  readonly first?: number;
}

/** A value that can be shown. Texts are raw (what was typed): escaping is the renderer's work. */
export type FieldValue =
  /** May hold line breaks. Numbers, amounts, dates and options arrive here as text too. */
  | { readonly kind: 'text'; readonly text: string }
  /** Shown by name; ids are kept because the chat client can resolve them. */
  | {
      readonly kind: 'people';
      readonly people: readonly PersonId[];
      /** How many more people there are who cannot be shown; absent: none. */
      readonly unnamed?: number;
    }
  | {
      readonly kind: 'departments';
      readonly departments: readonly { readonly id: string; readonly name: string }[];
    }
  /** Documents (`url`) and related approvals (`instanceCode`). Attachments are text: their URLs are secret. */
  | { readonly kind: 'links'; readonly links: readonly FieldLink[] }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly TableRow[] };

export type FieldLink =
  | { readonly text: string; readonly url: string }
  | { readonly text: string; readonly instanceCode: string };

/** As long as the table's columns; an absent cell is undefined. Cells are never tables. */
export type TableRow = readonly (Exclude<FieldValue, { kind: 'table' }> | undefined)[];

/** A widget in the approval's definition, in one locale; children are a table's columns. */
export interface WidgetDefinition {
  readonly id: string;
  /** Its id for programs, given by the author of the form. */
  readonly customId?: string;
  readonly name: string;
  readonly type: string;
  /** Dates: `YYYY-MM-DD`, `YYYY-MM-DD a` (morning or afternoon) or `YYYY-MM-DD hh:mm`. Amounts: the currency. */
  readonly format?: string;
  readonly options?: readonly { readonly key: string; readonly text: string }[];
  readonly children?: readonly WidgetDefinition[];
}
