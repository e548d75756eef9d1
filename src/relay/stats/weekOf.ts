import type { WeekFigures } from '../../approval/weekFigures.ts';
import type { KnownFigures } from '../../store/figures.ts';
import { addTo, daysBefore, figureOf, nothing, type Sum } from './sums.ts';

/** A week's figures, and one of their approvals. */
export interface WeekOfApprovals {
  readonly approvalCode: string;
  readonly week: WeekFigures;
}

const DAYS = 7;

/** The Monday of a day's week, both as whole days since 1970-01-01, a Thursday. */
export function mondayOf(day: number): number {
  return day - ((((day + 3) % DAYS) + DAYS) % DAYS);
}

/**
 * The figures of the week that begins with this Monday, of some approvals, compared with the week before. undefined:
 * nothing came in and nothing was decided in it.
 */
export async function weekOf(
  store: Pick<KnownFigures, 'dailyFigures'>,
  monday: number,
  isAmong: (approvalCode: string) => boolean,
): Promise<WeekOfApprovals | undefined> {
  const days = { from: monday, to: monday + DAYS - 1 };
  const [now, before] = [nothing(), nothing()];
  const names = new Map<string, string>();
  const steps = new Map<string, { readonly approval: string; name: string; readonly sum: Sum }>();
  let approvalCode = '';
  for (const figure of await store.dailyFigures(daysBefore(days).from, days.to, false)) {
    const { approval, step, name, day } = figure;
    if (!isAmong(approval)) continue;
    const isNow = day >= days.from;
    if (step === '') {
      addTo(isNow ? now : before, figure);
      if (name !== '') names.set(approval, name);
      if (isNow) approvalCode = approval;
    } else if (isNow) {
      const key = JSON.stringify([approval, step]);
      const known = steps.get(key) ?? { approval, name, sum: nothing() };
      steps.set(key, known);
      if (name !== '') known.name = name;
      addTo(known.sum, figure);
    }
  }
  if (now.created + now.spans.count === 0) return undefined;
  const [slowest] = [...steps.values()]
    .flatMap(({ approval, name, sum }) => {
      const median = sum.spans.median();
      const approvalName = names.get(approval) ?? '';
      return median === undefined || name === '' ? [] : [{ approvalName, stepName: name, median }];
    })
    .toSorted((a, b) => b.median - a.median);
  const week = { from: monday, ...figureOf(now), before: figureOf(before), slowest: slowest ?? null };
  return { approvalCode, week };
}
