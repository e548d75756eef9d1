import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apps } from '../../ecosystem.config.js';

export const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/cli/main.js');
/** How PM2 starts it: the figures are those of the recommended way. */
const [{ node_args: NODE_ARGS, env }] = apps;
const STOP_MS = 10_000;

const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

function keep(child) {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Ends a child process as an operator would, and by force when it takes too long. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(late);
}

/**
 * Another part of the bench in a process of its own: it shares no event loop with what is measured. Its
 * first message says that it is ready; each `ask` is answered by one message, in order.
 */
export async function startPart(file, options = {}) {
  const child = keep(
    fork(join(import.meta.dirname, file), [JSON.stringify(options)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  );
  const answers = [];
  child.on('message', (answer) => answers.shift()?.settle(answer));
  child.once('exit', (code) => {
    for (const waiting of answers.splice(0)) waiting.reject(new Error(`${file} ended with ${code}`));
  });
  const answer = () =>
    new Promise((settle, reject) => {
      answers.push({ settle, reject });
    });
  const ready = await answer();
  return {
    ...ready,
    child,
    async ask(question) {
      const answered = answer();
      child.send(question);
      const { error, ...facts } = await answered;
      if (error) throw new Error(`${file}: ${error}`);
      return facts;
    },
    stop: () => stop(child),
  };
}

/**
 * The built bot, as PM2 starts it unless other arguments and settings in the environment are named. Its log goes to a
 * file, as it would under PM2: a reader of a pipe would use the processors too. `readyMs` is from the start of the
 * process to a /readyz of 200.
 */
export async function startBot(folder, config, { profile, nodeArgs = NODE_ARGS, settings = env } = {}) {
  const file = join(folder, `bot-${performance.now().toFixed(0)}.log`);
  const log = openSync(file, 'w');
  const flags = nodeArgs.split(' ').filter((flag) => flag !== '');
  if (profile) flags.push('--cpu-prof', `--cpu-prof-dir=${profile}`);
  const startedAt = performance.now();
  const child = keep(
    spawn(process.execPath, [...flags, MAIN, 'start', '--config', config], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', ...settings },
      stdio: ['ignore', log, log],
    }),
  );
  closeSync(log);
  const url = await untilListening(child, file);
  while (!(await fetch(`${url}/readyz`)).ok) await sleep(5);
  const readyMs = performance.now() - startedAt;
  /** How often its log says so. */
  const said = (text) => readFileSync(file, 'utf8').split(text).length - 1;
  return { url, readyMs, child, said, stop: () => stop(child) };
}

async function untilListening(child, file) {
  for (;;) {
    const said = readFileSync(file, 'utf8');
    const ready = /"url":"([^"]+)".*"ready"/.exec(said);
    if (ready) return ready[1];
    if (child.exitCode !== null) throw new Error(`the bot ended with ${child.exitCode}: ${said}`);
    await sleep(5);
  }
}

/** From the start of `approval-relay --help` to its end, in ms. */
export async function timeHelp() {
  const startedAt = performance.now();
  const child = keep(spawn(process.execPath, [MAIN, '--help'], { stdio: 'ignore' }));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`--help ended with ${code}`);
  return performance.now() - startedAt;
}

/** Resident memory of a process in MB, now and at most; NaN if the system does not say. */
export function memoryOf({ pid }) {
  let status = '';
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // Not Linux.
  }
  const read = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024;
  return { now: read('VmRSS'), most: read('VmHWM') };
}

/** Processor time of a process so far, in ms; NaN if the system does not say. Linux counts hundredths. */
export function processorMsOf({ pid }) {
  try {
    // Behind the name, which stands in brackets: the 14th and 15th field are user and system time.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** Resolves when nothing waits in the bot any more. */
export async function untilDrained(bot) {
  for (;;) {
    const text = await (await fetch(`${bot.url}/metrics`)).text();
    const waiting = [...text.matchAll(/^relay_(?:in|out)box_waiting (\d+)/gm)].map((found) =>
      Number(found[1]),
    );
    if (waiting.length === 2 && waiting.every((rows) => rows === 0)) return;
    await sleep(100);
  }
}
