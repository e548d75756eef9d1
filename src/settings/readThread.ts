import { parentPort, workerData } from 'node:worker_threads';
import type { Environment } from './interpolate.ts';
import { readSettings } from './readSettings.ts';

// A separate thread: a file with hundreds of approvals takes a quarter of a second, and events must not wait for it.

const { file, env } = workerData as { readonly file: string; readonly env: Environment };
parentPort?.postMessage(readSettings(file, env));
