import { parseSnapshot } from '../feishu/api/instances.ts';
import type { Settings } from '../settings/settings.ts';
import type { Store } from '../store/open.ts';
import { openReadOnly } from '../store/openReadOnly.ts';
import { openToWork, type WorkedStore } from '../store/openToWork.ts';
import type { ReadOnlyStore } from '../store/readOnlyStore.ts';
import { whileHolding } from './whileHolding.ts';

type StorePlace = Pick<Settings, 'store' | 'feishu'>;

/**
 * Opens the store for a command that only reads, and closes it.
 *
 * @throws OperatorError if it is missing, or cannot be read
 */
export async function readStore<T>(
  { store: place, feishu }: StorePlace,
  read: (store: ReadOnlyStore) => Promise<T>,
): Promise<T> {
  const store = await openReadOnly(place, feishu.appId, parseSnapshot);
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

/** Two ways to do the work of a command. */
export interface WaysToWork<T> {
  /** By this process, since no bot works on the store. */
  readonly here: (store: Store) => Promise<T>;
  /** By the bot that works on it. */
  readonly ask: (store: WorkedStore) => Promise<T>;
}

/**
 * Lets a bot that works on the store do something, since only it may write; without one, this process does it.
 *
 * @param options `mayMake`: a missing store is created
 * @throws OperatorError if the store is missing, or cannot be opened or written
 */
export async function workOnStore<T>(
  { store: place, feishu }: StorePlace,
  { here, ask }: WaysToWork<T>,
  options: { readonly mayMake?: boolean } = {},
): Promise<{ readonly result: T; readonly by: 'command' | 'bot' }> {
  const opened = await openToWork(place, feishu.appId, parseSnapshot, options);
  try {
    if (opened.kind === 'anothers') return { result: await ask(opened.store), by: 'bot' };
    const { store } = opened;
    return { result: await whileHolding(store, () => here(store)), by: 'command' };
  } finally {
    await opened.store.close();
  }
}
