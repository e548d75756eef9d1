/** Something that is reported to operators: a current warning, or parked rows. */
export interface Matter {
  /** The code of a warning, or {@link PARKED}. */
  readonly code: string;
  /** Distinguishes it from others of its code. */
  readonly subject: string;
  /** What its text is made from, as stored. */
  readonly data: string;
  /** ms since the epoch. */
  readonly since: number;
}

/** The code of rows that wait for a person. */
export const PARKED = 'parked';

/** A matter, and what has been reported about it. Times are ms since the epoch. */
export interface KnownMatter extends Matter {
  /** `new`: not reported yet; `told` (a stored word): its beginning was reported; `over`: its end, too, or neither. */
  readonly phase: 'new' | 'told' | 'over';
  /** When it was first gone; null: it is still there. */
  readonly goneAt: number | null;
  /** It recurred soon after its end: not reported before this time. 0: it did not recur. */
  readonly restsUntil: number;
  /** The card about it that is being sent; empty: none. */
  readonly card: string;
  /** When that card, or the last one, was created; 0: there was none. */
  readonly cardAt: number;
}

/** What to write, and what to send. */
export interface MatterPlan {
  readonly put: readonly KnownMatter[];
  readonly drop: readonly KnownMatter[];
  /** What the next card is about; each is among `put`, and names the card. Empty: there is none. */
  readonly card: readonly KnownMatter[];
}

/** At most one card in this time. */
export const CARD_EVERY_MS = 60_000;
/** A matter is over when it has been gone this long: after a restart it is noticed again within that time. */
const GONE_MS = 60_000;
/** A matter that recurs within this time after its end is reported only if it lasts. */
const REMEMBERED_MS = 3_600_000;
const LASTS_MS = 10 * 60_000;

/**
 * Compares the current matters with what has been reported. Each matter is reported once when it begins and once when
 * it ends; one that ends before it was reported is never reported. Pure.
 *
 * @param card the name of the next card, if there is one
 */
export function planMatters(
  known: readonly KnownMatter[],
  standing: readonly Matter[],
  now: number,
  card: string,
): MatterPlan {
  const byKey = new Map(standing.map((matter) => [keyOf(matter), matter]));
  const put = new Map<string, KnownMatter>();
  const drop: KnownMatter[] = [];
  const next: KnownMatter[] = [];
  for (const before of known) {
    const key = keyOf(before);
    const matter = byKey.get(key);
    byKey.delete(key);
    // Its card is being sent, with the state when it was created.
    const after = before.card === '' ? following(before, matter, now) : before;
    if (after === undefined) drop.push(before);
    else next.push(after);
    if (after && after !== before) put.set(key, after);
  }
  for (const matter of byKey.values()) {
    const fresh = { ...matter, phase: 'new', goneAt: null, restsUntil: 0, card: '', cardAt: 0 } as const;
    next.push(fresh);
    put.set(keyOf(fresh), fresh);
  }
  const reported = maySend(next, now) ? next.filter((matter) => isDue(matter, now)) : [];
  const named = reported.map((matter): KnownMatter => ({ ...matter, card, cardAt: now }));
  for (const matter of named) put.set(keyOf(matter), matter);
  return { put: [...put.values()], drop, card: named };
}

/** A matter after its card was sent: the card reported its beginning, or its end. */
export function afterCard(matter: KnownMatter): KnownMatter {
  return { ...matter, card: '', phase: isOver(matter) ? 'over' : 'told' };
}

/** Whether its card reports the end. */
export function isOver({ phase }: KnownMatter): boolean {
  return phase === 'told';
}

/** undefined: it is forgotten. */
function following(before: KnownMatter, matter: Matter | undefined, now: number): KnownMatter | undefined {
  const { phase, goneAt } = before;
  if (matter) {
    if (phase === 'over')
      return { ...before, ...matter, phase: 'new', goneAt: null, restsUntil: now + LASTS_MS };
    return before.data === matter.data && goneAt === null
      ? before
      : { ...before, data: matter.data, goneAt: null };
  }
  if (phase === 'told') return goneAt === null ? { ...before, goneAt: now } : before;
  if (phase === 'new') return before.restsUntil === 0 ? undefined : { ...before, phase: 'over', goneAt: now };
  return hasPassed(goneAt ?? 0, REMEMBERED_MS, now) ? undefined : before;
}

function isDue({ phase, goneAt, restsUntil }: KnownMatter, now: number): boolean {
  // A fast clock must not delay it for long.
  if (phase === 'new') return restsUntil <= now || restsUntil > now + LASTS_MS;
  return phase === 'told' && goneAt !== null && hasPassed(goneAt, GONE_MS, now);
}

/** One card at a time, and not soon after the last one. */
function maySend(known: readonly KnownMatter[], now: number): boolean {
  return known.every(({ card, cardAt }) => card === '' && hasPassed(cardAt, CARD_EVERY_MS, now));
}

/** A future time was written by a wrong clock. */
function hasPassed(at: number, spanMs: number, now: number): boolean {
  return at > now || now - at >= spanMs;
}

function keyOf({ code, subject }: Pick<Matter, 'code' | 'subject'>): string {
  return `${code} ${subject}`;
}
