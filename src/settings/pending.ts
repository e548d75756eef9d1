import type { Finding } from './issues.ts';
import type { Problem } from './problem.ts';
import { asList, at, isMapping, type Path, Scalar, type Tree, textAt } from './tree.ts';

/** A key that is checked now and takes effect in a later version. */
interface Pending {
  /** `chat`: in chat entries and under `defaults`. */
  readonly where: 'root' | 'approval' | 'chat';
  readonly path: Path;
  /** Whether what is written asks for the feature. */
  readonly asks: (value: Tree) => boolean;
  /** `error` where starting without it would be a lie. */
  readonly severity: Problem['severity'];
  /** The rest of a sentence that begins with the key. */
  readonly message: string;
}

const textIs =
  (...words: string[]): Pending['asks'] =>
  (value) =>
    value instanceof Scalar && words.includes(value.text);
const textIsNot =
  (...words: string[]): Pending['asks'] =>
  (value) =>
    !textIs('', ...words)(value);
const holdsSomething = (value: Tree): boolean => isMapping(value) && Object.keys(value).length > 0;

const LATER = 'takes effect in a later version';
/** Reminders that ask for a buzz. */
const buzzes = (value: Tree): boolean =>
  asList(at(value, ['escalate'])).some((step) => textAt(step, ['urgent']) === 'true');
const reminders = {
  path: ['reminders'],
  asks: buzzes,
  severity: 'notice',
  message: `has an "escalate" with "urgent: true", which ${LATER}: until then its card rings as any other does.`,
} as const;

/** One entry per feature to come. When it lands, its entry goes. */
const PENDING: readonly Pending[] = [
  {
    where: 'root',
    path: ['server', 'adminToken'],
    asks: textIsNot(),
    severity: 'notice',
    message: `${LATER}: until then there is no operator page.`,
  },
  { where: 'root', ...reminders },
  { where: 'approval', ...reminders },
  { where: 'chat', ...reminders },
  {
    // Read and not acted on, it would tell the wrong people.
    where: 'chat',
    path: ['when'],
    asks: holdsSomething,
    severity: 'error',
    message:
      'cannot be used yet: conditions arrive with a later version; until then remove it, or the entry.',
  },
];

/** Tells of every key that is written but does nothing yet: errors at each place, notices at the first. */
export function findPending(root: Tree): (Finding & Pick<Problem, 'severity'>)[] {
  return PENDING.flatMap(({ where, path, asks, severity, message }) => {
    const found = placesOf(root, where)
      .map((place): Path => [...place, ...path])
      .filter((full) => {
        const value = at(root, full);
        return value !== undefined && asks(value);
      });
    const told = severity === 'error' ? found : found.slice(0, 1);
    return told.map((full) => ({
      path: full,
      part: 'key' as const,
      severity,
      message: `"${path.join('.')}" ${message}`,
    }));
  });
}

function placesOf(root: Tree, where: Pending['where']): Path[] {
  if (where === 'root') return [[]];
  const all = at(root, ['approvals']);
  const approvals = isMapping(all) ? Object.keys(all).map((code): Path => ['approvals', code]) : [];
  if (where === 'approval') return approvals;
  const entries = approvals.flatMap((approval): Path[] => {
    const chats = at(root, [...approval, 'chats']);
    if (isMapping(chats)) return [[...approval, 'chats']];
    return asList(chats).map((_, i) => [...approval, 'chats', i]);
  });
  return [['defaults'], ...entries];
}
