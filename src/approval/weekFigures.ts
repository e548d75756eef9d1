/** The figures of some days. */
export interface Figure {
  /** Requests that came in; of a step or a person: 0. */
  readonly created: number;
  /** Decisions. */
  readonly count: number;
  /** The median of the working time until the decision, ms; null: nothing was decided. */
  readonly median: number | null;
  readonly p90: number | null;
}

/** The figures of a week, for an overview. */
export interface WeekFigures extends Figure {
  /** Its Monday, as whole days since 1970-01-01. */
  readonly from: number;
  /** The same of the week before. */
  readonly before: Figure;
  /** The step with the largest median; null: none was decided. */
  readonly slowest: {
    readonly approvalName: string;
    readonly stepName: string;
    readonly median: number;
  } | null;
}

/** Whether a value that was stored as JSON is a week's figures. */
export function isWeekFigures(value: unknown): value is WeekFigures {
  if (!isFigure(value)) return false;
  const { from, before, slowest } = value as Partial<WeekFigures>;
  return typeof from === 'number' && isFigure(before) && (slowest === null || isSlowest(slowest));
}

function isFigure(value: unknown): value is Figure {
  const { created, count, median, p90 } = (value ?? {}) as Partial<Figure>;
  const isSpan = (span: unknown): boolean => span === null || typeof span === 'number';
  return typeof created === 'number' && typeof count === 'number' && isSpan(median) && isSpan(p90);
}

function isSlowest(value: unknown): boolean {
  const { approvalName, stepName, median } = (value ?? {}) as Partial<NonNullable<WeekFigures['slowest']>>;
  return typeof approvalName === 'string' && typeof stepName === 'string' && typeof median === 'number';
}
