import { monthOf } from '../../relay/calls/callCount.ts';
import { ADMIN_PAGES } from '../../words/adminText.ts';
import type { AdminParts } from './adminParts.ts';
import type { AdminRoutes } from './adminRequest.ts';
import { type Health, NowPage } from './pages/nowPage.tsx';
import { HOURS } from './pages/throughputChart.tsx';

const HOUR_MS = 3_600_000;

/** How the bot is doing. */
export function addNow({ parts, show, get }: AdminRoutes): void {
  get('/', async (request) => {
    const health = await healthOf(parts);
    const content = <NowPage view={request.view} health={health} />;
    await show(request, { page: 'now', title: ADMIN_PAGES.now, content });
  });
}

/** The parts that do not need the store. */
async function healthOf(parts: AdminParts): Promise<Health> {
  const { store, clock, settings } = parts;
  const now = clock.now();
  const since = Math.floor(now / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS;
  const [gauges, facts, ended] = await Promise.all([
    parts.gauges().catch(() => undefined),
    store.readOnly.facts(monthOf(now, settings.timezone)).catch(() => undefined),
    store.readOnly.ended(since, HOUR_MS).catch(() => []),
  ]);
  const intakeFault = parts.intakeFault();
  return {
    gauges,
    intakeFault,
    warnings: await parts.warnings(),
    lastEventAt: facts?.lastReceivedAt,
    ended,
    since,
  };
}
