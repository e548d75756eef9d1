import type Router from '@koa/router';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { settleWithin } from '../base/patience.ts';

/** Figures from the store, read when the metrics are read. */
export interface StoreGauges {
  readonly inboxWaiting: number;
  readonly outboxWaiting: number;
  readonly parked: number;
  readonly chatsClosed: number;
  readonly callsMonth: number;
}

/** Figures of the process itself. */
export interface OwnGauges {
  readonly connected: boolean;
  readonly working: boolean;
  /** Days until the calendar of China's working days ends; undefined if no reminder uses it. */
  readonly calendarDaysLeft?: number | undefined;
  /** Since the start; undefined without a logger. */
  readonly logLinesDropped?: number | undefined;
  /** How many warnings there are, by code. */
  readonly warnings?: ReadonlyMap<string, number>;
}

export interface Metrics {
  readonly registry: Registry;
  readonly events: Counter<'type' | 'result'>;
  readonly deliveries: Counter<'kind' | 'result' | 'reason'>;
  readonly retries: Counter<'kind' | 'reason'>;
  readonly eventToCard: Histogram;
  readonly requests: Histogram<'api' | 'code'>;
  readonly hookRequests: Histogram<'hook' | 'status'>;
  readonly answers: Counter<'door' | 'status'>;
  readonly refused: Counter<'door' | 'cause'>;
  readonly presses: Counter<'result'>;
  readonly fallbacks: Counter<'status'>;
  readonly simplified: Counter<'detail'>;
  readonly lastEvent: Gauge;
  readonly reconciled: Counter;
}

const STORE_PATIENCE_MS = 1_000;
const UNKNOWN: StoreGauges = {
  inboxWaiting: Number.NaN,
  outboxWaiting: Number.NaN,
  parked: Number.NaN,
  chatsClosed: Number.NaN,
  callsMonth: Number.NaN,
};

/** Upper bounds in seconds: from "at once" to "Feishu was down overnight". */
const EVENT_TO_CARD = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200, 28_800];
const REQUEST = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

/** Gauges with a single number. */
const GAUGES: readonly [name: string, help: string, figureOf: (gauges: StoreGauges & OwnGauges) => number][] =
  [
    ['relay_inbox_waiting', 'Events on disk that are not composed yet', (g) => g.inboxWaiting],
    ['relay_outbox_waiting', 'Deliveries that are not sent yet', (g) => g.outboxWaiting],
    ['relay_parked', 'Events and deliveries that wait for a person', (g) => g.parked],
    ['relay_chats_closed', 'Chats that take no messages from the bot', (g) => g.chatsClosed],
    [
      'relay_feishu_calls_month',
      "Calls of this month that count against Feishu's quota",
      (g) => g.callsMonth,
    ],
    ['relay_intake_connected', '1 while events can come in', (g) => Number(g.connected)],
    ['relay_worker', '1 on the replica that works', (g) => Number(g.working)],
    [
      'relay_calendar_days_left',
      "Days until the calendar of China's working days ends; no number where no reminder uses it",
      (g) => g.calendarDaysLeft ?? Number.NaN,
    ],
  ];

