/**
 * How much a card dares, each step simpler than the one before; for when Feishu refuses one.
 * - `fewer-mentions`: rings only people whom Feishu itself named (one bad id fails a card: 230099 / 100290);
 * - `no-mentions`: names without @;
 * - `plain`: plain text only, telephone numbers and e-mail addresses masked (230028);
 * - `minimal`: the title and the button.
 */
export type CardDetail = (typeof DETAILS)[number];

const DETAILS = ['full', 'fewer-mentions', 'no-mentions', 'plain', 'minimal'] as const;

/** Where every card begins. */
export const FULL_DETAIL = 'full' satisfies CardDetail;

/** Whether a stored text is a step of the ladder. */
export function isCardDetail(value: unknown): value is CardDetail {
  return (DETAILS as readonly unknown[]).includes(value);
}

/** The next simpler step; undefined at the foot of the ladder. Where nobody is rung, mentions are no trouble. */
export function nextDetail(detail: CardDetail, rings = true): CardDetail | undefined {
  const at = DETAILS.indexOf(detail) + 1;
  return DETAILS[rings ? at : Math.max(at, DETAILS.indexOf('plain'))];
}
