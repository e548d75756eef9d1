import { SpanSketch } from '../../approval/spanSketch.ts';
import type { Figure } from '../../approval/weekFigures.ts';
import { zoneOf } from '../../base/zone.ts';
import type { DailyFigure } from '../../store/figureSums.ts';

/** Figures while they are summed up. */
export interface Sum {
  created: number;
  readonly spans: SpanSketch;
}

/** Days as whole days since 1970-01-01 in the configured time zone, both included. */
export interface Days {
  readonly from: number;
  readonly to: number;
}

const DAY_MS = 86_400_000;

/** The days of the last `spanMs`: today is the last of them. */
export function lastDays(timezone: string, spanMs: number, now: number): Days {
  const to = zoneOf(timezone).dayAt(now);
  return { from: to - Math.max(1, Math.ceil(spanMs / DAY_MS)) + 1, to };
}

/** The same number of days, just before these. */
export function daysBefore({ from, to }: Days): Days {
  return { from: from - (to - from + 1), to: from - 1 };
}

/** The sum of no days. */
export function nothing(): Sum {
  return { created: 0, spans: new SpanSketch() };
}

/** Adds a day. */
export function addTo(sum: Sum, { created, spans }: Pick<DailyFigure, 'created' | 'spans'>): void {
  sum.created += created;
  sum.spans.addText(spans);
}

/** The figure of a sum. */
export function figureOf({ created, spans }: Sum): Figure {
  const [median, p90] = [spans.median() ?? null, spans.quantile(0.9) ?? null];
  return { created, count: spans.count, median, p90 };
}
