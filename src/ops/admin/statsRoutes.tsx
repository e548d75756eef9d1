import { approvalTimeOf } from '../../relay/routing/approvalTime.ts';
import { statsOf } from '../../relay/stats/statsOf.ts';
import { lastDays } from '../../relay/stats/sums.ts';
import { ADMIN_PAGES } from '../../words/adminText.ts';
import type { AdminRoutes } from './adminRequest.ts';
import { StatsPage } from './pages/statsPage.tsx';

const DAY_MS = 86_400_000;
/** Between which somebody chooses. */
const SPANS = [7, 30, 90] as const;

/** Where requests lie, and for how long. */
export function addStats({ parts, show, get }: AdminRoutes): void {
  get('/stats', async (request) => {
    const { settings, store } = parts;
    const { view, ctx } = request;
    const days = SPANS.find((span) => String(span) === ctx.query.days) ?? 30;
    const span = lastDays(settings.timezone, days * DAY_MS, view.now);
    const rows = await statsOf({ settings, store: store.look }, span, view.now);
    const named = rows.map((row) => ({
      ...row,
      approvalName: row.approvalName || (settings.approvals.get(row.approval)?.name ?? '') || row.approval,
      time: approvalTimeOf(settings, row.approval),
    }));
    const content = <StatsPage view={view} rows={named} days={days} spans={SPANS} />;
    await show(request, { page: 'stats', title: ADMIN_PAGES.stats, content });
  });
}
