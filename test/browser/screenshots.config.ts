import { defineConfig } from 'vitest/config';

/** `npm run screenshots`: makes the pictures of the READMEs. A run of its own, since it writes into docs/images. */
export default defineConfig({
  test: {
    include: ['test/browser/screenshots.ts'],
    globalSetup: ['test/browser/setup.ts'],
    setupFiles: ['test/support/eachFile.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
