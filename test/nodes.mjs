// Runs the whole suite on other versions of Node.js, each from the npm registry: npm run test:nodes [version …]
// Prints a table for docs/operations.md. Exits 1 when one of them fails.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const versions = wanted.length > 0 ? wanted : ['20', '22', '24', '26'];
const rows = [];

for (const version of versions) {
  const folder = mkdtempSync(join(tmpdir(), `approval-relay-node-${version}-`));
  try {
    const run = (command, args, options = {}) => spawnSync(command, args, { encoding: 'utf8', ...options });
    const install = run('npm', ['install', '--no-save', '--prefix', folder, `node@${version}`]);
    if (install.status !== 0) {
      rows.push({ version, result: 'not to be had from the registry' });
      continue;
    }
    const bin = join(folder, 'node_modules/node/bin');
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
    const exact = run(join(bin, 'node'), ['--version']).stdout.trim();
    console.log(`\n== ${exact}`);
    const test = run(
      join(bin, 'node'),
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json'],
      {
        cwd: root,
        env,
        maxBuffer: 256 * 1024 * 1024,
      },
    );
    const report = /\{"numTotalTestSuites".*\}/s.exec(test.stdout)?.[0];
    const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = report ? JSON.parse(report) : {};
    for (const file of testResults) {
      for (const one of file.assertionResults ?? []) {
        if (one.status === 'failed')
          console.log(`failed: ${file.name}: ${one.fullName}\n${one.failureMessages?.[0] ?? ''}`);
      }
    }
    if (!report) console.log(test.stdout.slice(-2_000), test.stderr.slice(-2_000));
    rows.push({
      version: exact,
      result: `${numPassedTests} passed, ${numFailedTests} failed`,
      ok: test.status === 0,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

console.log('\n| Node.js | result |\n|---|---|');
for (const { version, result } of rows) console.log(`| ${version} | ${result} |`);
process.exit(rows.every((row) => row.ok) ? 0 : 1);
