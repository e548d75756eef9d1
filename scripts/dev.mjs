// npm run dev: the demo (the bot against the sandbox, with its page), built and restarted on every change.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { build } from './build.mjs';

/** An editor writes several files at once. */
const REST_MS = 200;
let child;
let timer;
let busy = false;

async function restart() {
  if (busy) return later();
  busy = true;
  try {
    await build();
    if (child?.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    const args = ['--enable-source-maps', 'dist/cli/main.js', 'demo', ...process.argv.slice(2)];
    child = spawn(process.execPath, args, { stdio: 'inherit' });
  } catch (error) {
    console.error(error.message);
  } finally {
    busy = false;
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(restart, REST_MS);
}

for (const folder of ['src', 'templates']) watch(folder, { recursive: true }, later);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (child?.exitCode !== null) process.exit();
    child.once('exit', () => process.exit());
    child.kill('SIGTERM');
  });
}
await restart();
