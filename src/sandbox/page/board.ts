/**
 * A list on the page, in parts that change independently: instances, messages, numbers. Each part is one HTML element
 * with the part's id. A new part goes to the newest end of the list.
 */
export interface Container {
  readonly id: string;
  readonly newest: 'afterbegin' | 'beforeend';
  /** HTML by part id, in display order. */
  readonly parts: ReadonlyMap<string, string>;
}

export type Board = readonly Container[];

/**
 * The HTML that turns a page with the board `before` into one with the board `after`, by htmx's out-of-band swaps;
 * empty if nothing changed. Untouched parts keep their focus and opened panels. New parts are marked
 * `data-fresh="new"`, changed ones `data-fresh="changed"`.
 */
export function patch(before: Board, after: Board): string {
  return after.map((container) => patchContainer(find(before, container.id), container)).join('');
}

/** Whether the page must be reloaded: a patch fills containers but adds none. */
export function isReshaped(before: Board, after: Board): boolean {
  return before.map((container) => container.id).join() !== after.map((container) => container.id).join();
}

function find(board: Board, id: string): Container | undefined {
  return board.find((container) => container.id === id);
}

function patchContainer(before: Container | undefined, after: Container): string {
  const changes: string[] = [];
  for (const id of before?.parts.keys() ?? []) {
    if (!after.parts.has(id)) changes.push(`<div id="${id}" hx-swap-oob="delete"></div>`);
  }
  const arrivals: string[] = [];
  for (const [id, html] of after.parts) {
    const old = before?.parts.get(id);
    if (old === undefined) arrivals.push(html);
    else if (old !== html) changes.push(mark(html, 'data-fresh="changed" hx-swap-oob="true"'));
  }
  // Each is inserted at the top, so the topmost one comes last.
  if (after.newest === 'afterbegin') arrivals.reverse();
  for (const html of arrivals) {
    changes.push(`<div hx-swap-oob="${after.newest}:#${after.id}">${mark(html, 'data-fresh="new"')}</div>`);
  }
  return changes.join('');
}

/** Adds attributes to the element a part consists of. */
function mark(html: string, attributes: string): string {
  return html.replace(/^<[a-z]+/, (opening) => `${opening} ${attributes}`);
}
