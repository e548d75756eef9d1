import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../src/settings/environment.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { linesOf } from './read.ts';

function folderWith(text: string | Buffer): string {
  const folder = tempFolder();
  writeFileSync(join(folder, '.env'), text);
  return folder;
}

describe('the environment', () => {
  it('is that of the process if there is no .env', () => {
    expect(readEnvironment(tempFolder(), { A: '1' })).toEqual({ env: { A: '1' }, problems: [] });
  });

  it('wins over .env', () => {
    const folder = folderWith(
      '\ufeff# a comment\nA=from file\nexport B="two\nlines"\n\nC=x # why\nD=\nE=`a"b`\r\nF=a\'b\n',
    );
    const { env, problems } = readEnvironment(folder, { A: 'from process' });
    expect(problems).toEqual([]);
    expect(env).toEqual({ A: 'from process', B: 'two\nlines', C: 'x', D: '', E: 'a"b', F: "a'b" });
  });

  it('reports lines that are none', () => {
    const folder = folderWith('A=1\nFEISHU_APP_SECRET: secret\nB=2\n9=3\nC="open\nD=4\n');
    const { problems } = readEnvironment(folder, {});
    expect(linesOf(problems)).toEqual([
      expect.stringMatching(/^2:1: This line is not read: write NAME=value/),
      expect.stringMatching(/^4:1: /),
    ]);
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  it('reports a .env that cannot be read', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, '.env'));
    expect(linesOf(readEnvironment(folder, {}).problems)).toEqual([
      '1:1: The file is a folder: name the file in it.',
    ]);
    expect(linesOf(readEnvironment(folderWith(Buffer.from([0x41, 0x3d, 0xff])), {}).problems)[0]).toContain(
      'UTF-8',
    );
  });
});
