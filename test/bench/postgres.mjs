import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './children.mjs';

/** A sync must be a real one: an answer of 200 waits for it. */
const HONEST = { fsync: 'on', full_page_writes: 'on', shared_buffers: '128MB' };

/** The PostgreSQL of the tests, whose TypeScript is compiled next to the packages that it imports. */
export async function startBenchPostgres() {
  const out = join(ROOT, 'node_modules/.cache/approval-relay-bench');
  mkdirSync(out, { recursive: true });
  const source = join(ROOT, 'test/support/postgresServer.ts');
  const flags = [
    '--ignoreConfig',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--skipLibCheck',
    '--types',
    'node',
  ];
  const made = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/typescript/bin/tsc'), ...flags, '--outDir', out, source],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );
  if (made.status !== 0) throw new Error(`tsc: ${made.stdout}${made.stderr}`);
  const { startPostgres } = await import(pathToFileURL(join(out, 'postgresServer.js')));
  return startPostgres(HONEST);
}
