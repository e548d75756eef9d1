import type { ChangesDelivery } from '../../approval/delivery.ts';
import type { FoundInstance } from '../../approval/deliveryContent.ts';
import { MOST_FOLDED_LINES, MOST_SHOWN, type OverdueInstance } from '../../cards/view/reminderNote.ts';
import type { Work } from '../../store/work.ts';
import type { NoteAndPeople } from './noteOfReminder.ts';
import { aboutInstance } from './stillWaiting.ts';

/**
 * The content of a summary of changes: findings with their instance's current state; folded changes as they were. It
 * mentions nobody: there would be too many.
 */
export async function changesNoteOf(
  work: Pick<Work, 'knownInstance' | 'linesOf'>,
  delivery: ChangesDelivery,
): Promise<NoteAndPeople> {
  const { content } = delivery;
  const isFolded = content.of === 'folded';
  const listed: readonly FoundInstance[] = isFolded ? await work.linesOf(delivery) : content.found;
  const instances: OverdueInstance[] = [];
  for (const { instanceCode, status } of listed.slice(0, isFolded ? MOST_FOLDED_LINES : MOST_SHOWN)) {
    const known = await work.knownInstance(instanceCode);
    instances.push({
      ...aboutInstance(instanceCode, known?.snapshot?.instance),
      steps: [],
      status: isFolded ? status : (known?.status ?? status),
    });
  }
  const count = isFolded ? listed.length : content.count;
  return {
    note: { tellsChanges: true, isEscalated: false, steps: [], instances, count },
    mentions: [],
    people: instances.map((one) => one.applicant),
  };
}
