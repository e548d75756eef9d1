import type { Delivery } from '../approval/delivery.ts';
import { readFoundAbout } from '../approval/foundAbout.ts';
import { isStatus } from '../approval/status.ts';
import { MOST_SHOWN, type OverdueInstance } from '../cards/reminderNote.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import type { Changes } from '../store/changes.ts';
import type { NoteAndPeople } from './reminderDesk.ts';

/**
 * What a card tells that gathers the changes which a run of reconcile found: each by the state that it is in now.
 * undefined: the row tells something else. Nobody is rung: it is late as it is.
 */
export async function foundNoteOf(
  work: Pick<Changes, 'knownInstance'>,
  { kind, about }: Delivery,
): Promise<NoteAndPeople | undefined> {
  const gathered = kind === 'summary' ? readFoundAbout(about) : undefined;
  if (!gathered) return undefined;
  const instances: OverdueInstance[] = [];
  for (const { instanceCode, status } of gathered.found.slice(0, MOST_SHOWN)) {
    const known = await work.knownInstance(instanceCode);
    const seen = known && known.snapshot !== null ? parseSnapshot(known.snapshot, instanceCode) : undefined;
    instances.push({
      instanceCode,
      approvalName: seen?.approvalName ?? '',
      applicant: seen?.applicant ?? '',
      steps: [],
      status: isStatus(known?.status) ? known.status : status,
    });
  }
  return {
    note: { tellsChanges: true, isEscalated: false, steps: [], instances, count: gathered.count },
    mentions: [],
    people: instances.map((one) => one.applicant),
  };
}
