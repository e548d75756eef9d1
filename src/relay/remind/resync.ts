import { createHash } from 'node:crypto';
import { wait } from '../../base/clock.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import type { ApprovalSettings, ReminderSettings, Settings } from '../../settings/settings.ts';
import { wantedReminders } from '../routing/reminderTargets.ts';
import type { RemindContext } from './remindContext.ts';

/** Raised when the rules themselves change, so that the rows follow. */
const RULES = 2;
/** The schedule under which it is kept by which rules reminders fall due; without them they are worked out anew. */
export const REMINDER_RULES = 'reminders:configuration';
const BATCH = 100;
/** Live work comes in between. */
const REST_MS = 20;

/**
 * Where what the configuration says of reminders has changed since it was last looked at, the rows of all open
 * instances are made anew, batch by batch; what falls due only by that leaves over a few minutes. One that is cut off begins again at the next start.
 */
export async function resyncReminders(context: RemindContext): Promise<void> {
  const { settings, store, clock, log, signal } = context;
  const { work } = store;
  const print = fingerprint(settings);
  const hasReminders = remindersIn(settings).length > 0;
  const last = await work.lastRun(REMINDER_RULES);
  if (last?.state === print || (!last && !hasReminders)) return;
  let instances = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await work.openInstances(after, BATCH);
    const wanting = page.open.map(async ({ instance, approval, status, changedAt, snapshot }) => {
      const mapped = approvalFor(settings, approval);
      const state = { instanceCode: instance, status, changedAt };
      const wanted = await wantedReminders(context, mapped, snapshot?.instance, state);
      return { instanceCode: instance, approvalCode: approval, wanted };
    });
    await work.resyncReminders(await Promise.all(wanting), clock.now());
    instances += page.open.length;
    after = page.last;
    if (after !== undefined) await wait(clock, REST_MS, signal);
    if (signal.aborted) return;
  }
  await work.noteRun(REMINDER_RULES, { at: clock.now(), state: print });
  if (instances > 0) log.info({ instances }, 'reminders follow the changed configuration');
}

export function approvalsOf({ approvals, fallback }: Settings): ApprovalSettings[] {
  return [...approvals.values(), ...(fallback ? [fallback] : [])];
}

/** The reminders of every chat entry that has any. */
export function remindersIn(settings: Settings): ReminderSettings[] {
  return approvalsOf(settings).flatMap(({ chats }) =>
    chats.flatMap(({ reminders }) => (reminders ? [reminders] : [])),
  );
}

/** Changes with whatever decides when somebody is reminded. */
function fingerprint(settings: Settings): string {
  const { timezone, calendar } = settings;
  const places = approvalsOf(settings).map(({ code, chats }) => [
    code,
    chats.map(({ chat, statuses, when, reminders, hours, stage }) => [
      chat.id,
      statuses,
      reminders,
      hours,
      when,
      ...(stage ? [stage] : []),
    ]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([RULES, timezone, calendar, places]))
    .digest('base64url');
}
