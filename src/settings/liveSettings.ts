import type { FeishuSettings, Settings } from './settings.ts';

/** Settings that follow the file: reading a key returns the value in force. */
export interface LiveSettings {
  /**
   * The settings in force. Read a key when it is needed, not when something is created: a stored value does not follow.
   */
  readonly settings: Settings;
  /** Puts other settings in force, all at once. */
  replace(next: Settings): Replaced;
}

/** What was in force, what is now, and which changed keys wait for a restart. */
export interface Replaced {
  readonly before: Settings;
  readonly after: Settings;
  readonly kept: readonly string[];
}

/** These only take effect at a restart. */
const AT_RESTART = ['feishu.appId', 'feishu.domain', 'feishu.events', 'server', 'store'] as const;

export function liveSettings(first: Settings): LiveSettings {
  let now = first;
  return {
    settings: following(() => now, ['feishu', 'limits', 'log']),
    replace(next) {
      const kept = AT_RESTART.filter((key) => !isSame(partOf(first, key), partOf(next, key)));
      const before = now;
      now = {
        ...next,
        feishu: feishuOf(first.feishu, next.feishu),
        server: first.server,
        store: first.store,
      };
      return { before, after: now, kept };
    },
  };
}

/** The app and its domain stay; its secrets change. */
function feishuOf(first: FeishuSettings, next: FeishuSettings): FeishuSettings {
  const { appId, baseUrl, brand, events } = first;
  const isElsewhere = next.baseUrl !== baseUrl || next.brand !== brand;
  return { ...next, appId, baseUrl, brand, events, ...(isElsewhere ? { appLink: first.appLink } : {}) };
}

function partOf({ feishu, server, store }: Settings, key: (typeof AT_RESTART)[number]): unknown {
  if (key === 'feishu.domain') return [feishu.baseUrl, feishu.brand];
  if (key === 'feishu.appId') return feishu.appId;
  if (key === 'feishu.events') return feishu.events;
  return key === 'server' ? server : store;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** An object whose keys are read at each access; those of `deep` are such objects themselves. */
function following<T extends object>(read: () => T, deep: readonly (keyof T)[] = []): T {
  const inner = new Map<PropertyKey, object>(
    deep.map((key) => [key, following(() => read()[key] as T[keyof T] & object)]),
  );
  return new Proxy({} as T, {
    get: (_, key) => inner.get(key) ?? read()[key as keyof T],
    has: (_, key) => key in read(),
    ownKeys: () => Reflect.ownKeys(read()),
    getOwnPropertyDescriptor: (_, key) =>
      key in read()
        ? { value: inner.get(key) ?? read()[key as keyof T], enumerable: true, configurable: true }
        : undefined,
  });
}
