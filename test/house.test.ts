import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The floors of docs/architecture.md: a file imports only from a lower floor. */
const FLOORS = [
  ['base'],
  ['approval', 'cardview'],
  ['settings', 'feishu', 'store', 'sandbox'],
  ['cards'],
  ['relay'],
  ['intake', 'ops'],
  ['app.ts'],
  ['cli'],
];
/** What only one room may touch, and why: see docs/architecture.md. */
const RESERVED: { what: RegExp; only: RegExp; why: string }[] = [
  { what: /'@larksuiteoapi\/node-sdk'/, only: /^feishu\/sdk\.ts$/, why: 'one file imports the SDK' },
  { what: /from 'handlebars'/, only: /^cards\//, why: 'only cards touch Handlebars' },
  { what: /from 'kysely'|from 'libsql'|from 'pg'/, only: /^store\//, why: 'only the store speaks SQL' },
  { what: /process\.env/, only: /^settings\//, why: 'only settings read the environment' },
  {
    what: /process\.exit\(|process\.exitCode/,
    only: /^cli\//,
    why: 'only the command line ends the process',
  },
  { what: /Date\.now\(\)|new Date\(\)/, only: /^base\/clock\.ts$/, why: 'all time comes from one clock' },
];

interface SourceFile {
  name: string;
  text: string;
  imports: string[];
}

/** Every relative import in a source text, as a path below `root`. `import type` counts too. */
function importsOf(name: string, text: string): string[] {
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((m) => m[1] ?? '');
  return found.map((path) => relative(resolve('/'), resolve('/', dirname(name), path)));
}

function readSources(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const text = readFileSync(join(root, name), 'utf8');
      return { name, text, imports: importsOf(name, text) };
    });
}

function roomOf(name: string): string {
  return name.includes('/') ? (name.split('/')[0] ?? name) : name;
}

function floorOf(name: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(roomOf(name)));
}

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

/** The first import cycle found, as a path of file names; undefined where there is none. */
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

function reservedBreaches(files: SourceFile[]): string[] {
  return files.flatMap((file) =>
    RESERVED.filter((rule) => rule.what.test(file.text) && !rule.only.test(file.name)).map(
      (rule) => `${file.name}: ${rule.why}`,
    ),
  );
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

  it('has no barrels', () => {
    const barrels = files.filter((f) => /^(.*\/)?index\.ts$/.test(f.name) || /export \* from/.test(f.text));
    expect(barrels.map((f) => f.name)).toEqual([]);
  });

  it('keeps what is reserved to one room in that room', () => {
    expect(reservedBreaches(files)).toEqual([]);
  });

  it('names files one way: camelCase', () => {
    expect(
      files.map((f) => f.name).filter((n) => !/^([a-z][A-Za-z0-9]*\/)*[a-z][A-Za-z0-9]*\.tsx?$/.test(n)),
    ).toEqual([]);
  });
});

describe('the rules themselves', () => {
  const file = (name: string, text: string): SourceFile => ({ name, text, imports: importsOf(name, text) });

  it('find an import that climbs', () => {
    const climber = file('base/clock.ts', "import type { X } from '../relay/accept.ts';");
    expect(floorBreaches([climber])).toEqual(['base/clock.ts imports relay/accept.ts']);
  });

  it('find an import between two rooms of one floor', () => {
    const sideways = file('sandbox/server.ts', "import { sign } from '../feishu/signature.ts';");
    expect(floorBreaches([sideways])).toEqual(['sandbox/server.ts imports feishu/signature.ts']);
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
});
