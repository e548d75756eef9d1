import type { Page as Tab } from 'playwright-core';

/** What a strict reader sees of one drawn card of the gallery. */
export interface CardMeasure {
  /** The cell's id, such as `purchase-forward`. */
  readonly id: string;
  readonly height: number;
  /** Texts of which a part is hidden, and cannot be scrolled to. */
  readonly clipped: readonly string[];
  /** Texts whose last line holds one letter alone. */
  readonly orphans: readonly string[];
  /** Neighbours that lie over each other. */
  readonly overlaps: readonly string[];
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
    /** The text of the last line; undefined where there is only one. */
    const lastLine = (piece: readonly Text[]): string | undefined => {
      const range = document.createRange();
      const letters: { readonly letter: string; readonly bottom: number }[] = [];
      for (const text of piece) {
        for (let i = 0; i < text.data.length; i += 1) {
          range.setStart(text, i);
          range.setEnd(text, i + 1);
          const box = range.getClientRects()[0];
          // A line break in the text itself begins a new piece.
          if (text.data[i] === '\n') letters.length = 0;
          else if (box && box.width > 0) letters.push({ letter: text.data[i] ?? '', bottom: box.bottom });
        }
      }
      const last = letters.at(-1);
      if (!last) return undefined;
      const first = letters.findIndex(({ bottom }) => Math.abs(bottom - last.bottom) < 8);
      return first === 0
        ? undefined
        : letters
            .slice(first)
            .map(({ letter }) => letter)
            .join('');
    };
    const BLOCKS =
      '.fs-title, .fs-markdown, .fs-markdown p, .fs-markdown li, .fs-plain, .fs-cell, .fs-summary';
    const orphansIn = (card: Element): string[] =>
      [...card.querySelectorAll(BLOCKS)]
        .filter((block) => isSeen(block) && !block.querySelector('p, li'))
        .flatMap(piecesOf)
        .filter((piece) => (lastLine(piece)?.match(/[\p{L}\p{N}]/gu) ?? [0, 0]).length < 2)
        .map((piece) =>
          piece
            .map((text) => text.data)
            .join('')
            .slice(-40),
        );

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

    return [...document.querySelectorAll('.cell')].map((cell) => {
      const card = cell.querySelector('.fs-card');
      if (!card) throw new Error(`${cell.id} has no card`);
      const clipped = [...card.querySelectorAll('*')]
        .filter((node) => isSeen(node) && isClipped(node))
        .map(textOf);
      return {
        id: cell.id,
        height: Math.round(card.getBoundingClientRect().height),
        clipped,
        orphans: orphansIn(card),
        overlaps: overlapsIn(card),
        text: card.textContent ?? '',
      };
    });
  });
}
