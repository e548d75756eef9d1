import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { HOMES } from '../../src/settings/settingsSchema.ts';
import { read, variable } from './read.ts';

/** Whatever a file holds: settings or an error, each problem at a place of the file and in one line. */
function expectSound(text: string): void {
  const { settings, problems } = read(text, { A: 'a', ID: 'cli_0123456789abcdef' });
  expect(settings === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
  const lines = text.split(/\n/);
  for (const { line, column, message } of problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
    expect(message.en).toMatch(/^[^\n\r]+[.?]$/);
    expect(message.zh).toMatch(/^[^\n\r]+[。？]$/);
    // The sentence where only the schema's library had one.
    expect(message).not.toMatchObject({ en: expect.stringContaining('is not a valid value here') });
  }
}

const PIECES = [
  ...[
    'feishu',
    'approvals',
    'appId',
    'appSecret',
    'chats',
    'chat',
    'statuses',
    'reminders',
    'when',
    'oc_1',
    'REJECTED',
  ],
  ...[
    ': ',
    ':',
    '\n',
    '\n  ',
    '\n    ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '"',
    "'",
    '#',
    ' # ',
    '\t',
    '\r\n',
    '|',
    '>',
    '? ',
  ],
  ...[
    '&a ',
    '*a',
    '<<',
    '!t ',
    '---\n',
    '...',
    '%',
    '@',
    '`',
    variable('A'),
    '${',
    '$${',
    '~',
    'null',
    'true',
    '1e5',
    '\ufeff',
    '\0',
    '*',
  ],
];

describe('any text', () => {
  it('is judged, never thrown over', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), expectSound), { numRuns: 300 });
  });

  it("made of YAML's pieces is judged, too", () => {
    const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((all) => all.join(''));
    fc.assert(fc.property(pieces, expectSound), { numRuns: 800 });
  });

  it('however deep it is nested', () => {
    for (const opening of [
      '[',
      '{a: ',
      '- ',
      '? ',
      '- - ',
      '[{',
      '"',
      "'",
      '&a ',
      '*a ',
      '!a ',
      ': ',
      '| ',
      '>\n ',
    ]) {
      expectSound(opening.repeat(5_000));
    }
    expectSound(Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''));
    expectSound(Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}- a:\n`).join(''));
  });
});

describe('any data', () => {
  const keys = [...new Set(HOMES.flatMap(([, known]) => known)), 'A-1', '*', '<<', 'toString'];
  const { tree } = fc.letrec((tie) => ({
    leaf: fc.oneof(
      fc.constantFrom(
        'oc_1',
        'REJECTED',
        'false',
        '1d',
        'ou_1',
        'live',
        variable('A'),
        variable('NOPE'),
        null,
        true,
        0,
        -1.5,
      ),
      fc.string({ maxLength: 12 }),
      fc.integer(),
    ),
    tree: fc.oneof(
      { maxDepth: 5, depthSize: 'medium' },
      tie('leaf'),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...keys) }, fc.string({ maxLength: 8 })),
        tie('tree'),
        {
          maxKeys: 6,
        },
      ),
    ),
  }));

  it('is judged, never thrown over', () => {
    const root = fc.record(Object.fromEntries((HOMES[0]?.[1] ?? []).map((key) => [key, tree])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(root, (data) => expectSound(stringify(data))),
      { numRuns: 150 },
    );
  });
});

describe('a file that is cut off or has lost a line', () => {
  const folder = join(import.meta.dirname, 'bad');
  const texts = [
    join(import.meta.dirname, '../../config/relay.example.yaml'),
    ...readdirSync(folder).map((f) => join(folder, f)),
  ];
  it('is judged as well', () => {
    const anyCut = fc.record({ file: fc.constantFrom(...texts), from: fc.nat(8000), length: fc.nat(80) });
    fc.assert(
      fc.property(anyCut, ({ file, from, length }) => {
        const text = readFileSync(file, 'utf8');
        expectSound(text.slice(0, from % text.length) + text.slice((from % text.length) + length));
      }),
      { numRuns: 150 },
    );
  });
});
