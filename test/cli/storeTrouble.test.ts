import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Printed, runCommand } from '../support/command.ts';
import { freshDatabase } from '../support/postgres.ts';
import { type Program, runProgram, writeConfig } from '../support/program.ts';
import { openAt, run } from '../support/stores.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** A folder with a configuration whose store stands at `path`, and whose Feishu nobody reaches. */
function setUp(store = 'sqlite:data/relay.db') {
  const folder = tempFolder();
  writeConfig(folder, {
    feishu: { appId: 'cli_0123456789abcdef', appSecret: 's', domain: 'http://127.0.0.1:9', encryptKey: 'k' },
    server: { host: '127.0.0.1', port: 0 },
    store,
    approvals: { 'A-1': { chats: ['oc_1'] } },
    reconcile: false,
  });
  const program = (...args: string[]): Program => runProgram(folder, [...args, '--config', 'relay.yaml']);
  /** `start` has a process of its own. */
  const command = async (...args: string[]): Promise<Printed> => {
    if (args[0] !== 'start') return runCommand(folder, [...args, '--config', 'relay.yaml']);
    return endOf(program(...args));
  };
  return { folder, file: join(folder, 'data', 'relay.db'), program, command };
}

async function endOf(program: Program): Promise<Printed> {
  return { code: (await program.ended) as number, out: program.out(), err: program.err() };
}

const COMMANDS = [['start'], ['pending'], ['reconcile'], ['reconcile', '--dry-run']];

/** What a command that fails says. */
async function refusalOf(end: Promise<Printed>): Promise<string> {
  const { code, out, err } = await end;
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toMatch(/^approval-relay: store: [^\n]*\.\n$/);
  return err;
}

describe('a store that cannot be used ends every command with 1 and one sentence', () => {
  it('if it is damaged', async () => {
    const { folder, file, command } = setUp();
    mkdirSync(join(folder, 'data'));
    const text = 'this is a letter, not a database, and long enough to be read as one. '.repeat(20);
    writeFileSync(file, text);
    for (const args of COMMANDS) {
      expect(await refusalOf(command(...args))).toMatch(
        /is damaged, or is not a SQLite database .*restore the file/,
      );
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('if a newer version wrote it', async () => {
    const { file, program, command } = setUp();
    const first = program('start');
    await first.url;
    first.child.kill('SIGTERM');
    await first.ended;
    await run(
      { kind: 'sqlite', path: file },
      "insert into kysely_migration values ('999-future', '2030-01-01')",
    );
    for (const args of COMMANDS) {
      expect(await refusalOf(command(...args))).toMatch(/newer version of approval-relay .*run that version/);
    }
  });

  it('if there is none, and none is made', async () => {
    const { folder, command } = setUp();
    const working = [
      ['discard', 'd1'],
      ['replay', '--parked'],
      ['silence', 'add', '--instance', 'I1', '--until', '1h'],
      ['silence', 'end', 's1'],
      ['reconcile'],
    ];
    for (const args of working)
      expect(await refusalOf(command(...args))).toMatch(
        /there is no sqlite:data\/relay\.db yet: start the bot first, or correct "store"/,
      );
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('if nothing can be made', async () => {
    const { command } = setUp('sqlite:/proc/x/relay.db');
    const said = await Promise.all(COMMANDS.map((args) => refusalOf(command(...args))));
    expect(said[0]).toMatch(/cannot be opened for writing .*give this user write access/);
    expect(said[1]).toMatch(/there is no sqlite:\/proc\/x\/relay\.db yet: start the bot first/);
  });

  it('if PostgreSQL does not let its user use the tables', async () => {
    const url = await freshDatabase();
    const place = { kind: 'postgres', url } as const;
    await (await openAt(place)).close();
    await run(place, "create role reader login password 'reader-secret'");
    const { command } = setUp(url.replace(/\/\/[^@]+@/, '//reader:reader-secret@'));
    try {
      for (const args of COMMANDS)
        expect(await refusalOf(command(...args))).toMatch(
          /permission denied for table kysely_migration\b.*let this user/,
        );
      await run(place, 'grant select on kysely_migration to reader');
      for (const args of COMMANDS.slice(1))
        expect(await refusalOf(command(...args))).toMatch(/permission denied for \w+ \w+\b.*let this user/);
    } finally {
      await run(place, 'revoke all on kysely_migration from reader');
      await run(place, 'drop role reader');
    }
  });
});

describe('four first starts at once', () => {
  it('leave one bot that works, and three that say who has the store', async () => {
    const { program } = setUp();
    const starts = [1, 2, 3, 4].map(() => program('start'));
    const ends = await Promise.all(
      starts.map((one) =>
        one.url.then(
          () => 'works',
          () => refusalOf(endOf(one)),
        ),
      ),
    );
    expect(ends.filter((end) => end === 'works')).toHaveLength(1);
    for (const end of ends)
      if (end !== 'works') expect(end).toMatch(/another approval-relay already works on/);
  });
});

describe('a command that only looks', () => {
  it('changes no file of a bot that was killed, and copies no log', async () => {
    const { file, program } = setUp();
    const bot = program('start');
    await bot.url;
    bot.child.kill('SIGKILL');
    await bot.ended;
    const state = (): unknown[] =>
      [file, `${file}-wal`].map((one) => [statSync(one).size, statSync(one).mtimeMs, statSync(one).ino]);
    const before = state();
    for (const args of [['pending'], ['pending', '--json']]) {
      const looks = program(...args);
      expect([await looks.ended, looks.err()]).toEqual([0, '']);
    }
    expect(state()).toEqual(before);
    expect(existsSync(`${file}.commands`)).toBe(false);
    const again = program('start');
    expect((await fetch(`${await again.url}/readyz`)).status).toBe(200);
  });
});
