import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runProgram, writeConfig } from '../support/program.ts';
import { tempFolder } from '../support/tempFolder.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ENV = {
  FEISHU_APP_ID: 'cli_a1b2c3d4e5f60718',
  FEISHU_APP_SECRET: 'a secret',
  FEISHU_ENCRYPT_KEY: 'a key',
  FEISHU_VERIFICATION_TOKEN: 'a token',
};

/** The files of a `.tgz` (ustar): names of at most 100 characters, or with a prefix. */
function* filesIn(tgz: Buffer): Generator<{ name: string; data: Buffer }> {
  const tar = gunzipSync(tgz);
  const text = (at: number, length: number): string =>
    tar
      .subarray(at, at + length)
      .toString('utf8')
      .replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    const prefix = text(at + 345, 155);
    const name = `${prefix === '' ? '' : `${prefix}/`}${text(at, 100)}`;
    if (text(at + 156, 1) === '0') yield { name, data: tar.subarray(at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/**
 * Installs the package from its tarball. The registry may be out of reach of a test, so the dependencies are those that are
 * here, by a link. Returns its folder and what is in it.
 */
function install(folder: string): { readonly main: string; readonly names: string[] } {
  const packed = spawnSync(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    ['pack', '--ignore-scripts', '--json', '--offline', '--pack-destination', folder],
    { cwd: ROOT, encoding: 'utf8' },
  );
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  const home = join(folder, 'node_modules/approval-relay');
  const names: string[] = [];
  for (const { name, data } of filesIn(readFileSync(join(folder, filename)))) {
    const path = name.replace(/^package\//, '');
    names.push(path);
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), data);
  }
  symlinkSync(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  return { main: join(home, 'dist/cli/main.js'), names };
}

describe('the npm package, in an empty folder', () => {
  it('holds what it needs, and runs the demo and the example', async () => {
    const folder = tempFolder();
    const { main, names } = install(folder);
    for (const name of [
      'README.md',
      'README.zh-CN.md',
      'LICENSE',
      'CHANGELOG.md',
      'SECURITY.md',
      '.env.example',
    ])
      expect(names).toContain(name);
    expect(names.filter((name) => /^(src|test)\/|\.map$|^config\/relay\.yaml$|^\.env$/.test(name))).toEqual(
      [],
    );

    const demo = runProgram(folder, ['demo', '--port', '0', '--lang', 'en'], {}, { main });
    await demo.says('Open http');
    demo.child.kill('SIGTERM');
    expect(await demo.ended).toBe(0);

    const example = readFileSync(join(dirname(main), '../../config/relay.example.yaml'), 'utf8');
    mkdirSync(join(folder, 'config'));
    writeFileSync(join(folder, 'config/relay.yaml'), example);
    const validate = runProgram(folder, ['validate', '--lang', 'zh'], ENV, { main });
    expect(await validate.ended).toBe(0);
    expect(validate.out()).toMatch(/config\/relay\.yaml：有效。/);

    const help = runProgram(folder, ['setup', '--help'], {}, { main });
    expect(await help.ended).toBe(0);
    expect(help.out()).toContain('--existing');

    const { FEISHU_APP_ID: appId, FEISHU_APP_SECRET: appSecret } = ENV;
    writeConfig(folder, {
      // Nobody is there; the bot starts all the same, and says so.
      feishu: { appId, appSecret, encryptKey: 'a key', domain: 'http://127.0.0.1:9' },
      server: { host: '127.0.0.1', port: 0 },
      approvals: { 'A-1': { chats: ['oc_1'] } },
    });
    const bot = runProgram(folder, ['start', '--config', 'relay.yaml'], {}, { main });
    expect((await fetch(`${await bot.url}/healthz`)).status).toBe(200);
    bot.child.kill('SIGTERM');
    expect(await bot.ended).toBe(0);
  });
});

describe('the Dockerfile', () => {
  it('copies what the program needs, and nothing that is not there', async () => {
    const app = tempFolder();
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    for (const [, line = ''] of dockerfile.matchAll(/^COPY --from=build (.*)$/gm)) {
      const paths = line.split(' ').map((path) => path.replace(/^\/(build|app)\//, ''));
      for (const path of paths.slice(0, -1)) {
        const to = join(app, path);
        if (path === 'node_modules') symlinkSync(join(ROOT, path), to);
        else cpSync(join(ROOT, path), to, { recursive: true });
      }
    }
    const work = tempFolder();
    cpSync(join(ROOT, 'config/relay.example.yaml'), join(work, 'config/relay.yaml'));
    const main = join(app, 'dist/cli/main.js');
    const validate = runProgram(work, ['validate'], ENV, { main });
    expect(await validate.ended).toBe(0);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(
      /^ENTRYPOINT \["node", (?:"--[a-z=0-9-]+", )*"\/app\/dist\/cli\/main\.js"\]$/m,
    );
  });
});
