/** Something that operators are told of: a warning that stands, or rows that are parked. */
export interface Matter {
  /** The code of a warning, or {@link PARKED}. */
  readonly code: string;
  /** Tells it from others of its code. */
  readonly subject: string;
  /** What its text is made of, as whoever noticed it wrote it. */
  readonly data: string;
  /** ms since the epoch. */
  readonly since: number;
}

/** The code of rows that wait for a person. */
export const PARKED = 'parked';

/** A matter, and what operators have been told of it. Times are ms since the epoch. */
export interface KnownMatter extends Matter {
  /** `new`: nobody was told yet; `told`: that it began; `over`: that it ended, too, or nobody was told of either. */
  readonly phase: 'new' | 'told' | 'over';
  /** When it was gone first; null: it stands. */
  readonly goneAt: number | null;
  /** It came back soon after it was over: nobody is told before this. 0: it did not. */
  readonly restsUntil: number;
  /** The card that is being sent about it; empty: none is. */
  readonly card: string;
  /** When that card was made, or the last one; 0: none was. */
  readonly cardAt: number;
}

/** What is to be written, and sent. */
export interface MatterPlan {
  readonly put: readonly KnownMatter[];
  readonly drop: readonly KnownMatter[];
  /** What the next card is about; each is among `put`, and names the card. Empty: there is none. */
  readonly card: readonly KnownMatter[];
}

/** At most one card in this time. */
export const CARD_EVERY_MS = 60_000;
/** A matter is over when it has been gone for so long: a restart notices it anew within that time. */
const GONE_MS = 60_000;
/** What comes back within the hour after it was over has to last before anybody is told again. */
const REMEMBERED_MS = 3_600_000;
const LASTS_MS = 10 * 60_000;

/**
 * Compares what stands with what operators have been told: each matter is told once when it begins, and once when it is
 * over. What came and went before anybody was told is not told at all. Pure.
 *
 * @param card the name of the next card, should there be one
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
    // Its card is on the way, and says what was so when it was made.
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
  const told = maySend(next, now) ? next.filter((matter) => isDue(matter, now)) : [];
  const named = told.map((matter): KnownMatter => ({ ...matter, card, cardAt: now }));
  for (const matter of named) put.set(keyOf(matter), matter);
  return { put: [...put.values()], drop, card: named };
}

/** A matter whose card was sent: the card told the beginning, or the end. */
export function afterCard(matter: KnownMatter): KnownMatter {
  return { ...matter, card: '', phase: isOver(matter) ? 'over' : 'told' };
}

/** Whether the card about it tells that it is over. */
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
  // A clock that ran ahead must not put it off for long.
  if (phase === 'new') return restsUntil <= now || restsUntil > now + LASTS_MS;
  return phase === 'told' && goneAt !== null && hasPassed(goneAt, GONE_MS, now);
}

/** One card at a time, and not soon after the last one. */
function maySend(known: readonly KnownMatter[], now: number): boolean {
  return known.every(({ card, cardAt }) => card === '' && hasPassed(cardAt, CARD_EVERY_MS, now));
}

/** A moment that lies ahead was written by a clock gone wrong. */
function hasPassed(at: number, spanMs: number, now: number): boolean {
  return at > now || now - at >= spanMs;
}

function keyOf({ code, subject }: Pick<Matter, 'code' | 'subject'>): string {
  return `${code} ${subject}`;
}
