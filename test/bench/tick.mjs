// What a tick of the reminders costs the store: who is due among a million that wait, and the transactions that record
// the look-ups, count the reminders and write the outbox. Feishu's part, a look-up for each, is not in it.
import { parseSnapshot } from '../../dist/feishu/api/instances.js';
import { openStore } from '../../dist/store/open.js';
import { APP } from './world.mjs';

const { place } = JSON.parse(process.argv[2]);
const APPROVAL = 'BENCH-1';
/** As long as what a look-up brings. */
const SNAPSHOT = JSON.stringify({ form: 'x'.repeat(3_000) });

/** Remindable once a day. */
const dueAt = (_count, remindedAt) => (remindedAt ?? 1) + 86_400_000;

process.on('message', async ({ due }) => {
  try {
    const store = await openStore(place, APP.appId, parseSnapshot);
    await store.lease.hold();
    const now = Date.now();
    const rows = [];
    for (let i = 1; i <= due; i += 1) rows.push(...(await store.work.remindersOf(`OLD-${i}`)));
    await store.work.postponeReminders(rows.map((row) => ({ row, until: 1 })));
    const startedAt = performance.now();
    const codes = await store.work.dueInstances(now, 2_000);
    const foundMs = performance.now() - startedAt;
    await Promise.all(
      codes.map(async (instanceCode) => {
        const known = await store.work.knownInstance(instanceCode);
        const [before] = await store.work.remindersOf(instanceCode);
        const { status, changedAt } = known;
        const about = { instanceCode, approvalCode: APPROVAL, status, changedAt };
        const change = { ...about, changeId: `look:${instanceCode}`, receivedAt: now, priority: 1 };
        const seen = { snapshot: { text: SNAPSHOT }, lookedAt: now, liveChats: [], change };
        const reminders = [{ ...before, dueAt }];
        await store.work.recordLookup(instanceCode, { known, ...seen, reminders }, now);
        const [row] = await store.work.remindersOf(instanceCode);
        const folds = { since: 0, most: 1_000_000, foldAt: now, tomorrow: () => now };
        const order = { ...about, chat: row.chat, rule: 'remind', due: [{ row, dueAt }], folds, manner: '' };
        await store.work.remind(order, now);
      }),
    );
    const tickMs = performance.now() - startedAt;
    const { waiting } = await store.outbox.counts();
    await store.lease.release();
    await store.close();
    if (codes.length !== due || waiting < due)
      throw new Error(`${codes.length} of ${due} were due, ${waiting} written`);
    process.send({ foundMs, tickMs });
  } catch (error) {
    process.send({ error: error.message });
  }
});
process.send({});
