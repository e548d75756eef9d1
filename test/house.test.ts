import { describe, expect, it } from 'vitest';
import {
  floorOf,
  functionsOf,
  importsOf,
  readSources,
  relayRooms,
  roomOf,
  type SourceFile,
  sharedFunctions,
  sharedNames,
  sharedTypes,
} from './measure/sources.mjs';

/** What only one room may touch, and why: see docs/architecture.md. */
const RESERVED: { what: RegExp; only: RegExp; why: string }[] = [
  { what: /'@larksuiteoapi\/node-sdk'/, only: /^feishu\/client\/sdk\.ts$/, why: 'one file imports the SDK' },
  { what: /from 'handlebars'/, only: /^cards\//, why: 'only cards touch Handlebars' },
  { what: /from 'kysely'|from 'libsql'|from 'pg'/, only: /^store\//, why: 'only the store speaks SQL' },
  { what: /process\.env/, only: /^settings\//, why: 'only settings read the environment' },
  {
    what: /process\.exit\(|process\.exitCode/,
    only: /^cli\//,
    why: 'only the command line ends the process',
  },
  { what: /Date\.now\(\)|new Date\(\)/, only: /^base\/clock\.ts$/, why: 'all time comes from one clock' },
  { what: /AbortSignal\.any\(/, only: /^$/, why: 'base/linkAbort.ts leaves nothing behind in a signal' },
];

const MOST_LINES_OF_A_FILE = 250;
const MOST_LINES_OF_A_FUNCTION = 70;

/**
 * What is larger today than it may be, with its lines. This list only gets shorter: nothing is added, nothing on it may grow,
 * and what has become small enough is taken off.
 */
const TOO_LARGE: Record<string, number> = {};

/** The rooms of relay: each may import from those before it. What stands on one line is independent of each other. */
const RELAY_ORDER = [
  ['routing'],
  ['context', 'stats'],
  ['accept', 'groups', 'warnings', 'lookup', 'deliver'],
  ['calls', 'compose', 'commands', 'remind'],
  ['reconcile'],
  ['pipeline'],
  ['worker'],
];

/** Imports between rooms of relay that go against the order today. This list only gets shorter. */
const AGAINST_THE_ORDER: string[] = [];

function floorBreaches(files: SourceFile[]): string[] {
  const breaches: string[] = [];
  for (const file of files) {
    if (floorOf(file.name) < 0) breaches.push(`${file.name} stands on no floor`);
    for (const target of file.imports) {
      if (roomOf(target) === roomOf(file.name)) continue;
      if (floorOf(target) >= floorOf(file.name)) breaches.push(`${file.name} imports ${target}`);
    }
  }
  return breaches;
}

/** The first import cycle found, as a path of file names; undefined if there is none. */
function findCycle(files: SourceFile[]): string[] | undefined {
  const byName = new Map(files.map((f) => [f.name, f]));
  const done = new Set<string>();
  const visit = (name: string, path: string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of byName.get(name)?.imports ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const file of files) {
    const cycle = visit(file.name, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** What is loaded at once with a file, over all its imports: `await import()` and `import type` are not. */
function loadedWith(entry: string, files: SourceFile[]): { file: string; loads: string }[] {
  const byName = new Map(files.map((file) => [file.name, file]));
  const seen = new Set<string>();
  const visit = (name: string): { file: string; loads: string }[] => {
    if (seen.has(name)) return [];
    seen.add(name);
    const text = byName.get(name)?.text ?? '';
    const statements = [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm)];
    return statements.flatMap(([, path = '']) => {
      if (!path.startsWith('.')) return [{ file: name, loads: path }];
      return importsOf(name, `from '${path}'`).flatMap(visit);
    });
  };
  return visit(entry);
}

function reservedBreaches(files: SourceFile[]): string[] {
  return files.flatMap((file) =>
    RESERVED.filter((rule) => rule.what.test(file.text) && !rule.only.test(file.name)).map(
      (rule) => `${file.name}: ${rule.why}`,
    ),
  );
}

/** Files and functions that are too large, and the names on the list that need not stand there any more. */
function sizeBreaches(files: SourceFile[], allowed: Record<string, number>): string[] {
  const large = new Map<string, number>();
  for (const file of files) {
    if (file.lines > MOST_LINES_OF_A_FILE) large.set(file.name, file.lines);
    for (const { name, lines } of functionsOf(file))
      if (lines > MOST_LINES_OF_A_FUNCTION) large.set(`${file.name}: ${name}`, lines);
  }
  return [
    ...[...large]
      .filter(([name, lines]) => lines > (allowed[name] ?? 0))
      .map(([name, lines]) => `${name} has ${lines} lines`),
    ...Object.keys(allowed)
      .filter((name) => !large.has(name))
      .map((name) => `${name} is small enough: take it off the list`),
  ];
}

/** Imports against the order of the rooms of relay, rooms without a place in it, and exceptions that nobody needs any more. */
function orderBreaches(files: Pick<SourceFile, 'name' | 'imports'>[], exceptions: string[]): string[] {
  const { boxes, arrows } = relayRooms(files);
  const placeOf = (room: string): number => RELAY_ORDER.findIndex((rooms) => rooms.includes(room));
  const against = arrows.filter((arrow) => {
    const [from = '', to = ''] = arrow.split(' > ');
    return placeOf(to) >= placeOf(from);
  });
  return [
    ...boxes.filter((room) => placeOf(room) < 0).map((room) => `relay/${room} has no place in the order`),
    ...against
      .filter((arrow) => !exceptions.includes(arrow))
      .map((arrow) => `${arrow} goes against the order`),
    ...exceptions
      .filter((arrow) => !against.includes(arrow))
      .map((arrow) => `${arrow} is gone: take it off the list`),
  ];
}

describe('the house', () => {
  const files = readSources('src');

  it('lets a file import only from a lower floor', () => {
    expect(files.length).toBeGreaterThan(0);
    expect(floorBreaches(files)).toEqual([]);
  });

  it('has no import cycles', () => {
    expect(findCycle(files)).toBeUndefined();
  });

  it('loads no library but the parser of arguments before it knows the command', () => {
    const loaded = ['main', 'outputs', 'runCommandLine'].flatMap((name) =>
      loadedWith(`cli/${name}.ts`, files),
    );
    const libraries = loaded.filter(({ loads }) => !loads.startsWith('node:'));
    expect(libraries).toEqual([{ file: 'cli/program.ts', loads: 'commander' }]);
  });

  it('has no barrels', () => {
    const barrels = files.filter((f) => /^(.*\/)?index\.ts$/.test(f.name) || /export \* from/.test(f.text));
    expect(barrels.map((f) => f.name)).toEqual([]);
  });

  it('keeps what is reserved to one room in that room', () => {
    expect(reservedBreaches(files)).toEqual([]);
  });

  it('has no file and no function that is too large', () => {
    expect(sizeBreaches(files, TOO_LARGE)).toEqual([]);
  });

  it('has no name twice on a floor', () => {
    expect(sharedNames(files)).toEqual([]);
  });

  it('gives an exported type a name that no other file declares', () => {
    expect(sharedTypes(files)).toEqual([]);
  });

  it('exports no two functions of one name, except the run of each command', () => {
    const isOfCommands = (shared: string): boolean => /^run: (cli\/[\w/]+\.ts(, |$))+$/.test(shared);
    expect(sharedFunctions(files).filter((shared) => !isOfCommands(shared))).toEqual([]);
  });

  it('keeps the order of the rooms of relay', () => {
    expect(orderBreaches(files, AGAINST_THE_ORDER)).toEqual([]);
  });

  it('names files one way: camelCase', () => {
    expect(
      files.map((f) => f.name).filter((n) => !/^([a-z][A-Za-z0-9]*\/)*[a-z][A-Za-z0-9]*\.(tsx?|js)$/.test(n)),
    ).toEqual([]);
  });
});

describe('the tests', () => {
  it('run in workers that import a module once: only a test file has hooks', () => {
    const shared = readSources('test').filter(
      (f) => !/\.test\.ts$|^browser\/|^support\/eachFile\.ts$/.test(f.name),
    );
    expect(shared.length).toBeGreaterThan(0);
    expect(shared.filter((f) => /^(before|after)(Each|All)\(/m.test(f.text)).map((f) => f.name)).toEqual([]);
  });
});

describe('the rules themselves', () => {
  const file = (name: string, text: string): SourceFile => ({
    name,
    text,
    lines: text.split('\n').length - 1,
    imports: importsOf(name, text),
  });

  it('find an import that climbs', () => {
    const climber = file('base/clock.ts', "import type { X } from '../relay/accept/accept.ts';");
    expect(floorBreaches([climber])).toEqual(['base/clock.ts imports relay/accept/accept.ts']);
  });

  it('find an import between two rooms of one floor', () => {
    const sideways = file('sandbox/server.ts', "import { sign } from '../feishu/events/signature.ts';");
    expect(floorBreaches([sideways])).toEqual(['sandbox/server.ts imports feishu/events/signature.ts']);
  });

  it('find a cycle of three', () => {
    const ring = [
      file('relay/a.ts', "import './b.ts';"),
      file('relay/b.ts', "const c = await import('./c.ts');"),
      file('relay/c.ts', "import type { A } from './a.ts';"),
    ];
    expect(findCycle(ring)).toEqual(['relay/a.ts', 'relay/b.ts', 'relay/c.ts', 'relay/a.ts']);
  });

  it('find a reserved thing in the wrong room', () => {
    expect(reservedBreaches([file('relay/a.ts', 'const t = Date.now();')])).toHaveLength(1);
  });

  it('find a file and a function that are too large, and an exception that nobody needs', () => {
    const body = "  say('很长的一行');\n";
    const source = `export function talk(): void {\n${body.repeat(250)}}\n`;
    expect(
      sizeBreaches([file('relay/talk.ts', source)], { 'relay/talk.ts': 252, 'relay/a.ts': 300 }),
    ).toEqual(['relay/talk.ts: talk has 252 lines', 'relay/a.ts is small enough: take it off the list']);
  });

  it('find an import against the order of relay, and a room without a place', () => {
    const files = [
      file('relay/lookup/a.ts', "import { b } from '../deliver/b.ts';"),
      file('relay/deliver/b.ts', "import { c } from '../new/c.ts';"),
      file('relay/new/c.ts', ''),
    ];
    expect(orderBreaches(files, ['compose > remind'])).toEqual([
      'relay/new has no place in the order',
      'lookup > deliver goes against the order',
      'compose > remind is gone: take it off the list',
    ]);
  });

  it('find a name that two files of a floor share', () => {
    expect(
      sharedNames([file('store/card.ts', ''), file('feishu/api/card.tsx', ''), file('relay/card.ts', '')]),
    ).toEqual([['store/card.ts', 'feishu/api/card.tsx']]);
  });

  it('find an exported type whose name another file declares', () => {
    const files = [
      file('feishu/a.ts', 'export interface Look {}\ntype Part = 1;\n'),
      file('store/b.ts', 'type Look = 1;\ntype Part = 2;\n'),
    ];
    expect(sharedTypes(files)).toEqual(['Look: feishu/a.ts, store/b.ts']);
  });

  it('find a function that two files export', () => {
    const files = [
      file('feishu/a.ts', 'export function nameOf() {}\nexport function own() {}\n'),
      file('store/b.ts', 'export async function nameOf() {}\nfunction own() {}\n'),
    ];
    expect(sharedFunctions(files)).toEqual(['nameOf: feishu/a.ts, store/b.ts']);
  });
});
