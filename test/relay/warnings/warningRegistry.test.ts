import { afterEach, describe, expect, it } from 'vitest';
import type { Warning } from '../../../src/approval/warning.ts';
import { type Log, silentLog } from '../../../src/base/log.ts';
import { createWarningRegistry, type WarningRegistry } from '../../../src/relay/warnings/warningRegistry.ts';
import type { Store } from '../../../src/store/open.ts';
import type { WarningRows } from '../../../src/store/warningRows.ts';
import { StillClock } from '../../support/stillClock.ts';
import { databases, openAt, run } from '../../support/stores.ts';

const CLOSED: Warning = {
  code: 'chat-closed',
  ids: { chat: 'oc_1', feishuCode: 230002 },
  details: { name: '采购群', said: 'Bot is not in the chat' },
};
const OTHER: Warning = { code: 'chat-closed', ids: { chat: 'oc_2', feishuCode: 230002 } };
const JUMPED: Warning = { code: 'clock-jumped', ids: { aheadMs: 60_000 } };

const open: WarningRegistry[] = [];
afterEach(async () => {
  for (const registry of open.splice(0).reverse()) await registry.stop();
});

interface Line {
  readonly level: string;
  readonly facts: object;
  readonly text: string;
}

async function registryOn(store: Pick<Store, 'warningRows'>, by = 'host/1') {
  const lines: Line[] = [];
  const at =
    (level: string) =>
    (facts: object, text: string): void =>
      void lines.push({ level, facts, text });
  const log: Log = { ...silentLog, info: at('info'), warn: at('warn'), error: at('error') };
  let writes = 0;
  const rows: WarningRows = {
    ...store.warningRows,
    put: (...args) => {
      writes += 1;
      return store.warningRows.put(...args);
    },
  };
  const clock = new StillClock();
  const registry = await createWarningRegistry({ rows, clock, log, by, patienceMs: 60_000 });
  open.push(registry);
  const codes = async (): Promise<string[]> => (await registry.list()).map(({ warning }) => warning.code);
  return { registry, lines, codes, clock, writes: () => writes };
}

describe.each(databases)('warnings on $name', ({ place }) => {
  it('stand until they are over, and the log says both once', async () => {
    const { registry, lines, codes, writes } = await registryOn(await openAt(await place()));
    registry.raise(CLOSED);
    registry.raise(CLOSED);
    expect(await registry.list()).toMatchObject([
      { warning: CLOSED, by: 'host/1', message: { en: expect.stringContaining('oc_1') } },
    ]);
    registry.raise(CLOSED);
    await registry.list();
    expect(writes()).toBe(1);
    expect(registry.counts().get('chat-closed')).toBe(1);
    registry.over('chat-closed', 'oc_1');
    registry.over('chat-closed', 'oc_1');
    expect(await codes()).toEqual([]);
    expect(lines).toEqual([
      {
        level: 'warn',
        text: expect.stringContaining('oc_1 takes no messages'),
        facts: {
          warning: 'chat-closed',
          chat: 'oc_1',
          feishuCode: 230002,
          name: '采购群',
          said: 'Bot is not in the chat',
          remedy: expect.stringContaining('Add the bot'),
        },
      },
      { level: 'info', text: 'a warning is over', facts: expect.objectContaining({ chat: 'oc_1' }) },
    ]);
  });

  it('are over by their subject, or all of a code', async () => {
    const { registry, codes } = await registryOn(await openAt(await place()));
    registry.raise(CLOSED);
    registry.raise(OTHER);
    registry.over('chat-closed', 'oc_2');
    expect(await codes()).toEqual(['chat-closed']);
    registry.raise(OTHER);
    registry.over('chat-closed');
    expect(await codes()).toEqual([]);
  });

  it('are shown and ended by every replica, and outlast the one that noticed them', async () => {
    const at = await place();
    const store = await openAt(at);
    const first = await registryOn(store, 'host/1');
    // A file of SQLite is one process's.
    const second = await registryOn(at.kind === 'sqlite' ? store : await openAt(at), 'host/2');
    first.registry.raise(CLOSED);
    first.registry.raise(JUMPED);
    await first.registry.list();
    expect(await second.registry.list()).toMatchObject([
      { warning: CLOSED, by: 'host/1' },
      { warning: JUMPED, by: 'host/1' },
    ]);
    expect(second.lines).toEqual([]);
    // That its own clock is right says nothing about the other's.
    second.registry.over('clock-jumped');
    expect(await second.codes()).toEqual(['chat-closed', 'clock-jumped']);
    await first.registry.stop();
    expect(await second.codes()).toEqual(['chat-closed']);
    second.registry.over('chat-closed', 'oc_1');
    expect(await second.codes()).toEqual([]);
  });

  it('that nobody confirms go, and so do those of a clock gone wrong', async () => {
    const at = await place();
    const store = await openAt(at);
    const row = { subject: '', data: '{"ids":{},"details":{}}', noticedAt: 1, noticedBy: 'host/9' };
    await store.warningRows.put({ ...row, code: 'intake-down' }, -1);
    await store.warningRows.put({ ...row, code: 'config-differs' }, 90 * 86_400_000);
    await store.warningRows.put(
      { ...row, code: 'config-needs-restart', data: '{"ids":{"keys":["store"]},"details":{}}' },
      60_000,
    );
    const { codes } = await registryOn(store);
    expect(await codes()).toEqual(['config-needs-restart']);
    expect(await run(at, 'select code from warnings')).toHaveLength(1);
  });

  it('that a newer version has noticed do no harm', async () => {
    const store = await openAt(await place());
    const row = { subject: '', noticedAt: 1, noticedBy: 'host/9' };
    await store.warningRows.put({ ...row, code: 'from-the-future', data: '{}' }, 60_000);
    await store.warningRows.put(
      { ...row, code: 'chat-closed', data: '{"ids":{"room":1},"details":{}}' },
      60_000,
    );
    const { codes } = await registryOn(store);
    expect(await codes()).toEqual([]);
  });
});

describe.each(databases.slice(0, 1))('warnings while the store is away', ({ place }) => {
  it('are shown by the process that noticed them, and written when it is back', async () => {
    let isAway = false;
    const store = await openAt(await place());
    const guard =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (isAway) throw new Error('away');
        return call(...args);
      };
    const { put, remove, list, removeStale } = store.warningRows;
    const warningRows = {
      put: guard(put),
      remove: guard(remove),
      list: guard(list),
      removeStale: guard(removeStale),
    };
    const { registry, codes } = await registryOn({ warningRows });
    isAway = true;
    registry.raise(CLOSED);
    expect(await codes()).toEqual(['chat-closed']);
    isAway = false;
    await registry.list();
    expect(await store.warningRows.list(10)).toHaveLength(1);
  });
});
