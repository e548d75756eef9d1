import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openInLane, openRows } from '../../../src/store/engine/openRows.ts';
import { openSqliteReadOnly } from '../../../src/store/engine/sqlite.ts';
import { openAt, planOf } from '../../support/stores.ts';
import { tempFolder } from '../../support/tempFolder.ts';

describe('whether a row still stands in the outbox', () => {
  it('is seen by an index that has the open rows alone', async () => {
    const place = { kind: 'sqlite', path: join(tempFolder(), 'relay.db') } as const;
    await openAt(place);
    const db = openSqliteReadOnly(place.path);
    const idle = db
      .selectFrom('cards')
      .select('chat')
      .where(({ not, exists }) => not(exists(openInLane('cards').where('open.state', '=', 'waiting'))));
    const over = db
      .selectFrom('instances')
      .select('instance')
      .where(({ not, exists }) => not(exists(openRows('instances'))));
    const next = db
      .selectFrom('outbox as o')
      .select('seq')
      .where(({ not, exists }) => not(exists(openInLane('o').where('open.kind', '!=', 'reminder'))));

    const plans = [idle, over, next].map((query) => planOf(place, query.compile().sql));
    const found = (await Promise.all(plans)).map(
      (plan) => /SEARCH open USING \D*INDEX ([^"]+)/.exec(plan)?.[1],
    );
    expect(found).toEqual([
      'outbox_lane (app=? AND chat=? AND instance=?)',
      'outbox_instance (app=? AND instance=?)',
      'outbox_lane (app=? AND chat=? AND instance=?)',
    ]);
    await db.destroy();
  });
});
