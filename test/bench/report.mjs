import { change, median, spread, table } from './figures.mjs';

const pick = (runs, name) => runs.map((run) => run[name]);

/** The tables of docs/performance.md. */
export function writeReport({ answers, roads, helps, times }, size, about) {
  const full = `${size.rows.toLocaleString('en').replaceAll(',', ' ')} finished rows`;
  return [
    `${about}. Medians of ${size.rounds} interleaved rounds, least and most in brackets.`,
    answerTable(answers, full),
    roadTable(roads, size, full),
    restTable(roads, helps, times, full),
  ].join('\n\n');
}

function answerTable(answers, full) {
  const rate = (name) => pick(answers[name], 'perSecond');
  const times = (name) => (median(rate('bot')) / median(rate(name))).toFixed(2);
  const row = (name, what, beside) => [
    what,
    spread(rate(name), '/s'),
    spread(pick(answers[name], 'p50'), 'ms', 1),
    spread(pick(answers[name], 'p99'), 'ms', 1),
    beside,
  ];
  return table(
    ['Answers to encrypted, signed events, 50 connections', 'rate', 'p50', 'p99', 'the bot has'],
    [
      row('bot', 'the bot: checked and committed', ''),
      row('fullBot', `the bot, ${full}`, `${change(rate('fullBot'), rate('bot'))} with them`),
      row('sdk', "Koa with the SDK's `adaptKoaRouter`: checks less, stores nothing", `${times('sdk')} of it`),
      row('bare', 'Koa that only parses', `${times('bare')} of it`),
    ],
  );
}

function roadTable(roads, { storm }, full) {
  const row = (name, what, from) => [
    what,
    spread(pick(roads[name], 'cardsPerSecond'), '/s'),
    from ? change(pick(roads[name], 'cardsPerSecond'), pick(roads[from], 'cardsPerSecond')) : '',
    spread(
      roads[name].map(({ took }) => median(took)),
      'ms',
      1,
    ),
    spread(
      roads[name].map(({ answered }) => answered.p99),
      'ms',
      1,
    ),
  ];
  return table(
    [
      `Event to card, a storm of ${storm}`,
      'cards',
      'beside an empty store',
      'a single event',
      'p99 of the answers',
    ],
    [
      row('sqlite', 'SQLite'),
      row('fullSqlite', `SQLite, ${full}`, 'sqlite'),
      row('postgres', 'PostgreSQL'),
      row('fullPostgres', `PostgreSQL, ${full}`, 'postgres'),
    ],
  );
}

function restTable(roads, helps, [small, large], full) {
  const all = (name) => [
    spread(pick(roads.sqlite, name), name === 'readyMs' ? 'ms' : 'MB'),
    spread(pick(roads.fullSqlite, name), name === 'readyMs' ? 'ms' : 'MB'),
    spread(pick(roads.postgres, name), name === 'readyMs' ? 'ms' : 'MB'),
  ];
  const ms = ({ ms, bytes }) => [`${ms.toFixed(2)} ms (${(bytes / 1024).toFixed(0)} KB)`, '', ''];
  return table(
    ['', 'SQLite', `SQLite, ${full}`, 'PostgreSQL'],
    [
      ['start to ready', ...all('readyMs')],
      ['memory, idle', ...all('idle')],
      ['memory, after the storm', ...all('after')],
      ['memory, at most', ...all('most')],
      ['`--help`', spread(helps, 'ms'), '', ''],
      ['a card of 20 fields', ...ms(small)],
      ['a card of 400 fields', ...ms(large)],
    ],
  );
}
