import type { PersonId } from '../../approval/instance.ts';
import { waitingTasks } from '../../approval/waiting.ts';
import type { Figure } from '../../approval/weekFigures.ts';
import type { Settings } from '../../settings/settings.ts';
import type { KnownFigures } from '../../store/figures.ts';
import type { WaitingInstance, WaitingInstances } from '../../store/instances/waitingInstances.ts';
import { approvalTimeOf } from '../routing/approvalTime.ts';
import { type Days, daysBefore, figureOf, nothing, type Sum } from './sums.ts';

/** The figures of a period for an approval, one of its steps, or one person in a step. */
export interface StatsRow extends Figure {
  readonly approval: string;
  /** The name of the approval; empty: unknown. */
  readonly approvalName: string;
  /** The step's id, or its name if it has none; empty: the whole request. */
  readonly step: string;
  readonly stepName: string;
  /** open_id; empty: everybody. */
  readonly person: PersonId;
  /** The same for as many days before. */
  readonly before: Figure;
  /** How many requests wait now. */
  readonly waiting: number;
  /** How long the first of them has waited, working time in ms; null: none waits. */
  readonly longest: number | null;
  /** Its instance; empty: none waits. */
  readonly longestInstance: string;
}

/** What reading the figures needs. */
export interface StatsSources {
  readonly settings: Settings;
  readonly store: KnownFigures & WaitingInstances;
}

/** At most this many open instances are read. */
const MOST_WAITING = 20_000;

/**
 * Where requests wait, and for how long: per approval, step, and (with `stats.people`) person. An approval comes before
 * its steps, a step before its people; the slowest comes first.
 */
export async function statsOf(
  { settings, store }: StatsSources,
  days: Days,
  now: number,
): Promise<StatsRow[]> {
  const { people } = settings.stats;
  const rows = new Rows();
  for (const [span, when] of [
    [daysBefore(days), 'before'],
    [days, 'now'],
  ] as const) {
    for (const { name, created, spans, ...key } of await store.figuresOfDays(span.from, span.to, people)) {
      const row = rows.of(key);
      if (name !== '') row.name = name;
      row[when].created += created;
      for (const text of spans) row[when].spans.addText(text);
    }
  }
  for (const one of await store.waitingInstances(MOST_WAITING)) rows.addWaiting(one, people);
  return inOrder(rows.all().map((row) => rowFrom(row, settings, now)));
}

interface RowKey {
  readonly approval: string;
  readonly step: string;
  readonly person: string;
}

interface Collected extends RowKey {
  name: string;
  readonly now: Sum;
  readonly before: Sum;
  /** Since when each instance waits, ms. */
  readonly waiting: Map<string, number>;
}

/** The collected rows, each once. */
class Rows {
  readonly #rows = new Map<string, Collected>();

  of({ approval, step, person }: RowKey): Collected {
    const key = keyOf({ approval, step, person });
    const empty = { name: '', now: nothing(), before: nothing(), waiting: new Map() };
    const row = this.#rows.get(key) ?? { approval, step, person, ...empty };
    this.#rows.set(key, row);
    return row;
  }

  addWaiting({ instance, approval, snapshot, changedAt }: WaitingInstance, withPeople: boolean): void {
    const seen = snapshot?.instance;
    const startedAt = seen?.startedAt ?? changedAt;
    const add = (step: string, person: string, name: string, since: number): void => {
      const row = this.of({ approval, step, person });
      if (row.name === '') row.name = name;
      row.waiting.set(instance, Math.min(row.waiting.get(instance) ?? since, since));
    };
    add('', '', seen?.approvalName ?? '', startedAt);
    for (const task of seen ? waitingTasks(seen) : []) {
      const { nodeName, person, startedAt: since = startedAt } = task;
      const step = task.nodeId || nodeName;
      if (step === '') continue;
      add(step, '', nodeName, since);
      if (withPeople) add(step, person, nodeName, since);
    }
  }

  all(): Collected[] {
    return [...this.#rows.values()];
  }
}

function keyOf({ approval, step, person }: RowKey): string {
  return JSON.stringify([approval, step, person]);
}

function rowFrom({ waiting, name, ...row }: Collected, settings: Settings, now: number): StatsRow {
  const { approval, step, person } = row;
  let first: { readonly instance: string; readonly since: number } | undefined;
  for (const [instance, since] of waiting) if (!first || since < first.since) first = { instance, since };
  return {
    approval,
    approvalName: step === '' ? name : '',
    step,
    stepName: step === '' ? '' : name,
    person,
    ...figureOf(row.now),
    before: figureOf(row.before),
    waiting: waiting.size,
    longest: first ? approvalTimeOf(settings, approval).between(first.since, now) : null,
    longestInstance: first?.instance ?? '',
  };
}

/** Sorts the rows; those with figures only in the days before are left out. */
function inOrder(all: readonly StatsRow[]): StatsRow[] {
  const rows = all.filter(({ created, count, waiting }) => created + count + waiting > 0);
  const byKey = new Map(all.map((row) => [keyOf(row), row]));
  const slowness = (row: StatsRow | undefined): number => row?.median ?? -1;
  const approvalOf = ({ approval }: StatsRow) => byKey.get(keyOf({ approval, step: '', person: '' }));
  const stepOf = (row: StatsRow) => byKey.get(keyOf({ ...row, person: '' }));
  const isPart = (id: string): number => (id === '' ? 0 : 1);
  return rows
    .toSorted(
      (a, b) =>
        slowness(approvalOf(b)) - slowness(approvalOf(a)) ||
        a.approval.localeCompare(b.approval) ||
        isPart(a.step) - isPart(b.step) ||
        slowness(stepOf(b)) - slowness(stepOf(a)) ||
        a.step.localeCompare(b.step) ||
        isPart(a.person) - isPart(b.person) ||
        slowness(b) - slowness(a) ||
        a.person.localeCompare(b.person),
    )
    .map((row) => ({ ...row, approvalName: approvalOf(row)?.approvalName ?? '' }));
}
