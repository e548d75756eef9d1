// What can be read from the sources alone: files, imports, functions, rooms. For test/house.test.ts and `npm run measure`.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

/** The floors of docs/architecture.md, the lowest first: a file imports only from a lower floor. */
export const FLOORS = [
  ['base'],
  ['approval', 'cardview', 'words'],
  ['settings', 'feishu', 'store', 'sandbox', 'hooks'],
  ['cards'],
  ['relay', 'doctor'],
  ['intake', 'ops'],
  ['app.ts'],
  ['cli'],
];

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** Every relative import in a source text, as a path below the root. `import type` counts too. */
export function importsOf(name, text) {
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((m) => m[1]);
  return found.map((path) => relative(resolve('/'), resolve('/', dirname(name), path)));
}

/** All sources below a folder, in order of their names. Names are relative to it, with slashes. */
export function readSources(root) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|js)$/.test(name))
    .map((path) => {
      const name = path.split(sep).join('/');
      const text = readFileSync(join(root, path), 'utf8');
      return { name, text, lines: text.split('\n').length - 1, imports: importsOf(name, text) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first folder below src, or the file itself if it is in no folder. */
export function roomOf(name) {
  return name.split('/')[0];
}

/** The number of a file's floor, from 0; -1: it is on none. */
export function floorOf(name) {
  return FLOORS.findIndex((rooms) => rooms.includes(roomOf(name)));
}

/** Functions with a block for a body, each with its name (or its line) and its lines, inner functions included. */
export function functionsOf({ name: file, text }) {
  const functions = [];
  const lineAt = (offset) => text.slice(0, offset).split('\n').length;
  const visit = (node, called) => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one, called);
      return;
    }
    if (typeof node?.type !== 'string') return;
    if (FUNCTIONS.has(node.type) && node.body?.type === 'BlockStatement') {
      const first = lineAt(node.start);
      const name = node.id?.name ?? called ?? `line ${first}`;
      functions.push({ file, name, lines: lineAt(node.end) - first + 1 });
    }
    const own = node.id?.name ?? node.key?.name;
    for (const value of Object.values(node))
      if (value && typeof value === 'object') visit(value, own ?? called);
  };
  visit(parseAst(text, { lang: extname(file).slice(1) }).body, undefined);
  return functions;
}

/** The rooms of relay: its folders, and files outside of them; and which imports from which, as `from > to`. */
export function relayRooms(files) {
  const boxOf = (name) => /^relay\/([^/]+)/.exec(name)?.[1].replace(/\.ts$/, '');
  const boxes = new Set();
  const arrows = new Set();
  for (const file of files) {
    const from = boxOf(file.name);
    if (!from) continue;
    boxes.add(from);
    for (const target of file.imports) {
      const to = boxOf(target);
      if (to && to !== from) arrows.add(`${from} > ${to}`);
    }
  }
  return { boxes: [...boxes].sort(), arrows: [...arrows].sort() };
}

/** Names that two files of one floor share. */
export function sharedNames(files) {
  const byName = new Map();
  for (const { name } of files) {
    const key = `${floorOf(name)}/${name
      .split('/')
      .at(-1)
      .replace(/\.\w+$/, '')}`;
    byName.set(key, [...(byName.get(key) ?? []), name]);
  }
  return [...byName.values()].filter((names) => names.length > 1);
}

const TYPES = /^(export )?(?:interface|type|class|enum) (\w+)/gm;
const EXPORTED_FUNCTIONS = /^(export )(?:async )?function\*? (\w+)/gm;

/** Names that two files declare with these words, at least one of them for export: each with its files. */
function declaredTwice(files, declarations) {
  const byName = new Map();
  for (const { name: file, text } of files)
    for (const [, isExported, name] of text.matchAll(declarations)) {
      const known = byName.get(name) ?? { name, in: [], isExported: false };
      byName.set(name, {
        name,
        in: [...known.in, file],
        isExported: known.isExported || Boolean(isExported),
      });
    }
  return [...byName.values()]
    .filter((one) => one.isExported && one.in.length > 1)
    .map((one) => `${one.name}: ${one.in.join(', ')}`);
}

/** Exported types whose name another file declares too, each with the files that declare it. */
export function sharedTypes(files) {
  return declaredTwice(files, TYPES);
}

/** Names of functions that several files export, each with these files. */
export function sharedFunctions(files) {
  return declaredTwice(files, EXPORTED_FUNCTIONS);
}
