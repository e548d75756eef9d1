import { describe, expect, it } from 'vitest';
import { type Board, isReshaped, patch } from '../../../src/sandbox/page/board.ts';

const board = (newest: 'afterbegin' | 'beforeend', ...parts: [string, string][]): Board => [
  { id: 'list', newest, parts: new Map(parts.map(([id, text]) => [id, `<li id="${id}">${text}</li>`])) },
];

describe('a patch', () => {
  it('is empty if nothing changed', () => {
    const same = board('beforeend', ['a', '1'], ['b', '2']);
    expect(patch(same, board('beforeend', ['a', '1'], ['b', '2']))).toBe('');
  });

  it('replaces what changed and leaves the rest alone', () => {
    const before = board('beforeend', ['a', '1'], ['b', '2']);
    expect(patch(before, board('beforeend', ['a', '1'], ['b', '3']))).toBe(
      '<li data-fresh="changed" hx-swap-oob="true" id="b">3</li>',
    );
  });

  it('takes away what left', () => {
    expect(patch(board('beforeend', ['a', '1'], ['b', '2']), board('beforeend', ['b', '2']))).toBe(
      '<div id="a" hx-swap-oob="delete"></div>',
    );
  });

  it('puts new items at the end of the newest ones, in order', () => {
    const before = board('beforeend', ['a', '1']);
    const added = patch(before, board('beforeend', ['a', '1'], ['b', '2'], ['c', '3']));
    expect(added).toMatch(/beforeend:#list.*id="b".*beforeend:#list.*id="c"/);
    // At the top each goes above the one before, so the topmost is sent last.
    const above = patch(
      board('afterbegin', ['a', '1']),
      board('afterbegin', ['c', '3'], ['b', '2'], ['a', '1']),
    );
    expect(above).toMatch(/afterbegin:#list.*id="b".*afterbegin:#list.*id="c"/);
  });
});

it('a page whose containers changed must be loaded again', () => {
  const before = board('beforeend', ['a', '1']);
  expect(isReshaped(before, board('beforeend'))).toBe(false);
  expect(isReshaped(before, [...before, { id: 'other', newest: 'beforeend', parts: new Map() }])).toBe(true);
});
