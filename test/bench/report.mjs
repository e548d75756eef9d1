import { change, median, spread, table } from './figures.mjs';

const pick = (runs, name) => runs.map((run) => run[name]);

/** How the events of the pipeline were answered. */
const ANSWERED = [
  ['perSecond', '/s'],
  ['p99', 'ms'],
  ['max', 'ms'],
];

/** The tables of docs/performance.md. */
export function writeReport(
  { answers, http, naive, roads, storm, helps, idle, times, ticks, figures, healing },
  size,
  about,
) {
  const full = `${size.rows.toLocaleString('en').replaceAll(',', ' ')} finished rows`;
  return [
    `${about}. Medians of interleaved rounds (${answers.bot.length} of the answers, ${roads.sqlite.length} of the pipeline), least and most in brackets.`,
    answerTable(answers, full),
    httpTable(http),
    naiveTable(naive, size),
    roadTable(roads, size, full),
    restTable({ roads, storm, helps, idle, times }, full),
    tickTable(ticks, size),
    figuresTable(figures, size),
    healingTable(healing),
  ].join('\n\n');
}

export function answerTable(answers, full) {
  const rate = (name) => pick(answers[name], 'perSecond');
  const ratio = (name, other) => (median(rate(name)) / median(rate(other))).toFixed(2);
  const times = (name) => ratio('bot', name);
  const row = (name, what, compared) => [
    what,
    spread(rate(name), '/s'),
    spread(pick(answers[name], 'p50'), 'ms', 1),
    spread(pick(answers[name], 'p99'), 'ms', 1),
    spread(
      rate(name).map((_, i) => answers[name][i].cpuMs * 1000),
      'µs',
    ),
    compared,
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
      row(
        'mapped',
        'the bot, events of a mapped approval, Feishu away',
        `${ratio('mapped', 'sdk')} of the SDK adapter's rate`,
      ),
      row('sdk', "Koa with the SDK's `adaptKoaRouter`: checks less, stores nothing", `${times('sdk')} of it`),
      row('bare', 'Koa that only parses', `${times('bare')} of it`),
    ],
  );
}

export function httpTable(http) {
  const row = (name, what) => [
    what,
    spread(
      http[name].map(({ cpuMs }) => cpuMs * 1000),
      'µs',
    ),
    spread(pick(http[name], 'perSecond'), '/s'),
    spread(pick(http[name], 'memory'), 'MB'),
  ];
  return table(
    [
      'Requests to Feishu, 20 at a time',
      'processor time each',
      'rate',
      'memory of a process that does only this',
    ],
    [row('bot', 'the bot: undici'), row('axios', 'axios, as the SDK uses it by itself')],
  );
}

/** The bot compared with one that stores nothing. */
export function naiveTable(runs, { naiveCards }) {
  const times = (name) => (median(pick(runs.bot, name)) / median(pick(runs.naive, name))).toFixed(2);
  const row = (what, name, unit, digits) => [
    what,
    spread(pick(runs.bot, name), unit, digits),
    spread(pick(runs.naive, name), unit, digits),
    `${times(name)} ×`,
  ];
  return table(
    [
      `Event to card, ${naiveCards} at once, 12 fields, 50 connections`,
      'the bot',
      'a naive bot: the SDK alone, nothing stored',
      'the bot has',
    ],
    [
      row('cards', 'cardsPerSecond', '/s'),
      row('processor time per card', 'cpuMs', 'ms', 2),
      row('memory', 'memory', 'MB'),
    ],
  );
}

/** One line of the table of the pipeline, for a run of SQLite alone. */
export function stormTable(runs, { roadCards }, about) {
  const cells = [
    ['cards', spread(pick(runs, 'cardsPerSecond'), '/s')],
    [
      'a single event',
      spread(
        runs.map(({ took }) => median(took)),
        'ms',
        1,
      ),
    ],
    ['processor time per card', spread(pick(runs, 'cpuMs'), 'ms', 1)],
    ...ANSWERED.map(([name, unit]) => [`answers: ${name}`, spread(pick(pick(runs, 'answered'), name), unit)]),
    ['memory at most', spread(pick(runs, 'most'), 'MB')],
  ];
  return `${about}, ${roadCards} events at once on SQLite\n\n${table(['', ''], cells)}`;
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
      'compared with an empty store',
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

function figuresTable(figures, { rows }) {
  const requests = `${rows.toLocaleString('en').replaceAll(',', ' ')} requests in ninety days`;
  const row = (name, what) => [
    what,
    spread(pick(figures[name], 'statsMs'), 'ms'),
    spread(pick(figures[name], 'peopleMs'), 'ms'),
  ];
  return table(
    [`\`stats\` of thirty days, ${requests}`, 'by step', 'by person, too'],
    [row('sqlite', 'SQLite'), row('postgres', 'PostgreSQL')],
  );
}

function healingTable({ standing, without, during, lookUps }) {
  return table(
    ['Reconcile', 'open instances', 'look-ups', 'a single event meanwhile', 'without it'],
    [['SQLite', standing, lookUps, spread(during, 'ms', 1), spread(without, 'ms', 1)]],
  );
}

function restTable({ roads, storm, helps, idle, times: [small, large] }, full) {
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
      ['memory, idle, as `npx approval-relay start`', spread(idle, 'MB'), '', ''],
      ['memory as PM2 starts it, a second after', ...all('idle', 'MB')],
      ['memory after the cards above', ...all('after', 'MB')],
      ...stormRows,
      ['`--help`', spread(helps, 'ms'), '', ''],
      ['a card of 20 fields', ...card(small)],
      ['a card of 400 fields', ...card(large)],
    ],
  );
}
