import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../src/feishu/api/instances.ts';
import { openToWork } from '../../src/store/openToWork.ts';
import { APP, databases, run } from '../support/stores.ts';

describe.each(databases)('a command that works on $name', ({ place }) => {
  it('makes no store if there is none, unless it may', async () => {
    const where = await place();
    await expect(openToWork(where, APP, parseSnapshot)).rejects.toThrow(/(no sqlite:.*|no tables.*) yet/);
    if (where.kind === 'postgres')
      await expect(run(where, 'select 1 from inbox')).rejects.toThrow(/not exist/);
    else expect(existsSync(where.path)).toBe(false);
    const made = await openToWork(where, APP, parseSnapshot, { mayMake: true });
    if (made.kind === 'ours') await made.store.lease.release();
    await made.store.close();
    const again = await openToWork(where, APP, parseSnapshot);
    await again.store.close();
    expect([made.kind, again.kind]).toEqual(['ours', 'ours']);
  });
});
