import { ROWS } from '../../relay/commands/replay.ts';
import type { RowOrder, RowReport } from '../../relay/commands/rowReport.ts';
import { ADMIN_PAGES } from '../../words/adminText.ts';
import { ADMIN } from './adminFrame.tsx';
import { askWorker, type OrderState, orderState } from './adminOrders.ts';
import type { AdminParts } from './adminParts.ts';
import { type AdminAction, type AdminRoutes, goTo } from './adminRequest.ts';
import { linkTo } from './adminView.ts';
import { readFilter, storeFilter } from './listFilter.ts';
import { DeliveriesPage } from './pages/deliveriesPage.tsx';

/** Nobody reads a longer page. */
const MOST_ROWS = 100;
/** More than any store has parked. */
const MOST_PARKED = 100_000;

/** Sent, waiting and parked deliveries; parked ones are sent again or ended, like the commands do. */
export function addDeliveries({ parts, audit, names, show, get, post }: AdminRoutes): void {
  get('/deliveries', async (request) => {
    const { ctx, view } = request;
    const filter = readFilter(ctx);
    const found = await parts.store.readOnly.listDeliveries(storeFilter(filter, view.now), MOST_ROWS + 1);
    const rows = found.slice(0, MOST_ROWS);
    const content = (
      <DeliveriesPage
        view={view}
        filter={filter}
        rows={rows}
        isMore={found.length > MOST_ROWS}
        most={MOST_ROWS}
        names={await names.of(rows.map(({ instance }) => instance))}
        order={await orderIn(parts, ctx.query.order)}
      />
    );
    await show(request, { page: 'deliveries', title: ADMIN_PAGES.deliveries, content });
  });
  post('/deliveries', async (action) => {
    const { ctx, operator, form } = action;
    const back = backOf(form.get('back'));
    const order = await orderOf(parts, action, back);
    if (!order || order.ids.length === 0) return goTo(ctx, withOrder(back, 'nothing'));
    const { ids, ...how } = order;
    audit.did(operator, order.do, { ...how, rows: ids.slice(0, MOST_NAMED), count: ids.length });
    const askedAt = parts.clock.now();
    const seq = await askWorker(parts, ROWS, { ...order, by: 'page' } satisfies RowOrder);
    goTo(ctx, withOrder(back, `${seq}.${askedAt}`));
  });
}

/** How many ids are in a log line. */
const MOST_NAMED = 50;

/** The action and its rows; undefined: there is none. */
async function orderOf(
  parts: AdminParts,
  { form }: AdminAction,
  back: string,
): Promise<RowOrder | undefined> {
  const evenUnknown = form.get('evenUnknown') === 'yes';
  const ids = [...new Set(form.getAll('id'))].filter((id) => /^[de]\d{1,15}$/.test(id));
  switch (form.get('do')) {
    case 'replay':
      return { do: 'replay', ids, evenUnknown };
    case 'replayAll':
      return { do: 'replay', ids: await allParked(parts, back), evenUnknown: false };
    case 'discard':
      return { do: 'discard', ids, sent: false };
    case 'sent':
      return { do: 'discard', ids, sent: true };
    default:
      return undefined;
  }
}

/** All parked rows that match the page's filter, without those of unknown outcome: they must be chosen one by one. */
async function allParked({ store, clock }: AdminParts, back: string): Promise<string[]> {
  const query = Object.fromEntries(new URL(back, 'http://page').searchParams);
  const filter = { ...readFilter({ query }), state: 'parked' as const };
  const rows = await store.readOnly.listDeliveries(storeFilter(filter, clock.now()), MOST_PARKED);
  return rows.filter(({ isUnknown }) => !isUnknown).map(({ id }) => id);
}

/** The page of the form; only our own pages. */
function backOf(given: string | null): string {
  const isOurs = /^\/admin\/(?:deliveries|instances\/[\w-]{1,64})(?:\?[\w.~%+&=@:-]*)?$/.test(given ?? '');
  return isOurs && given ? given : `${ADMIN}/deliveries`;
}

function withOrder(path: string, order: string): string {
  const { pathname, searchParams } = new URL(path, 'http://page');
  return linkTo(pathname, { ...Object.fromEntries(searchParams), order });
}

/** The state of the command in the address. */
export async function orderIn(
  parts: AdminParts,
  given: unknown,
): Promise<OrderState<RowReport> | 'nothing' | undefined> {
  if (given === 'nothing') return 'nothing';
  const [, seq, askedAt] = /^(\d{1,16})\.(\d{13})$/.exec(String(given ?? '')) ?? [];
  if (seq === undefined) return undefined;
  const state = await orderState<RowReport>(parts, Number(seq), Number(askedAt));
  // The number may be that of another kind of command.
  const report = state.is === 'done' ? state.result : undefined;
  return report && !Array.isArray(report.left) ? { is: 'lost' } : state;
}
