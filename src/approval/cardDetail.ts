/**
 * How much detail a card has. If Feishu refuses it, the next, simpler step is tried.
 * - `fewer-mentions`: mentions only people whom Feishu itself named (one bad id fails a card: 230099 / 100290);
 * - `no-mentions`: names without @;
 * - `plain`: plain text only, telephone numbers and e-mail addresses masked (230028);
 * - `minimal`: the title and the button.
 */
export type CardDetail = (typeof DETAILS)[number];

const DETAILS = ['full', 'fewer-mentions', 'no-mentions', 'plain', 'minimal'] as const;

/** The first step. */
export const FULL_DETAIL = 'full' satisfies CardDetail;

/** Whether a stored text is one of the steps. */
export function isCardDetail(value: unknown): value is CardDetail {
  return (DETAILS as readonly unknown[]).includes(value);
}

/** The next simpler step; undefined after the last. Without mentions, the steps about them are skipped. */
export function nextDetail(detail: CardDetail, rings = true): CardDetail | undefined {
  const at = DETAILS.indexOf(detail) + 1;
  return DETAILS[rings ? at : Math.max(at, DETAILS.indexOf('plain'))];
}
