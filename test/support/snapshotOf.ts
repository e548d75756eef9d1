import type { Snapshot } from '../../src/approval/snapshot.ts';
import { parseSnapshot } from '../../src/feishu/api/instances.ts';

/** A snapshot as the store hands it out. */
export function snapshotOf(text: string, instanceCode = 'I1'): Snapshot {
  return { text, instance: parseSnapshot(text, instanceCode) };
}
