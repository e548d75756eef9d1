import type { Page as Tab } from 'playwright-core';

/** What a strict reader sees of one drawn card of the gallery. */
export interface CardMeasure {
  /** The cell's id, such as `purchase-forward`. */
  readonly id: string;
  /** On how wide a screen it is drawn: `phone` or `desktop`; empty outside the gallery. */
  readonly width: string;
  readonly height: number;
  /** Texts that are partly hidden and cannot be scrolled to. */
  readonly clipped: readonly string[];
  /** Texts whose last line holds one letter alone. */
  readonly orphans: readonly string[];
  /** Neighbours that lie over each other. */
  readonly overlaps: readonly string[];
  /** Texts that take several lines, as these lines; `lineFaults.ts` judges them. */
  readonly wrapped: readonly (readonly string[])[];
  readonly text: string;
}

/** Measures every card of the page. Runs inside it. */
export function measureCards(tab: Tab): Promise<CardMeasure[]> {
  return tab.evaluate(() => {
    const textOf = (node: Element): string => (node.textContent ?? '').trim().slice(0, 60);
    const isSeen = (node: Element): boolean => node.checkVisibility() && node.getClientRects().length > 0;

    const isClipped = (node: Element): boolean => {
      const { overflowX, overflowY } = getComputedStyle(node);
      if (node.classList.contains('fs-card') || !node.textContent?.trim()) return false;
      const wide = overflowX === 'hidden' && node.scrollWidth > node.clientWidth + 1;
      return wide || (overflowY === 'hidden' && node.scrollHeight > node.clientHeight + 1);
    };

    /** Pieces of text between line breaks that somebody made. */
    const piecesOf = (block: Element): Text[][] => {
      const pieces: Text[][] = [[]];
      const walk = (node: Node): void => {
        if (node instanceof Text) pieces.at(-1)?.push(node);
        else if (node instanceof Element && node.tagName === 'BR') pieces.push([]);
        else for (const child of node.childNodes) walk(child);
      };
      walk(block);
      return pieces.filter((piece) => piece.some((text) => text.data.trim() !== ''));
    };
    /** The lines that a piece takes on the screen, without what stands for nothing to be seen. */
    const linesOf = (piece: readonly Text[]): string[] => {
      const range = document.createRange();
      const lines: string[] = [];
      let bottom = 0;
      for (const text of piece) {
        for (let i = 0; i < text.data.length; i += 1) {
          range.setStart(text, i);
          range.setEnd(text, i + 1);
          const box = range.getClientRects()[0];
          // A line break in the text itself begins a new piece.
          if (text.data[i] === '\n') lines.length = 0;
          if (text.data[i] === '\n' || !box || box.width === 0) continue;
          if (lines.length === 0 || Math.abs(box.bottom - bottom) >= 8) lines.push('');
          bottom = box.bottom;
          lines.push(`${lines.pop() ?? ''}${text.data[i]}`);
        }
      }
      return lines;
    };
    const BLOCKS =
      '.fs-title, .fs-markdown, .fs-markdown p, .fs-markdown li, .fs-plain, .fs-cell, .fs-summary';
    const wrappedIn = (card: Element): string[][] =>
      [...card.querySelectorAll(BLOCKS)]
        .filter((block) => isSeen(block) && !block.querySelector('p, li'))
        .flatMap(piecesOf)
        .map(linesOf)
        .filter((lines) => lines.length > 1);
    const isOrphan = (line = ''): boolean => (line.match(/[\p{L}\p{N}]/gu) ?? []).length < 2;

    const overlapsIn = (card: Element): string[] =>
      [...card.querySelectorAll('.fs-flow, .fs-columns, .fs-body, .fs-heading, .fs-title-row')].flatMap(
        (parent) => {
          const boxes = [...parent.children]
            .filter(isSeen)
            .map((child) => ({ child, box: child.getBoundingClientRect() }));
          return boxes.flatMap(({ child, box }, i) =>
            boxes
              .slice(i + 1)
              .filter(({ box: other }) => {
                const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
                return across > 1 && Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 1;
              })
              .map((other) => `${textOf(child)} / ${textOf(other.child)}`),
          );
        },
      );

    return [...document.querySelectorAll('.cell .fs-card')].map((card) => {
      const clipped = [...card.querySelectorAll('*')]
        .filter((node) => isSeen(node) && isClipped(node))
        .map(textOf);
      const wrapped = wrappedIn(card);
      return {
        id: card.closest('.cell')?.id ?? '',
        width: card.closest('.shot')?.getAttribute('data-width') ?? '',
        height: Math.round(card.getBoundingClientRect().height),
        clipped,
        orphans: wrapped.filter((lines) => isOrphan(lines.at(-1))).map((lines) => lines.join('').slice(-40)),
        overlaps: overlapsIn(card),
        wrapped,
        text: card.textContent ?? '',
      };
    });
  });
}
