// Does what the Dockerfile says, step by step, in clean folders and without a container engine: the build stage's commands,
// the copies into the image, and the program in them with its health check.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const home = mkdtempSync(join(tmpdir(), 'relay-image-'));
const [build, image, work] = ['build', 'image', 'work'].map((name) => join(home, name));
for (const folder of [build, image, work]) mkdirSync(folder);

/** @param {string} command */
function run(command, cwd = build) {
  // The packages were fetched a moment ago by the user who runs this.
  const env = { ...process.env, npm_config_prefer_offline: 'true' };
  const { status } = spawnSync('bash', ['-ec', command], { cwd, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`the image's step failed: ${command}`);
}

/** The instructions of each stage, with their lines joined. */
const stages = readFileSync('Dockerfile', 'utf8')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .reduce(
    (all, line) => {
      if (line.startsWith('FROM ')) all.push([]);
      else all.at(-1)?.push(line);
      return all;
    },
    /** @type {string[][]} */ ([]),
  );
const [first = [], last = []] = stages;

try {
  const listed = spawnSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).stdout.split('\0');
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n').filter(Boolean);
  const isIgnored = (/** @type {string} */ name) =>
    ignored.some((rule) => name === rule || name.startsWith(`${rule.replace(/\/$/, '')}/`));
  for (const line of first) {
    const [instruction, ...rest] = line.split(' ');
    if (instruction === 'RUN') run(rest.join(' '));
    if (instruction !== 'COPY') continue;
    const names = rest[0] === '.' ? listed.filter((name) => name && !isIgnored(name)) : rest.slice(0, -1);
    for (const name of names) if (existsSync(name)) cpSync(name, join(build, name), { recursive: true });
  }
  for (const line of last.filter((one) => one.startsWith('COPY --from=build '))) {
    const paths = line.split(' ').slice(2);
    const to = paths.pop() ?? '';
    for (const path of paths) {
      const at = join(image, to.endsWith('/') ? join(to, path.split('/').at(-1) ?? '') : to);
      mkdirSync(dirname(at), { recursive: true });
      cpSync(path.replace(/^\/build/, build), at, { recursive: true });
    }
  }
  const user = last.findLast((line) => line.startsWith('USER '));
  if (user !== 'USER node') throw new Error('the image does not run as the user "node"');

  const main = join(image, 'app/dist/cli/main.js');
  const approvals = 'approvals: { A-1: { chats: [oc_1] } }';
  const feishu =
    'feishu: { appId: cli_a1b2c3d4e5f60718, appSecret: s, encryptKey: k, domain: "http://127.0.0.1:9" }';
  writeFileSync(
    join(work, 'relay.yaml'),
    [feishu, 'server: { host: 127.0.0.1, port: 0 }', approvals].join('\n'),
  );
  run(`"${process.execPath}" "${main}" validate --config relay.yaml`, work);
  const bot = spawn(process.execPath, [main, 'start', '--config', 'relay.yaml'], { cwd: work });
  const ended = new Promise((resolve) => bot.on('exit', resolve));
  const port = await new Promise((resolve, reject) => {
    let out = '';
    bot.stdout.on('data', (chunk) => {
      out += chunk;
      const found = /"url":"http:\/\/[^"]*:(\d+)"/.exec(out);
      if (found) resolve(found[1]);
    });
    void ended.then((code) => reject(new Error(`the image's program ended with ${code}: ${out}`)));
  });
  const check = JSON.parse(
    /CMD (\["node".*\])$/.exec(last.find((one) => one.startsWith('HEALTHCHECK ')) ?? '')?.[1] ?? '[]',
  );
  const { status } = spawnSync(process.execPath, check.slice(1), {
    env: { ...process.env, RELAY_PORT: port },
  });
  bot.kill('SIGTERM');
  const code = await ended;
  if (status !== 0 || code !== 0) throw new Error(`health check: ${status}; exit after SIGTERM: ${code}`);
  console.log('The steps of the image end in a program that starts, is healthy, and stops.');
} finally {
  rmSync(home, { recursive: true, force: true });
}
