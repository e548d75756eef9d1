/** Every text a card shows, one per line, entities decoded: what a reader sees, near enough. */
export function cardText(content: string): string {
  const texts: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) walk(item);
    if (Array.isArray(node) || typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === 'content' && typeof value === 'string') texts.push(decode(value));
      else walk(value);
    }
  };
  walk(JSON.parse(content));
  return loosened(texts.join('\n'));
}

/** A text without what keeps its words together on a line: such spaces as usual ones, no joiners. */
export function loosened(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll('\u2060', '');
}

/** Every URL in a card. */
export function cardUrls(content: string): string[] {
  return [...content.matchAll(/"(https?:[^"]+)"/g)].map((match) => match[1] ?? '');
}

function decode(text: string): string {
  return text
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&sim;/g, '~')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&');
}
