import { join } from 'node:path';

// PM2 7 takes an ES module only with a named export `apps`.
export const apps = [
  {
    name: 'approval-relay',
    // Beside this file, in a clone and in node_modules; the working folder is where pm2 was called.
    script: join(import.meta.dirname, 'dist/cli/main.js'),
    args: 'start',
    // One process works at a time; more would only stand by.
    exec_mode: 'fork',
    instances: 1,
    // The bot drains for up to 8 s; PM2's own 1.6 s would cut it off.
    kill_timeout: 12000,
    max_restarts: 20,
    exp_backoff_restart_delay: 200,
    // A configuration that is refused is not tried again and again.
    stop_exit_codes: [2],
    // Keeps the memory of a burst near that of an idle process.
    node_args: '--max-semi-space-size=8',
    // Of glibc: fewer pools for its few threads; 5 MB less.
    env: { MALLOC_ARENA_MAX: '2' },
    time: false,
  },
];
