import { approvalTimeOf } from '../../relay/routing/approvalTime.ts';
import { statsOf } from '../../relay/stats/statsOf.ts';
import { lastDays } from '../../relay/stats/sums.ts';
import { ADMIN_PAGES } from '../../words/adminText.ts';
import type { AdminRoutes } from './adminRequest.ts';
import { StatsPage } from './pages/statsPage.tsx';

const DAY_MS = 86_400_000;
/** The periods to choose from. */
const SPANS = [7, 30, 90] as const;
/** Nobody reads several hundred. */
const MOST_ROWS = 500;

/** Where requests wait, and for how long. */
export function addStats({ parts, names, show, get }: AdminRoutes): void {
  get('/stats', async (request) => {
    const { settings, store } = parts;
    const { view, ctx } = request;
    const days = SPANS.find((span) => String(span) === ctx.query.days) ?? 30;
    const span = lastDays(settings.timezone, days * DAY_MS, view.now);
    const all = await statsOf({ settings, store: store.readOnly }, span, view.now);
    const rows = all.slice(0, MOST_ROWS);
    const people = await names.people(rows.map(({ person }) => person));
    const named = rows.map((row) => ({
      ...row,
      approvalName: row.approvalName || (settings.approvals.get(row.approval)?.name ?? '') || row.approval,
      personName: people.get(row.person) ?? row.person,
      time: approvalTimeOf(settings, row.approval),
    }));
    const content = <StatsPage view={view} rows={named} days={days} spans={SPANS} />;
    await show(request, { page: 'stats', title: ADMIN_PAGES.stats, content });
  });
}
