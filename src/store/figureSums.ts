import { SpanSketch } from '../approval/spanSketch.ts';

/** The key of one row. */
export interface FigureKey {
  /** Whole days since 1970-01-01 in the configured time zone. */
  readonly day: number;
  readonly approval: string;
  /** Empty: the whole request. */
  readonly step: string;
  /** Empty: everybody. */
  readonly person: string;
}

/** The figures of one day. */
export interface DailyFigure extends FigureKey {
  readonly name: string;
  readonly created: number;
  /** Written by approval/spanSketch.ts. */
  readonly spans: string;
}

/** The figures of several days together. */
export interface FigureOfDays extends Omit<FigureKey, 'day'> {
  /** The last known name. */
  readonly name: string;
  readonly created: number;
  /** One text for each day, written by approval/spanSketch.ts. */
  readonly spans: readonly string[];
}

/** One counted fact. */
export interface FigureAddition extends FigureKey {
  readonly name: string;
  /** Absent: it is a new request. */
  readonly tookMs?: number;
}

const keyOf = ({ day, approval, step, person }: FigureKey): string =>
  JSON.stringify([day, approval, step, person]);

/** What is added to one row. */
interface Addition extends Omit<DailyFigure, 'spans'> {
  readonly spans: readonly number[];
}

/** What is added, each row once. */
export function sumsOf(adds: readonly FigureAddition[]): Addition[] {
  const sums = new Map<string, Addition>();
  for (const { tookMs, ...row } of adds) {
    const key = keyOf(row);
    const { spans, created } = sums.get(key) ?? { spans: [], created: 0 };
    const added =
      tookMs === undefined ? { spans, created: created + 1 } : { spans: [...spans, tookMs], created };
    sums.set(key, { ...row, ...added });
  }
  return [...sums.values()];
}

/** The resulting rows. */
export function mergedWith(stood: readonly DailyFigure[], sums: readonly Addition[]): DailyFigure[] {
  const before = new Map(stood.map((row) => [keyOf(row), row]));
  return sums.map((sum) => {
    const { name = '', created = 0, spans = '' } = before.get(keyOf(sum)) ?? {};
    const sketch = SpanSketch.parse(spans);
    for (const spanMs of sum.spans) sketch.add(spanMs);
    return { ...sum, name: sum.name || name, created: created + sum.created, spans: sketch.toString() };
  });
}
