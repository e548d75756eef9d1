import { OperatorError } from '../../base/errors.ts';
import type { Text } from '../../base/language.ts';
import { type SilenceWords, silenceOrderOf } from '../../relay/remind/parseSilence.ts';
import { SILENCE, type SilenceDone, type SilenceOrder } from '../../relay/remind/silenceOrder.ts';
import { allPending } from '../../relay/stats/pendingInstances.ts';
import { MOVE } from '../../words/adminDeliveriesText.ts';
import { ADMIN_PAGES } from '../../words/adminText.ts';
import { SILENCE_FORM_FAULTS, SILENCING } from '../../words/adminWaitingText.ts';
import { ADMIN } from './adminFrame.tsx';
import type { AdminNames } from './adminNames.ts';
import { askWorker, orderState } from './adminOrders.ts';
import type { AdminParts } from './adminParts.ts';
import { type AdminAction, type AdminRequest, type AdminRoutes, answerPage, goTo } from './adminRequest.ts';
import { linkTo } from './adminView.ts';
import { idCalled, type KnownSubject, knownSubjects } from './knownSubjects.ts';
import { COVERED, type SilenceFields } from './pages/silenceForm.tsx';
import { WaitingPage, type WaitingPageProps } from './pages/waitingPage.tsx';

/** Nobody reads more rows. */
const MOST_ROWS = 200;
/** The longest name or reason. */
const LONGEST_VALUE = 200;

/** Who must act on pending requests, and the silences, which can be added and ended like by the command. */
export function addWaiting({ parts, audit, names, show, get, post }: AdminRoutes): void {
  get('/waiting', async (request) => {
    const note = await noteOf(parts, request.ctx.query.order);
    const known = await whatWaits(parts, names, request.view.now);
    const content = (
      <WaitingPage view={request.view} {...known} chosen={chosenIn(request.ctx.query)} note={note} />
    );
    await show(request, { page: 'waiting', title: ADMIN_PAGES.waiting, content });
  });
  post('/waiting', async (action) => {
    const { ctx, view, operator, form } = action;
    const known = await whatWaits(parts, names, view.now);
    let order: SilenceOrder;
    try {
      order = orderOf(parts, known.subjects, action);
    } catch (thrown) {
      if (!(thrown instanceof OperatorError)) throw thrown;
      const note = { isGood: false, text: thrown.text };
      const children = <WaitingPage view={view} {...known} chosen={chosenBy(form)} note={note} />;
      const title = view.say(ADMIN_PAGES.waiting);
      return answerPage(ctx, 400, { view, title, page: 'waiting', children });
    }
    // The reason is typed text, so it is not logged.
    const facts = order.do === 'end' ? { id: order.id } : { ...order.scope, until: order.until };
    audit.did(operator, `silence-${order.do}`, facts);
    const askedAt = parts.clock.now();
    const seq = await askWorker(parts, SILENCE, { ...order, by: 'page' } satisfies SilenceOrder);
    goTo(ctx, linkTo(`${ADMIN}/waiting`, { order: `${order.do}.${seq}.${askedAt}` }));
  });
}

type WhatWaits = Omit<WaitingPageProps, 'view' | 'chosen' | 'note'>;

async function whatWaits(
  { store, settings }: AdminParts,
  names: AdminNames,
  now: number,
): Promise<WhatWaits> {
  const { found, unmapped } = await allPending(store.readOnly, settings, now);
  const rows = found.slice(0, MOST_ROWS);
  const silences = await store.readOnly.silences(now);
  const ids = [
    ...rows.flatMap(({ waiting }) => waiting.map(({ person }) => person)),
    ...silences.flatMap(({ person, standIn, by }) => [person, standIn, by]),
    ...rows.map(({ applicant }) => applicant),
  ];
  const named = {
    people: await names.people(ids),
    names: await names.of(silences.map(({ instance }) => instance)),
  };
  const subjects = knownSubjects({ settings, found, ...named });
  return { settings, rows, all: found.length, unmapped: unmapped.length, silences, subjects, ...named };
}

/** @throws OperatorError if something is missing, wrong, or in the past */
function orderOf(
  { settings, clock }: AdminParts,
  subjects: readonly KnownSubject[],
  { ctx, form }: AdminAction,
): SilenceOrder {
  if (form.get('do') === 'end') {
    const id = form.get('id') ?? '';
    return /^[\w-]{1,64}$/.test(id) ? { do: 'end', id } : ctx.throw(400);
  }
  const { of, id, standIn, until, reason } = chosenBy(form);
  const words = {
    [of]: idCalled(subjects, of, id),
    standIn: idCalled(subjects, 'person', standIn),
    until,
    reason,
  };
  const given = Object.entries(words).filter(([, value]) => value !== '');
  return silenceOrderOf(
    Object.fromEntries(given) as SilenceWords,
    settings,
    clock.now(),
    SILENCE_FORM_FAULTS,
  );
}

/** The fields of the form. */
function chosenBy(form: URLSearchParams): SilenceFields {
  const filledIn = (field: string): string => form.get(field)?.trim().slice(0, LONGEST_VALUE) ?? '';
  return {
    of: COVERED.find((one) => one === form.get('of')) ?? 'person',
    id: filledIn('id'),
    until: filledIn('until'),
    standIn: filledIn('standIn'),
    reason: filledIn('reason'),
  };
}

/** Fields preset by a link of another page: `?of=instance&id=…`. */
function chosenIn(query: AdminRequest['ctx']['query']): SilenceFields {
  const of = COVERED.find((one) => one === query.of);
  const id = typeof query.id === 'string' && /^[\w.@-]{1,128}$/.test(query.id) ? query.id : '';
  return { of: of ?? 'person', id, until: '', standIn: '', reason: '' };
}

async function noteOf(parts: AdminParts, given: unknown): Promise<WaitingPageProps['note']> {
  const [, what, seq, askedAt] = /^(add|end)\.(\d{1,16})\.(\d{13})$/.exec(String(given ?? '')) ?? [];
  if (seq === undefined) return undefined;
  const state = await orderState<Partial<SilenceDone>>(parts, Number(seq), Number(askedAt));
  const text = ((): Text => {
    if (state.is === 'lost') return MOVE.lost;
    if (state.is === 'open') return MOVE.waits;
    if (state.result.id === undefined) return MOVE.lost;
    if (what === 'add') return state.result.id === '' ? SILENCING.notWaiting : SILENCING.added;
    return state.result.id === '' ? SILENCING.gone : SILENCING.ended;
  })();
  return { isGood: state.is === 'done' && text !== MOVE.lost && text !== SILENCING.notWaiting, text };
}
