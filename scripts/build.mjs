// npm run build: compiles src into dist. The new program is made in a folder of its own and then takes the place of the
// old one, so dist never holds a file whose source is gone, and a build that fails leaves dist as it was.
// With --if-possible it does nothing if the development packages are missing (npm ci --omit=dev).
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const DIST = join(root, 'dist');
const TSC = join(root, 'node_modules/typescript/bin/tsc');
/** Two builds at the same time may each have to step aside for the other. */
const TRIES = 20;

/**
 * Compiles src into dist.
 *
 * @throws Error if a type does not fit; the compiler has printed it then
 */
export async function build() {
  process.chdir(root);
  // Beside dist and not below it: the paths in the source maps hold, and a rename stays on one disk.
  const fresh = mkdtempSync(`${DIST}.new-`);
  try {
    const compiled = spawnSync(process.execPath, [TSC, '-p', 'tsconfig.build.json', '--outDir', fresh], {
      stdio: 'inherit',
    });
    if (compiled.status !== 0)
      throw new Error('build: the compiler found the mistakes above. dist is as it was.');
    const { minifySdk } = await import('./minifySdk.mjs');
    await minifySdk(join(fresh, 'feishu/client/larkSdk.cjs'));
    chmodSync(join(fresh, 'cli/main.js'), 0o755);
    chmodSync(fresh, 0o755);
    replace(fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Puts `fresh` in the place of dist. A program that runs from dist has loaded its files; it should be started again. */
function replace(fresh) {
  for (let tries = 1; ; tries += 1) {
    const old = `${DIST}.old-${process.pid}-${tries}`;
    try {
      if (existsSync(DIST)) renameSync(DIST, old);
      renameSync(fresh, DIST);
      return;
    } catch (error) {
      // Another build was quicker by a moment.
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code) || tries === TRIES) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}

function isPossible() {
  return existsSync(TSC) && existsSync(join(root, 'node_modules/rolldown'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--if-possible') && !isPossible()) {
    console.error(
      `approval-relay: dist is not built, since the development packages are missing in ${dirname(TSC)}.`,
    );
  } else {
    try {
      await build();
    } catch (error) {
      console.error(error.message);
      process.exitCode = 1;
    }
  }
}
