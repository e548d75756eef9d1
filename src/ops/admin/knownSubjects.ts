import { OperatorError } from '../../base/errors.ts';
import { allReminderChats } from '../../relay/routing/reminderTargets.ts';
import type { Pending } from '../../relay/stats/pendingInstances.ts';
import type { Settings } from '../../settings/settings.ts';
import { severalCalled } from '../../words/adminWaitingText.ts';
import type { KnownNames } from './pages/deliveryTable.tsx';

/** Something that a silence can cover, with its name. */
export interface KnownSubject {
  readonly of: 'person' | 'approval' | 'chat';
  readonly id: string;
  /** Never empty. */
  readonly name: string;
}

interface Sources {
  readonly settings: Pick<Settings, 'approvals' | 'fallback'>;
  readonly found: readonly Pending[];
  /** By open_id. */
  readonly people: ReadonlyMap<string, string>;
  readonly names: KnownNames;
}

/**
 * What can be chosen by name: people that the page knows, approvals that are pending or configured, chats of reminders.
 */
export function knownSubjects({ settings, found, people, names }: Sources): KnownSubject[] {
  const approvals = new Map(found.map(({ approval, name }) => [approval, name]));
  for (const { code, name } of settings.approvals.values())
    if (!approvals.get(code)) approvals.set(code, name);
  const chats = [...allReminderChats(settings)].map((id): [string, string] => [id, names.chat(id)]);
  const subjectsOf = (of: KnownSubject['of'], named: Iterable<[string, string]>): KnownSubject[] =>
    [...named].filter(([id, name]) => name !== '' && name !== id).map(([id, name]) => ({ of, id, name }));
  return [
    ...subjectsOf('person', people),
    ...subjectsOf('approval', approvals),
    ...subjectsOf('chat', chats),
  ];
}

/** The id for a name; an unknown name is returned unchanged. @throws OperatorError if several have the name */
export function idCalled(subjects: readonly KnownSubject[], of: string, given: string): string {
  const alike = subjects.filter((one) => one.of === of && one.name === given);
  const [first, ...more] = alike;
  if (!first || subjects.some((one) => one.of === of && one.id === given)) return given;
  if (more.length > 0)
    throw new OperatorError(
      severalCalled(
        given,
        alike.map(({ id }) => id),
      ),
    );
  return first.id;
}
