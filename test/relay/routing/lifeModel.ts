import fc from 'fast-check';
import type { Status } from '../../../src/approval/status.ts';

/** A step of a process; without a name it has its id alone. */
export interface Step {
  readonly id: string;
  readonly name: string;
}

/** Two are called alike, and one has no name. */
export const STEPS: readonly Step[] = [
  { id: 'n1', name: '主管' },
  { id: 'n2', name: '法务' },
  { id: 'n3', name: '法务' },
  { id: 'n4', name: '财务' },
  { id: 'n5', name: '' },
];

/** One time that a step waits for people: from when to when, and who is asked. */
export interface Stay {
  readonly key: string;
  readonly step: Step;
  readonly asked: readonly Asked[];
  readonly from: number;
  to: number;
}

interface Asked {
  readonly id: string;
  readonly person: string;
  readonly from: number;
  to: number;
  end: 'APPROVED' | 'TRANSFERRED' | 'DONE' | 'forgotten';
}

/** What happens to an instance for a while. */
interface Phase {
  /** The steps that wait, side by side. */
  readonly open: readonly Step[];
  /** Those that were passed by themselves as it began. */
  readonly passed: readonly Step[];
  /** It began with a return of the whole request: every step that waited was left, those that wait now are reached again. */
  readonly isSentBack: boolean;
  /** Tasks that were sent back go on saying that they wait. */
  readonly isForgotten: boolean;
  /** How the steps that are reached ask people. */
  readonly asks: 'one' | 'two' | 'oneAfterTwo' | 'handedOn';
  /** The bot looks in the first half of it, in the second, or never. */
  readonly look: 'early' | 'late' | 'never';
}

/** A look of the bot at an instance: what get-instance says, and which steps wait, by the model. */
export interface Look {
  readonly status: Status;
  readonly flow: object;
  readonly open: readonly Stay[];
  /** Those among them that wait for these people. */
  readonly people: ReadonlyMap<Stay, readonly string[]>;
}

const phase: fc.Arbitrary<Phase> = fc.record({
  open: fc.subarray([...STEPS], { maxLength: 3 }),
  passed: fc.subarray([...STEPS], { maxLength: 1 }),
  isSentBack: fc.boolean(),
  isForgotten: fc.boolean(),
  asks: fc.constantFrom('one', 'two', 'oneAfterTwo', 'handedOn'),
  look: fc.constantFrom('early', 'early', 'late', 'never'),
});

/** How it ends: by an event, which the last look shows already or does not. */
const ending = fc.record({
  status: fc.constantFrom<Status>('APPROVED', 'REJECTED', 'OVERTIME_CLOSE'),
  isShown: fc.boolean(),
});

/** The looks of the bot at an instance over its life, in order. */
export const life: fc.Arbitrary<readonly Look[]> = fc
  .tuple(fc.array(phase, { minLength: 1, maxLength: 6 }), fc.option(ending, { freq: 2 }), fc.boolean())
  .map(([phases, end, isNewestFirst]) => looksAt(phases, end ?? undefined, isNewestFirst));

const BEGIN = Date.UTC(2027, 0, 4, 2);
const PHASE_MS = 60_000;
const WITHIN_MS = { early: 10_000, handOver: 20_000, second: 30_000, late: 40_000 };

interface Played {
  readonly stays: readonly Stay[];
  readonly passes: readonly { readonly step: Step; readonly at: number }[];
  readonly sentBack: readonly number[];
}

function looksAt(
  phases: readonly Phase[],
  end: { readonly status: Status; readonly isShown: boolean } | undefined,
  isNewestFirst: boolean,
): Look[] {
  const played = play(phases);
  const looks = phases.flatMap(({ look }, i): Look[] =>
    look === 'never' ? [] : [lookAt(played, BEGIN + i * PHASE_MS + WITHIN_MS[look], isNewestFirst)],
  );
  if (!end) return looks;
  const over = lookAt(played, BEGIN + phases.length * PHASE_MS - 1, isNewestFirst);
  const flow = {
    ...over.flow,
    ...(end.isShown && end.status !== 'OVERTIME_CLOSE' ? { status: end.status } : {}),
  };
  return [...looks, { status: end.status, flow, open: [], people: new Map() }];
}

