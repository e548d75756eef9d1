// Starts the built program on config/relay.example.yaml with the variables of .env.example filled in, as a user would,
// waits until it is ready, and stops it. Exits 0 when all of that went well.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { parseDocument } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'approval-relay-ci-'));
// The same file, but for a port and a store of its own, and a Feishu that nobody reaches.
const config = parseDocument(readFileSync(join(root, 'config/relay.example.yaml'), 'utf8'));
config.setIn(['server', 'port'], 0);
config.setIn(['server', 'host'], '127.0.0.1');
config.set('store', `sqlite:${join(folder, 'data/relay.db')}`);
config.setIn(['feishu', 'domain'], 'http://127.0.0.1:9');
writeFileSync(join(folder, 'relay.yaml'), String(config));

const variables = parseEnv(readFileSync(join(root, '.env.example'), 'utf8'));
for (const name of Object.keys(variables)) variables[name] = `a value for ${name} of some length`;
variables.FEISHU_APP_ID = 'cli_a1b2c3d4e5f60718';

const program = join(root, 'dist/cli/main.js');
const child = spawn(process.execPath, [program, 'start', '--config', join(folder, 'relay.yaml')], {
  cwd: root,
  env: { ...process.env, ...variables },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const tooLate = setTimeout(() => child.kill('SIGKILL'), 30_000);
let out = '';
let ready;
child.stdout.on('data', async (chunk) => {
  out += chunk;
  const url = /"url":"([^"]+)"/.exec(out)?.[1];
  if (!url || ready) return;
  ready = fetch(`${url}/readyz`).then((answer) => answer.status);
  console.log(`readyz answers ${await ready}`);
  child.kill('SIGTERM');
});
const code = await new Promise((done) => child.on('exit', (exitCode) => done(exitCode)));
clearTimeout(tooLate);
rmSync(folder, { recursive: true, force: true });
const isGood = code === 0 && (await ready) === 200;
if (!isGood) console.error(`exit code ${code}\n${out}`);
process.exit(isGood ? 0 : 1);
