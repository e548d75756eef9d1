import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../support/tempFolder.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A project with the real build and a small program. */
function smallProject(): string {
  const folder = tempFolder();
  for (const name of ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  mkdirSync(join(folder, 'src/cli'), { recursive: true });
  writeFileSync(
    join(folder, 'src/cli/main.ts'),
    '#!/usr/bin/env node\nconst said: string = "hello";\nconsole.log(said);\n',
  );
  writeFileSync(join(folder, 'src/old.ts'), 'export const old = 1;\n');
  return folder;
}

function build(folder: string, ...args: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
}

describe('npm run build', () => {
  it('leaves nothing of a source that is gone, and makes the command executable, with a source map', () => {
    const folder = smallProject();
    expect(build(folder)).toEqual({ status: 0, said: '' });
    expect(existsSync(join(folder, 'dist/old.js'))).toBe(true);
    expect(existsSync(join(folder, 'dist/feishu/client/larkSdk.cjs'))).toBe(true);

    rmSync(join(folder, 'src/old.ts'));
    expect(build(folder)).toEqual({ status: 0, said: '' });
    expect(existsSync(join(folder, 'dist/old.js'))).toBe(false);
    const main = join(folder, 'dist/cli/main.js');
    expect(spawnSync(main, { encoding: 'utf8' }).stdout).toBe('hello\n');
    const { sources } = JSON.parse(readFileSync(`${main}.map`, 'utf8')) as { sources: string[] };
    expect(sources.map((source) => resolve(join(folder, 'dist/cli'), source))).toEqual([
      join(folder, 'src/cli/main.ts'),
    ]);
  });

  it('that fails says why and leaves the program as it was', () => {
    const folder = smallProject();
    build(folder);
    writeFileSync(join(folder, 'src/cli/main.ts'), 'const said: string = 1;\n');
    const failed = build(folder);
    expect(failed.status).toBe(1);
    expect(failed.said).toMatch(/src\/cli\/main\.ts.*TS2322/);
    expect(readFileSync(join(folder, 'dist/cli/main.js'), 'utf8')).toContain('hello');
    expect(readdirSync(folder).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  });

  it('does nothing without the development packages if they may be missing', () => {
    const folder = smallProject();
    rmSync(join(folder, 'node_modules'));
    expect(build(folder, '--if-possible')).toMatchObject({
      status: 0,
      said: expect.stringMatching(/^approval-relay: dist is not built, .*\n$/),
    });
  });
});