function play(phases: readonly Phase[]): Played {
  const stays: Stay[] = [];
  const passes: { step: Step; at: number }[] = [];
  const sentBack: number[] = [];
  let waiting: Stay[] = [];
  phases.forEach((now, i) => {
    const at = BEGIN + i * PHASE_MS;
    const isSentBack = now.isSentBack && waiting.length > 0;
    if (isSentBack) sentBack.push(at);
    const [left, goOn] = [waiting.filter(isLeft), waiting.filter((stay) => !isLeft(stay))];
    function isLeft({ step }: Stay): boolean {
      return isSentBack || !now.open.includes(step);
    }
    for (const stay of left)
      leave(stay, at, !isSentBack ? 'APPROVED' : now.isForgotten ? 'forgotten' : 'DONE');
    const reached = now.open.filter((step) => !goOn.some((stay) => stay.step === step));
    const fresh = reached.map((step, n) => enter(step, `${i}${n}`, at, now.asks));
    for (const step of now.passed)
      if (![...left.map((stay) => stay.step), ...now.open].includes(step)) passes.push({ step, at });
    stays.push(...fresh);
    waiting = [...goOn, ...fresh];
  });
  return { stays, passes, sentBack };
}

function enter(step: Step, key: string, from: number, asks: Phase['asks']): Stay {
  const ask = (n: number, more: Partial<Asked> = {}): Asked => ({
    id: `t${key}${n}`,
    person: `ou_${step.id}${n}`,
    from,
    to: Number.POSITIVE_INFINITY,
    end: 'DONE',
    ...more,
  });
  const handOver = from + WITHIN_MS.handOver;
  const asked = {
    one: () => [ask(0)],
    two: () => [ask(0), ask(1)],
    oneAfterTwo: () => [ask(0, { to: from + WITHIN_MS.second, end: 'APPROVED' }), ask(1)],
    handedOn: () => [ask(0, { to: handOver, end: 'TRANSFERRED' }), ask(1, { from: handOver })],
  }[asks]();
  return { key, step, asked, from, to: Number.POSITIVE_INFINITY };
}

function leave(stay: Stay, at: number, end: Asked['end']): void {
  stay.to = at;
  for (const one of stay.asked) if (one.to > at) Object.assign(one, { to: at, end });
}

function lookAt({ stays, passes, sentBack }: Played, now: number, isNewestFirst: boolean): Look {
  const tasks = stays.flatMap(({ step, asked }) =>
    asked
      .filter(({ from }) => from <= now)
      .map(({ id, person, from, to, end }) => ({
        id,
        open_id: person,
        node_id: step.id,
        node_name: step.name,
        type: 'AND',
        start_time: String(from),
        ...(to > now || end === 'forgotten'
          ? { status: 'PENDING', end_time: '0' }
          : { status: end, end_time: String(to) }),
      })),
  );
  const automatic = passes
    .filter(({ at }) => at <= now)
    .map(({ step, at }, n) => ({
      id: `p${n}`,
      node_id: step.id,
      node_name: step.name,
      type: 'AUTO_PASS',
      status: 'APPROVED',
      start_time: String(at),
      end_time: String(at),
    }));
  const list = [...tasks, ...automatic];
  const open = stays.filter(({ from, to }) => from <= now && now < to);
  const waitsFor = ({ asked }: Stay): string[] =>
    asked.filter(({ from, to }) => from <= now && now < to).map(({ person }) => person);
  return {
    status: 'PENDING',
    flow: {
      status: 'PENDING',
      task_list: isNewestFirst ? list.reverse() : list,
      timeline: sentBack
        .filter((at) => at <= now)
        .map((at) => ({ type: 'ROLLBACK_SELECTED', create_time: String(at), open_id: 'ou_n11' })),
    },
    open,
    people: new Map(open.map((stay) => [stay, waitsFor(stay)])),
  };
}
