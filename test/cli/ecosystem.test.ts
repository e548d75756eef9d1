import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DRAIN_MS } from '../../src/app.ts';
import { EXIT_MISUSE } from '../../src/cli/exit.ts';

interface Pm2App {
  script: string;
  args: string;
  kill_timeout: number;
  instances: number;
  exec_mode: string;
  stop_exit_codes: number[];
}

describe('the configuration for PM2', () => {
  it('starts the program once, gives it time to drain, and does not repeat what is misconfigured', async () => {
    const { apps } = (await import(new URL('../../ecosystem.config.js', import.meta.url).href)) as {
      apps: Pm2App[];
    };
    const { bin } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      bin: Record<string, string>;
    };
    expect(apps).toHaveLength(1);
    expect(apps[0]).toMatchObject({
      // Absolute: from npm, the working folder is not that of the package.
      script: resolve(import.meta.dirname, '../..', bin['approval-relay'] ?? ''),
      args: 'start',
      instances: 1,
      exec_mode: 'fork',
    });
    expect(apps[0]?.kill_timeout).toBeGreaterThan(DRAIN_MS);
    expect(apps[0]?.stop_exit_codes).toEqual([EXIT_MISUSE]);
  });
});
