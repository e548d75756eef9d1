/** The longest text in a log line, in characters. */
export const LONGEST_TEXT = 2_048;
/** The longest log line, in bytes: longer ones are split by Docker and others. */
export const LONGEST_LINE = 16 * 1024;

/** Members of every line, which are always kept. */
const ALWAYS_KEPT: ReadonlySet<string> = new Set(['level', 'time', 'msg']);

/**
 * Limits a line of JSON: no text in it is longer than {@link LONGEST_TEXT}, and the line not longer than
 * {@link LONGEST_LINE}. A cut text says how long it was. Almost all lines are returned unchanged.
 */
export function cutLine(line: string): string {
  if (line.length <= LONGEST_TEXT) return line;
  const facts = cutTexts(JSON.parse(line)) as Record<string, unknown>;
  const text = `${JSON.stringify(facts)}\n`;
  return Buffer.byteLength(text) <= LONGEST_LINE ? text : `${JSON.stringify(leaveOut(facts))}\n`;
}

function cutTexts(value: unknown): unknown {
  if (typeof value === 'string') return cutText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cutTexts);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cutText(name), cutTexts(inner)]));
}

function cutText(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const note = `… (cut, ${text.length} characters)`;
  // Not within a character.
  return text.slice(0, LONGEST_TEXT - note.length).replace(/[\uD800-\uDBFF]$/, '') + note;
}

/** Leaves out the facts that no longer fit, in order. */
function leaveOut(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  let bytes = 0;
  for (const name of ALWAYS_KEPT) bytes += sizeOf(name, facts[name]);
  for (const [name, value] of Object.entries(facts)) {
    const size = ALWAYS_KEPT.has(name) ? 0 : sizeOf(name, value);
    // Room for the notes about what is left out, too.
    const fits = bytes + size <= LONGEST_LINE * 0.9;
    if (fits) bytes += size;
    if (fits) kept[name] = value;
    else kept.leftOut = (typeof kept.leftOut === 'number' ? kept.leftOut : 0) + size;
  }
  return kept;
}

function sizeOf(name: string, value: unknown): number {
  return Buffer.byteLength(`${JSON.stringify(name)}:${JSON.stringify(value) ?? ''},`);
}
