import { describe, expect, it } from 'vitest';
import { YamlFile } from '../../src/settings/yamlFile.ts';

const faults = (text: string): string[] =>
  new YamlFile(text, {}).faults.map(({ line, column, message }) => `${line}:${column} ${message.en}`);

/** `a0: &a0 …`, and below it lines that each name the one above. */
const ladder = (first: string, rungs: number, rung: (below: string) => string): string =>
  [
    `a0: &a0 ${first}`,
    ...Array.from({ length: rungs }, (_, i) => `a${i + 1}: &a${i + 1} ${rung(`*a${i}`)}`),
  ].join('\n');

it('is not read to its end if a hundred tokens of it do not fit', () => {
  const [first, ...others] = faults(`${']\n'.repeat(500_000)}a: "b`);
  expect(first).toMatch(/^1:1 /);
  expect(others).toEqual([]);
});

describe('a small file that describes a large one', () => {
  const TOO_MUCH =
    /^(\d+):\d+ The aliases \(\*name\) and merge keys \(<<\) multiply into more than 100000 values/;

  it.each([
    ['lists of aliases', ladder('[x]', 20, (a) => `[${a}, ${a}, ${a}]`)],
    ['mappings of aliases', ladder('{ x: y }', 20, (a) => `{ p: ${a}, q: ${a}, r: ${a} }`)],
    ['merge keys of one mapping', ladder('{ x: y }', 20, (a) => `{ <<: [${a}, ${a}, ${a}] }`)],
    [
      'merge keys side by side',
      ladder('{ x: y }', 20, (a) => `{ p: { <<: ${a} }, q: { <<: ${a} }, r: ${a} }`),
    ],
    ['many merge keys in one mapping', ladder('{ x: y }', 20, (a) => `{ <<: ${a}, <<: ${a}, <<: ${a} }`)],
  ])('is an error with its line: %s', (_, text) => {
    const [first, ...others] = faults(text);
    expect(first).toMatch(TOO_MUCH);
    expect(Number(TOO_MUCH.exec(first ?? '')?.[1])).toBeGreaterThan(5);
    expect(others).toEqual([]);
  });

  it('is an error if its levels are too many', () => {
    expect(faults(ladder('[x]', 5_000, (a) => `[${a}]`))[0]).toMatch(
      /^63:\d+ This is nested more than 64 levels deep\.$/,
    );
    expect(faults(ladder('{ x: y }', 5_000, (a) => `{ x: ${a} }`))[0]).toMatch(/^63:\d+ This is nested more/);
  });

  it('is fine as far as people share: one list in a thousand places', () => {
    const text = `a: &a [x, y, z]\n${Array.from({ length: 1_000 }, (_, i) => `b${i}: *a\n`).join('')}`;
    const { faults, value } = new YamlFile(text, {});
    expect(faults).toEqual([]);
    expect(value).toMatchObject({ b999: ['x', 'y', 'z'] });
  });
});

describe('a large file', () => {
  const SIZE = 100_000;
  const filled = (head: string, piece: (i: number) => string): string => {
    const pieces = Array.from({ length: 20_000 }, (_, i) => piece(i)).join('');
    return `${head}${pieces.repeat(Math.ceil(SIZE / pieces.length))}`;
  };

  // Each of these takes minutes if any step needs time with the square of the size, or worse.
  it.each([
    ['one line of commas', filled('a: [', () => ',')],
    ['one line of brackets', filled('', () => '[]')],
    ['one key ten thousand times', filled('', () => 'a: b\n')],
    ['many keys', filled('', (i) => `a${i}: b\n`)],
    ['many anchors and aliases', filled('', (i) => `a${i}: &x${i} b\nb${i}: *x${i}\n`)],
    ['many variables', filled('a: "', (i) => `\${X${i}}`)],
    ['many directives', filled('', () => '%a\n')],
  ])('is read in a moment: %s', (_, text) => {
    const { faults } = new YamlFile(text, {});
    expect(faults.length).toBeLessThan(50_000);
  });
});

describe('merge keys', () => {
  it('give way to what is written, and to earlier ones', () => {
    const text =
      'a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { y: 3, <<: [*a, *b] }\nd: { <<: *b, <<: *a }\n';
    expect(new YamlFile(text, {}).value).toMatchObject({
      c: { x: '1', y: '3', z: '2' },
      d: { x: '1', y: '2', z: '2' },
    });
  });

  it('are plain keys in quotes', () => {
    expect(new YamlFile('a: { "<<": x }\n', {}).value).toEqual({ a: { '<<': 'x' } });
  });

  it('lead to the place of what they bring', () => {
    const file = new YamlFile('a: &a\n  x: 1\nb:\n  <<: *a\n', {});
    expect(file.locate(['b', 'x'], 'key')).toEqual({ line: 2, column: 3 });
    expect(file.locate(['b', 'x'], 'value')).toEqual({ line: 2, column: 6 });
  });
});
