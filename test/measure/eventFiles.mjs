// Which of our files run for one PENDING event, from its webhook to its posted card, in a warm bot: V8's own coverage.
// What runs by the clock (the lease, the watches) is left out: only what ran for each of several events counts.
// Prints their names below dist/ as JSON. The sandbox runs in a process of its own, so none of its files is among them.
import { mkdtempSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startApp } from '../../dist/app.js';
import { systemClock } from '../../dist/base/clock.js';
import { silentLog } from '../../dist/base/log.js';
import { loadTemplates, packagedTemplates } from '../../dist/cards/templates/templates.js';
import { readSettings } from '../../dist/settings/readSettings.js';
import { startPart } from '../bench/children.mjs';
import { APP, APPROVALS, writeConfig } from '../bench/world.mjs';

const DIST = resolve(import.meta.dirname, '../../dist');
/** Enough for every cache: the token, the definition, the names. */
const WARM_UP = 20;
const EVENTS = 5;
const FIELDS = 12;

const folder = mkdtempSync(join(tmpdir(), 'approval-relay-measure-'));
const sandbox = await startPart('feishu.mjs', { ...APP, approvals: APPROVALS.slice(0, 1), fields: FIELDS });
const file = writeConfig(folder, 'measure', {
  feishu: sandbox.url,
  store: `sqlite:${join(folder, 'relay.db')}`,
});
const { settings } = readSettings(file, {});
const { templates } = loadTemplates([packagedTemplates]);
const options = {
  settings,
  templates,
  templateRoots: [packagedTemplates],
  clock: systemClock(),
  log: silentLog,
};
const app = await startApp(options);
try {
  await sandbox.ask({ act: 'pushTo', url: app.url });
  await sandbox.ask({ act: 'oneByOne', count: WARM_UP, pauseMs: 0 });
  await settled();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await session.post('Profiler.takePreciseCoverage');
  let inEach;
  for (let event = 0; event < EVENTS; event += 1) {
    await sandbox.ask({ act: 'oneByOne', count: 1, pauseMs: 0 });
    await settled();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const ran = result
      .filter(({ url }) => url.startsWith('file:') && fileURLToPath(url).startsWith(DIST))
      .filter(({ functions }) => functions.some(({ ranges }) => ranges[0].count > 0))
      .map(({ url }) => fileURLToPath(url).slice(DIST.length + 1));
    inEach = inEach?.filter((name) => ran.includes(name)) ?? [...new Set(ran)].sort();
  }
  console.log(JSON.stringify(inEach));
} finally {
  await app.stop();
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Resolves when nothing waits in the bot any more. */
async function settled() {
  for (;;) {
    const { inboxWaiting, outboxWaiting } = await app.gauges();
    if (inboxWaiting + outboxWaiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
