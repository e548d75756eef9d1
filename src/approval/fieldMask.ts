/** Of fewer digits, the last four would reveal most of the number. */
const SHORTEST_NUMBER = 7;
const HIDDEN = '••••';

/**
 * Shows only the last four characters of a number: `****5678`. Spaces and hyphens do not count. A number that is too
 * short for that is hidden completely.
 */
export function maskTail(text: string): string {
  const bare = text.replace(/[^\p{L}\p{N}]/gu, '');
  if (bare === '') return '';
  return bare.length < SHORTEST_NUMBER ? HIDDEN : `****${[...bare].slice(-4).join('')}`;
}

/**
 * Digits of any script, in groups or not, with what may come before or after an account number or id. Text between two
 * numbers separates groups only if they are too short to be a number.
 */
const LONG_NUMBER =
  /[A-Za-z]{0,4}[+(（]{0,2}\p{Nd}(?:(?:[ \u00a0.()（）\-–—_*\u200b-\u200f\u2060\ufeff]|(?<!\p{Nd}{7})[/\\|,，、;；·\n\r\t]){0,3}(?:\p{Nd}|[A-Za-z](?=[A-Za-z]{0,3}[ -]?\p{Nd}))){6,}[Xx]?/gu;
/** An international bank account number, whose middle may be letters. */
const IBAN = /\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,4})?\b/g;

/** Masks every long number in a text and leaves the rest. */
export function maskNumbers(text: string): string {
  return text.replace(IBAN, maskTail).replace(LONG_NUMBER, maskTail);
}

/** Applies the configuration's `mask` to any value: the tails of its long numbers, or nothing. */
export function maskWhole(text: string): string {
  const tails: string[] = [];
  const keep = (number: string): string => {
    const tail = maskTail(number);
    if (tail !== HIDDEN) tails.push(tail);
    return '';
  };
  text.replace(IBAN, keep).replace(LONG_NUMBER, keep);
  return tails.length > 0 ? tails.join(' ') : HIDDEN;
}

const LEAVE_REASON =
  /(?:[请請休病事年产產婚丧喪]假|[调調]休|育[儿兒]假|假期)(?:的)?(?:事由|原因|理由|[说說]明|[备備][注註])|(?:reason|cause)s?\s+(?:for|of)\s+(?:\w+\s+)?(?:leave|absence)|(?:leave|absence)\s+reason|(?:休暇|欠勤)(?:の)?(?:理由|事由)/i;

/** Whether a field of a custom form asks for the reason of a leave. */
export function isLeaveReason(label: string): boolean {
  return LEAVE_REASON.test(label);
}

/** Whether an id is that of a leave widget's reason or proof, at any depth. */
export function isLeaveReasonId(id: string): boolean {
  return /^widgetLeave(?:Group)?(?:V\d+)?(?:Reason|Certification)/i.test(id);
}
