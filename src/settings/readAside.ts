import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { deepFreeze } from './freeze.ts';
import type { Environment } from './interpolate.ts';
import { readSettings, type SettingsReading } from './readSettings.ts';

/** Reads a configuration like {@link readSettings}, in a separate thread, so nothing else waits for it. */
export async function readSettingsAside(file: string, env: Environment): Promise<SettingsReading> {
  const script = fileURLToPath(new URL('./readThread.js', import.meta.url));
  // Only the built program has it.
  if (!existsSync(script)) return readSettings(file, env);
  const thread = new Worker(script, { workerData: { file, env } });
  try {
    const { settings, problems } = await new Promise<SettingsReading>((resolve, reject) => {
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', (code) =>
        reject(new Error(`the thread that reads the configuration ended: ${code}`)),
      );
    });
    return settings ? { settings: deepFreeze(settings), problems } : { problems };
  } finally {
    await thread.terminate();
  }
}
