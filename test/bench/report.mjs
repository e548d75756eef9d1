import { change, median, spread, table } from './figures.mjs';

const pick = (runs, name) => runs.map((run) => run[name]);

/** How the events of the road were answered. */
const ANSWERED = [
  ['perSecond', '/s'],
  ['p99', 'ms'],
  ['max', 'ms'],
];

/** The tables of docs/performance.md. */
export function writeReport({ answers, roads, storm, helps, times, ticks, healing }, size, about) {
  const full = `${size.rows.toLocaleString('en').replaceAll(',', ' ')} finished rows`;
  return [
    `${about}. Medians of interleaved rounds (${answers.bot.length} of the answers, ${roads.sqlite.length} of the road), least and most in brackets.`,
    answerTable(answers, full),
    roadTable(roads, size, full),
    restTable(roads, storm, helps, times, full),
    tickTable(ticks, size),
    healingTable(healing),
  ].join('\n\n');
}

export function answerTable(answers, full) {
  const rate = (name) => pick(answers[name], 'perSecond');
  const times = (name) => (median(rate('bot')) / median(rate(name))).toFixed(2);
  const row = (name, what, beside) => [
    what,
    spread(rate(name), '/s'),
    spread(pick(answers[name], 'p50'), 'ms', 1),
    spread(pick(answers[name], 'p99'), 'ms', 1),
    spread(
      rate(name).map((_, i) => answers[name][i].cpuMs * 1000),
      'µs',
    ),
    beside,
  ];
  return table(
    [
      'Answers to encrypted, signed events, 50 connections',
      'rate',
      'p50',
      'p99',
      'processor time each',
      'the bot has',
    ],
    [
      row('bot', 'the bot: checked and committed', ''),
      ...(answers.fullBot
        ? [row('fullBot', `the bot, ${full}`, `${change(rate('fullBot'), rate('bot'))} with them`)]
        : []),
      row('sdk', "Koa with the SDK's `adaptKoaRouter`: checks less, stores nothing", `${times('sdk')} of it`),
      row('bare', 'Koa that only parses', `${times('bare')} of it`),
    ],
  );
}

function roadTable(roads, { roadCards }, full) {
  const row = (name, what, from) => [
    what,
    spread(pick(roads[name], 'cardsPerSecond'), '/s'),
    from ? change(pick(roads[name], 'cardsPerSecond'), pick(roads[from], 'cardsPerSecond')) : '',
    spread(
      roads[name].map(({ took }) => median(took)),
      'ms',
      1,
    ),
    spread(pick(roads[name], 'cpuMs'), 'ms', 1),
    ...ANSWERED.map(([member, unit]) => spread(pick(pick(roads[name], 'answered'), member), unit)),
  ];
  return table(
    [
      `Event to card, ${roadCards} at once`,
      'cards',
      'beside an empty store',
      'a single event',
      'processor time per card',
      'answers meanwhile',
      'p99',
      'slowest',
    ],
    [
      row('sqlite', 'SQLite'),
      row('fullSqlite', `SQLite, ${full}`, 'sqlite'),
      row('postgres', 'PostgreSQL'),
      row('fullPostgres', `PostgreSQL, ${full}`, 'postgres'),
    ],
  );
}

function tickTable(ticks, { rows }) {
  const waiting = `${rows.toLocaleString('en').replaceAll(',', ' ')} wait`;
  const row = (name, what) => [
    what,
    spread(pick(ticks[name], 'foundMs'), 'ms', 1),
    spread(pick(ticks[name], 'tickMs'), 'ms', 1),
  ];
  return table(
    ['A tick with a hundred due, without the look-ups', 'who is due', 'all of it'],
    [
      row('few', 'SQLite, nobody else waits'),
      row('sqlite', `SQLite, ${waiting}`),
      row('postgres', `PostgreSQL, ${waiting}`),
    ],
  );
}

function healingTable({ standing, without, beside, lookUps }) {
  return table(
    ['Reconcile', 'open instances', 'look-ups', 'a single event beside it', 'without it'],
    [['SQLite', standing, lookUps, spread(beside, 'ms', 1), spread(without, 'ms', 1)]],
  );
}

function restTable(roads, storm, helps, [small, large], full) {
  const stores = [roads.sqlite, roads.fullSqlite, roads.postgres];
  const all = (name, unit) => stores.map((runs) => spread(pick(runs, name), unit));
  const card = ({ ms, bytes }) => [`${ms.toFixed(2)} ms (${(bytes / 1024).toFixed(0)} KB)`, '', ''];
  const stormRows = storm
    ? [
        ['memory after a storm of 5 000', spread([storm.after], 'MB'), '', ''],
        ['memory at most in that storm', spread([storm.most], 'MB'), '', ''],
      ]
    : [];
  return table(
    ['', 'SQLite', `SQLite, ${full}`, 'PostgreSQL'],
    [
      ['start to ready', ...all('readyMs', 'ms')],
      ['memory, idle', ...all('idle', 'MB')],
      ['memory after the cards above', ...all('after', 'MB')],
      ...stormRows,
      ['`--help`', spread(helps, 'ms'), '', ''],
      ['a card of 20 fields', ...card(small)],
      ['a card of 400 fields', ...card(large)],
    ],
  );
}
