/**
 * What the page shows, cut into parts that change by themselves: an instance, a message, a number. Each part is one
 * HTML element with the part's id. A part that is new goes to that end of its container where the newest stands.
 */
export interface Container {
  readonly id: string;
  readonly newest: 'afterbegin' | 'beforeend';
  /** HTML by part id, in the order in which they stand. */
  readonly parts: ReadonlyMap<string, string>;
}

export type Board = readonly Container[];

/**
 * The HTML that turns a page showing `before` into one showing `after`, by htmx's out-of-band swaps; empty where
 * nothing changed. Untouched parts keep their focus and what a reader opened in them. What is new is marked
 * `data-fresh="new"`, what changed `data-fresh="changed"`.
 */
export function patch(before: Board, after: Board): string {
  return after.map((container) => patchContainer(find(before, container.id), container)).join('');
}

/** Whether the page must be loaded anew: a patch fills containers but makes none. */
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
  // Each goes to the very top, so the one that is to stand highest comes last.
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
