// npm run measure: how large the program is. Sources are counted as they are; which files run for an event is
// measured by V8 in a warm bot.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { functionsOf, readSources, relayRooms } from '../test/measure/sources.mjs';

const root = resolve(import.meta.dirname, '..');
const files = readSources(join(root, 'src'));
const isProgram = ({ name }) => !/^(sandbox|cardview)\//.test(name);

/** Our files that run for one PENDING event, from its webhook to its posted card; needs a build. */
function filesOfAnEvent() {
  const script = join(root, 'test/measure/eventFiles.mjs');
  const { status, stdout } = spawnSync(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (status !== 0) throw new Error('the files of an event were not measured; see above');
  return JSON.parse(stdout).map((name) => name.replace(/\.c?js$/, ''));
}

const stemOf = (name) => name.replace(/\.\w+$/, '');
const declared = /^(?:export )?(?:interface|type) (\w+)([^\n{]*)\{\n((?: .*\n)*?)\}/gm;

/**
 * The types that hold the status of an instance, in the files that ran and in the type-only files that they import: the
 * fact "this instance has this status" passes through so many shapes. One that is made of another counts, too.
 */
function shapesIn(ran) {
  const reached = new Set(
    files.filter(({ name }) => ran.has(stemOf(name))).flatMap(({ imports }) => imports),
  );
  const isOfTypes = ({ name, text }) =>
    reached.has(name) && !/^(export )?(async )?(function|const|class)/m.test(text);
  const types = files
    .filter((file) => ran.has(stemOf(file.name)) || isOfTypes(file))
    .flatMap(({ name, text }) => [...text.matchAll(declared)].map((found) => ({ name, found })));
  const shapes = new Map();
  for (let before = -1; before < shapes.size; ) {
    before = shapes.size;
    const known = shapes.size > 0 ? new RegExp(`\\b(${[...shapes.keys()].join('|')})\\b`) : undefined;
    for (const { name, found } of types) {
      const [, type, head, members] = found;
      if (/^ {2}(?:readonly )?status\??: (?!number)/m.test(members) || known?.test(head))
        shapes.set(type, `${name}: ${type}`);
    }
  }
  return [...shapes.values()];
}

/** The files that exist only for a feature: what the aims for it count. Texts, cards and the command line's tables aside. */
const FEATURES = {
  reminders: [
    /^approval\/(reminded|reminder|silence|spread)\.ts$/,
    /^relay\/remind\//,
    /^relay\/routing\/reminderTargets\.ts$/,
    /^relay\/deliver\/(buzzOutcome|noteOfReminder|planBuzz|reminderPolicy|stillWaiting)\.ts$/,
    /^store\/(reminders\/|silences\.ts$)/,
    /^settings\/reminderSchema\.ts$/,
  ],
  reconcile: [
    /^(relay|store)\/reconcile\//,
    /^approval\/impliedChange\.ts$/,
    /^relay\/lookup\/impliedChanges\.ts$/,
    /^relay\/compose\/composeFound\.ts$/,
    /^cli\/reconcile(Here)?\.ts$/,
  ],
};

const program = files.filter(isProgram);
const functions = files.flatMap(functionsOf).sort((a, b) => b.lines - a.lines);
const { boxes, arrows } = relayRooms(files);
const sum = (list) => list.reduce((total, { lines }) => total + lines, 0);
const row = (what, value) => console.log(`${what.padEnd(41)} ${value}`);

row('lines of src/', `${sum(files)} in ${files.length} files`);
row('lines without sandbox and cardview', `${sum(program)} in ${program.length} files`);
for (const [feature, patterns] of Object.entries(FEATURES)) {
  const its = files.filter(({ name }) => patterns.some((pattern) => pattern.test(name)));
  row(`lines of ${feature}`, `${sum(its)} in ${its.length} files`);
}
row('boxes and arrows of src/relay/', `${boxes.length} and ${arrows.length}`);
console.log('largest functions');
for (const { file, name, lines } of functions.slice(0, 5))
  console.log(`  ${String(lines).padStart(4)}  ${file}: ${name}`);
console.log('files that name what a stranger looks for');
for (const word of ['rate limit', 'circuit breaker', 'dedup', 'queue', 'retry']) {
  const pattern = new RegExp(word.replace(' ', '[ -]?'), 'i');
  const found = files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);
  console.log(`  ${word.padEnd(16)} ${found.length}: ${found.slice(0, 4).join(', ')}`);
}
const ran = filesOfAnEvent();
row('files that run for one PENDING event', ran.length);
const rooms = new Map();
for (const name of ran) rooms.set(name.split('/')[0], (rooms.get(name.split('/')[0]) ?? 0) + 1);
console.log(`  ${[...rooms].map(([room, count]) => `${room} ${count}`).join(', ')}`);
const shapes = shapesIn(new Set(ran));
row('shapes that carry its status there', shapes.length);
for (const shape of shapes) console.log(`  ${shape}`);
