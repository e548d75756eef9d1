import type { SandboxMessage } from '../world/world.ts';

type Part = { readonly [name: string]: unknown };

/** The title of a message: a card's title, else its first line. Plain text; empty if there is none. */
export function titleOf(message: SandboxMessage): string {
  const card = readCard(message);
  return textIn(partOf(card, 'header'), 'title') || firstLine(card);
}

/** The title with the card's first label, which is the status: `陈思远的采购申请 · 已通过`. */
export function titleWithStatus(message: SandboxMessage): string {
  const labels = partOf(readCard(message), 'header')?.text_tag_list;
  const label = Array.isArray(labels) ? textIn(labels[0], 'text') : '';
  return [titleOf(message), label].filter(Boolean).join(' · ');
}

function readCard(message: SandboxMessage): Part | undefined {
  try {
    return asPart(JSON.parse(message.content));
  } catch {
    return undefined;
  }
}

function firstLine(card: Part | undefined): string {
  const elements = partOf(card, 'body')?.elements;
  const found = Array.isArray(elements)
    ? elements.map((one) => asPart(one)?.content).find((content) => typeof content === 'string')
    : card?.text;
  if (typeof found !== 'string') return '';
  const plain = found.replace(/<[^<>]*>/g, '').split('\n')[0] ?? '';
  // Cards write what people typed as character references.
  return plain.replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code))).trim();
}

function textIn(part: unknown, name: string): string {
  const content = partOf(asPart(part), name)?.content;
  return typeof content === 'string' ? content : '';
}

function partOf(part: Part | undefined, name: string): Part | undefined {
  return asPart(part?.[name]);
}

function asPart(value: unknown): Part | undefined {
  return typeof value === 'object' && value !== null ? (value as Part) : undefined;
}
