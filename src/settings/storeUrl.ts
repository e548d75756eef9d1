import type { z } from 'zod';
import { leaf, type Refusal, refuse } from './leaf.ts';
import type { StoreSettings } from './settings.ts';

export const STORE_DEFAULT: StoreSettings = { kind: 'sqlite', path: 'data/relay.db' };

const EXAMPLES = 'sqlite:data/relay.db or postgres://user:password@host:5432/db';

/** `sqlite:PATH` or `postgres://…`. Never quoted in a message: it may hold a password. */
export const storeUrl: z.ZodType<StoreSettings> = leaf(EXAMPLES, (value) => {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(value)?.[1];
  if (scheme === 'sqlite') return readSqlite(value.slice('sqlite:'.length));
  if (scheme === 'postgres' || scheme === 'postgresql') return readPostgres(value);
  // `C:\data` is a path, too.
  if (scheme === undefined || scheme.length === 1) {
    return refuse(`must begin with sqlite: or postgres://: write ${EXAMPLES}.`);
  }
  const meant = /^(sqlite|libsql|file)/i.test(scheme)
    ? 'sqlite:PATH'
    : /^(pg|post)/i.test(scheme)
      ? 'postgres://…'
      : '';
  const hint = meant === '' ? `write ${EXAMPLES}.` : `did you mean ${meant}?`;
  return refuse(`cannot be "${scheme}:": ${hint}`);
});

function readSqlite(path: string): StoreSettings | Refusal {
  if (path === '') return refuse('names no file: write sqlite:data/relay.db.');
  if (path.startsWith('//')) {
    return refuse(
      'is a path, not a URL: write sqlite:data/relay.db, or sqlite:/var/lib/relay.db for an absolute path.',
    );
  }
  if (path.startsWith(':memory:')) {
    return refuse('must be a file, as nothing may be lost at a restart: write sqlite:data/relay.db.');
  }
  return { kind: 'sqlite', path };
}

function readPostgres(url: string): StoreSettings | Refusal {
  const isWhole = /^[a-z]+:\/\/./.test(url) && URL.canParse(url);
  if (isWhole) return { kind: 'postgres', url };
  return refuse(
    'is no URL: write postgres://user:password@host:5432/db, with signs such as @ / # in the password percent-encoded.',
  );
}
