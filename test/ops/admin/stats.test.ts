import { expect, it } from 'vitest';
import { dayNumber } from '../../../src/base/zone.ts';
import { newPlace, startAdminStage } from '../../support/adminStage.ts';
import { signIn } from '../../support/operator.ts';
import { event, openWorking, RELAYED } from '../../support/stores.ts';

const HOUR = 3_600_000;

it('shows where requests wait, the slowest step first, and runs nothing that stands in a name', async () => {
  const place = newPlace();
  const { url, clock } = await startAdminStage({ place });
  const operator = await signIn(url);
  expect(await operator.page('/admin/stats')).toContain('No request was submitted or decided');

  const other = newPlace();
  const store = await openWorking(other);
  const changedAt = clock.now() - HOUR;
  await store.inbox.add([event('e1', { changedAt })]);
  const [change] = await store.inbox.dueChanges(clock.now(), 1);
  if (!change) throw new Error('nothing is due');
  const known = { status: 'PENDING', changedAt, knownBy: 'push', snapshot: null, lookedAt: null } as const;
  await store.work.finishChange(
    change,
    { ...RELAYED, announcements: [], known: { ...known, startedAt: null } },
    clock.now(),
  );
  const [one] = await store.work.uncountedInstances(1);
  if (!one) throw new Error('nothing to count');
  const day = dayNumber(new Date(clock.now() + 8 * HOUR).toISOString().slice(0, 10));
  const whole = { day, approval: 'A1', step: '', person: '', name: '采购申请' };
  const adds = [
    whole,
    { ...whole, step: 'n1', name: '主管', tookMs: HOUR },
    { ...whole, step: 'n2', name: '<script>alert(1)</script>', tookMs: 5 * HOUR },
    { ...whole, day: day - 10, step: 'n1', name: '主管', tookMs: 3 * HOUR },
  ];
  await store.work.addFigures([{ ...one, counted: ['new'], adds }]);
  await store.close();

  const stage = await startAdminStage({ place: other, clock });
  const reader = await signIn(stage.url);
  const page = await reader.page('/admin/stats?days=7');
  expect(page).not.toContain('<script>alert');
  expect(page.indexOf('alert(1)')).toBeLessThan(page.indexOf('主管'));
  expect(page).toMatch(/<rect class="bar-median"[^>]* width="600"/);
  expect(page).toContain('1 h (before: 3 h)');
  expect(page).not.toMatch(/ style="/);
  expect(await reader.page('/admin/stats?days=30')).toContain('2 h');
});
