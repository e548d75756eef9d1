/** How much of an instance a card shows. Lengths are characters as a reader counts them. */
export interface Budget {
  readonly fields: number;
  /** Per form value. */
  readonly text: number;
  /** Per comment. */
  readonly comment: number;
  readonly tables: number;
  readonly rows: number;
  readonly columns: number;
  /** Whether a table shows only as many columns as fit on a phone; absent: it shows all. */
  readonly fitsPhone?: true;
  /** Entries of the story. */
  readonly story: number;
  /** Instances of a summary. */
  readonly items: number;
}

/**
 * From the fullest, which fits nearly always, down to one that always fits. Feishu accepts 30 KB, 200 elements and 5
 * tables; which of these limits a template reaches first is only known after rendering.
 */
export const BUDGETS: readonly Budget[] = [
  { fields: 40, text: 400, comment: 300, tables: 3, rows: 20, columns: 50, story: 24, items: 40 },
  { fields: 30, text: 160, comment: 120, tables: 2, rows: 10, columns: 20, story: 16, items: 24 },
  { fields: 20, text: 80, comment: 60, tables: 1, rows: 6, columns: 10, story: 10, items: 16 },
  { fields: 10, text: 40, comment: 40, tables: 1, rows: 3, columns: 4, story: 6, items: 8 },
  { fields: 4, text: 24, comment: 24, tables: 0, rows: 1, columns: 3, story: 3, items: 3 },
];
