import { isAbsolute, join } from 'node:path';
import type { Settings } from '../../settings/settings.ts';
import type { SetupParts } from './setupParts.ts';

/** The settings with an absolute path of the store: relative paths begin in the folder that is set up. */
export function withStoreIn({ folder }: Pick<SetupParts, 'folder'>, settings: Settings): Settings {
  const { store } = settings;
  if (store.kind !== 'sqlite' || isAbsolute(store.path)) return settings;
  return { ...settings, store: { ...store, path: join(folder, store.path) } };
}
