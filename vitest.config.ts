import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/support/slowFirst.ts';

export default defineConfig({
  test: {
    // Two cores: more workers than that only make real-time waits less even.
    maxWorkers: 2,
    // What a test waits for has a limit of its own, and says what did not come. This is for what hangs otherwise: no test
    // fails because a machine is slow.
    testTimeout: 240_000,
    hookTimeout: 60_000,
    setupFiles: ['test/support/eachFile.ts'],
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'relay',
          // A worker imports what it tests once, for all its files: half the processor time of the suite went into that.
          // So no module may remember anything from one test to the next: see test/support/afterTest.ts.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          globalSetup: ['test/support/postgresSetup.ts'],
        },
      },
      {
        // A project of its own, so that Chromium is unpacked only when one of these runs.
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/setup.ts'],
          // Unpacking and starting a browser on a busy machine.
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