/** All metrics of the program, in their own registry: two programs in one process do not share it. */
export function createMetrics(read: {
  readonly store: () => Promise<StoreGauges>;
  readonly own: () => OwnGauges;
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const setGauges = gaugesIn(registry);
  const metrics = { registry, ...countersIn([registry]) };
  const render = registry.metrics.bind(registry);
  registry.metrics = async () => {
    // If the store is away, the other figures are still given; those of the store are NaN.
    let stored = UNKNOWN;
    await settleWithin(
      STORE_PATIENCE_MS,
      read.store().then((gauges) => {
        stored = gauges;
      }),
    );
    setGauges({ ...stored, ...read.own() });
    return render();
  };
  return metrics;
}

/** Creates the gauges, and returns the function that sets them. */
function gaugesIn(registry: Registry): (gauges: StoreGauges & OwnGauges) => void {
  const registers = [registry];
  const setters = GAUGES.map(([name, help, figureOf]) => {
    const gauge = new Gauge({ name, help, registers });
    return (gauges: StoreGauges & OwnGauges) => gauge.set(figureOf(gauges));
  });
  const linesDropped = new Counter({
    name: 'relay_log_lines_dropped_total',
    help: 'Log lines that standard output did not take',
    registers,
  });
  const warnings = new Gauge({
    name: 'relay_warnings',
    help: 'Warnings, by code: see warnings in /readyz',
    labelNames: ['code'],
    registers,
  });
  return (gauges) => {
    for (const set of setters) set(gauges);
    linesDropped.reset();
    linesDropped.inc(gauges.logLinesDropped ?? 0);
    warnings.reset();
    for (const [code, count] of gauges.warnings ?? []) warnings.set({ code }, count);
  };
}

/** Creates the counters. */
function countersIn(registers: Registry[]): Omit<Metrics, 'registry'> {
  return {
    ...requestsIn(registers),
    events: new Counter({
      name: 'relay_events_total',
      help: 'Events by how they ended: relayed, parked, ignored (another type), or why they were suppressed',
      labelNames: ['type', 'result'],
      registers,
    }),
    deliveries: new Counter({
      name: 'relay_deliveries_total',
      help: 'Deliveries by how they ended: sent, suppressed or parked',
      labelNames: ['kind', 'result', 'reason'],
      registers,
    }),
    retries: new Counter({
      name: 'relay_delivery_retries_total',
      help: 'Tries of a delivery that did not end it, by reason',
      labelNames: ['kind', 'reason'],
      registers,
    }),
    eventToCard: new Histogram({
      name: 'relay_event_to_card_seconds',
      help: "From the commit of an event to Feishu's answer for its card",
      buckets: EVENT_TO_CARD,
      registers,
    }),
    answers: new Counter({
      name: 'relay_intake_answers_total',
      help: 'Requests to the webhook by HTTP status',
      labelNames: ['door', 'status'],
      registers,
    }),
    refused: new Counter({
      name: 'relay_refused_total',
      help: 'Incoming requests that were refused, by cause',
      labelNames: ['door', 'cause'],
      registers,
    }),
    presses: new Counter({
      name: 'relay_presses_total',
      help: 'Presses of buttons on reminders: deferred, stopped, undone, or why they changed nothing',
      labelNames: ['result'],
      registers,
    }),
    fallbacks: new Counter({
      name: 'relay_card_fallbacks_total',
      help: 'Plain cards sent because a template could not be used',
      labelNames: ['status'],
      registers,
    }),
    simplified: new Counter({
      name: 'relay_cards_simplified_total',
      help: 'Simpler cards tried because Feishu refused a fuller one',
      labelNames: ['detail'],
      registers,
    }),
    reconciled: new Counter({
      name: 'relay_reconciled_total',
      help: 'Changes that were not pushed and a look-up found',
      registers,
    }),
    lastEvent: new Gauge({
      name: 'relay_last_event_timestamp_seconds',
      help: 'When the last event came in',
      registers,
    }),
  };
}

/** Creates the histograms of requests to others. */
function requestsIn(registers: Registry[]): Pick<Metrics, 'requests' | 'hookRequests'> {
  return {
    requests: new Histogram({
      name: 'relay_feishu_request_seconds',
      help: "Requests to Feishu by API and Feishu's code (none: no answer)",
      labelNames: ['api', 'code'],
      buckets: REQUEST,
      registers,
    }),
    hookRequests: new Histogram({
      name: 'relay_hook_request_seconds',
      help: 'Requests to hooks by name and HTTP status (none: no answer)',
      labelNames: ['hook', 'status'],
      buckets: REQUEST,
      registers,
    }),
  };
}

/** `/metrics` in Prometheus' text format. */
export function addMetrics(router: Router, metrics: Metrics): void {
  router.get('/metrics', async (ctx) => {
    ctx.type = metrics.registry.contentType;
    ctx.body = await metrics.registry.metrics();
  });
}
