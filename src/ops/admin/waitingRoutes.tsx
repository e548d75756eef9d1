import { OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { allPending } from '../../relay/pending/pendingInstances.ts';
import { SILENCE, type SilenceDone, type SilenceOrder } from '../../relay/remind/silenceOrder.ts';
import { type SilenceWords, silenceOrderOf } from '../../relay/remind/silenceWords.ts';
import { MOVE } from '../../words/adminDeliveriesText.ts';
import { ADMIN_PAGES } from '../../words/adminText.ts';
import { SILENCING } from '../../words/adminWaitingText.ts';
import { ADMIN } from './adminFrame.tsx';
import { askWorker, orderState } from './adminOrders.ts';
import type { AdminParts } from './adminParts.ts';
import { type AdminAction, type AdminRequest, type AdminRoutes, answerPage, goTo } from './adminRequest.ts';
import { linkTo } from './adminView.ts';
import { COVERED, WaitingPage, type WaitingPageProps } from './pages/waitingPage.tsx';

/** More rows than that nobody reads. */
const MOST_ROWS = 200;

/** Who keeps requests waiting, and the silences: they can be begun and ended, as the command does it. */
export function addWaiting({ parts, audit, names, show, get, post }: AdminRoutes): void {
  const contentOf = async (request: AdminRequest, note: WaitingPageProps['note']) => {
    const { ctx, view } = request;
    const { found, unmapped } = await allPending(parts.store.look, parts.settings, view.now);
    const rows = found.slice(0, MOST_ROWS);
    const silences = await parts.store.look.silences(view.now);
    const ids = [
      ...rows.flatMap(({ waiting }) => waiting.map(({ person }) => person)),
      ...silences.flatMap(({ person, standIn, by }) => [person, standIn, by]),
    ];
    return (
      <WaitingPage
        view={view}
        settings={parts.settings}
        rows={rows}
        all={found.length}
        unmapped={unmapped.length}
        silences={silences}
        people={await names.people(ids)}
        names={await names.of([])}
        chosen={chosenIn(ctx.query)}
        note={note}
      />
    );
  };
  get('/waiting', async (request) => {
    const note = await noteOf(parts, request.ctx.query.order);
    const content = await contentOf(request, note);
    await show(request, { page: 'waiting', title: ADMIN_PAGES.waiting, content });
  });
  post('/waiting', async (action) => {
    const { ctx, view, operator } = action;
    let order: SilenceOrder;
    try {
      order = orderOf(parts, action);
    } catch (thrown) {
      if (!(thrown instanceof OperatorError)) throw thrown;
      const children = await contentOf(action, { isGood: false, text: thrown.text });
      const title = view.say(ADMIN_PAGES.waiting);
      return answerPage(ctx, 400, { view, title, page: 'waiting', children });
    }
    // What somebody gave as a reason stays out of the log.
    const facts = order.do === 'end' ? { id: order.id } : { ...order.scope, until: order.until };
    audit.did(operator, `silence-${order.do}`, facts);
    const askedAt = parts.clock.now();
    const seq = await askWorker(parts, SILENCE, order);
    goTo(ctx, linkTo(`${ADMIN}/waiting`, { order: `${order.do}.${seq}.${askedAt}` }));
  });
}

/** @throws OperatorError where something is missing, wrong, or in the past */
function orderOf({ settings, clock }: AdminParts, { ctx, form }: AdminAction): SilenceOrder {
  if (form.get('do') === 'end') {
    const id = form.get('id') ?? '';
    return /^[\w-]{1,64}$/.test(id) ? { do: 'end', id } : ctx.throw(400);
  }
  const of = COVERED.find((one) => one === form.get('of'));
  const fields = { until: 'until', reason: 'reason', standIn: 'standIn', ...(of ? { [of]: 'id' } : {}) };
  const given = Object.entries(fields)
    .map(([word, field]) => [word, form.get(field)?.trim() ?? ''] as const)
    .filter(([, value]) => value !== '');
  return silenceOrderOf(Object.fromEntries(given) as SilenceWords, settings, clock.now());
}

/** What a link of another page has chosen: `?of=instance&id=…`. */
function chosenIn(query: AdminRequest['ctx']['query']): WaitingPageProps['chosen'] {
  const of = COVERED.find((one) => one === query.of);
  const id = typeof query.id === 'string' && /^[\w.@-]{1,128}$/.test(query.id) ? query.id : '';
  return { of: of ?? 'person', id };
}

async function noteOf(parts: AdminParts, given: unknown): Promise<WaitingPageProps['note']> {
  const [, what, seq, askedAt] = /^(add|end)\.(\d{1,16})\.(\d{13})$/.exec(String(given ?? '')) ?? [];
  if (seq === undefined) return undefined;
  const state = await orderState<Partial<SilenceDone>>(parts, Number(seq), Number(askedAt));
  const text = ((): Text => {
    if (state.is === 'lost') return MOVE.lost;
    if (state.is === 'open') return MOVE.waits;
    if (state.result.id === undefined) return MOVE.lost;
    if (what === 'add') return SILENCING.added;
    return state.result.id === '' ? SILENCING.gone : SILENCING.ended;
  })();
  return { isGood: state.is === 'done' && text !== MOVE.lost, text };
}
