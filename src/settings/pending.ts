import type { Finding } from './issues.ts';
import type { Problem } from './problem.ts';
import { at, isMapping, type Path, Scalar, type Tree } from './tree.ts';
import { entryPaths } from './written.ts';

/** A key that is checked now and takes effect in a later version. */
interface Pending {
  /** `chat`: in chat entries and under `defaults`. */
  readonly where: 'root' | 'chat';
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

/** One entry per feature to come. When it lands, its entry goes. */
const PENDING: readonly Pending[] = [
  {
    where: 'root',
    path: ['server', 'adminToken'],
    asks: textIsNot(),
    severity: 'notice',
    message: `${LATER}: until then there is no operator page.`,
  },
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
    const found = (where === 'root' ? [[]] : entryPaths(root))
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
