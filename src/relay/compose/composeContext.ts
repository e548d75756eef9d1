import type { LRUCache } from 'lru-cache';
import type { Settings } from '../../settings/settings.ts';
import type { Needs } from '../context/context.ts';
import type { Lookup } from '../lookup/lookup.ts';

/** What the stages of `compose` need. */
export type ComposeContext = Needs<
  'clock' | 'log' | 'routing' | 'warnings' | 'observer' | 'worker',
  | 'knownInstance'
  | 'approvalOf'
  | 'hasCards'
  | 'standing'
  | 'isDeletedAfter'
  | 'finishChange'
  | 'postponeChange'
  | 'findingBody'
> & {
  readonly settings: Pick<Settings, 'approvals' | 'fallback' | 'timezone' | 'calendar' | 'hooks'>;
  readonly lookup: Lookup;
  /** How often a change failed unexpectedly, by its place in the inbox. */
  readonly oddFailures: LRUCache<number, number>;
};
