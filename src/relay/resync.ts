import { createHash } from 'node:crypto';
import { type Clock, wait } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import type { ApprovalSettings, Settings } from '../settings/settings.ts';
import type { OpenInstances } from '../store/openInstances.ts';
import type { Reminders } from '../store/reminders.ts';
import type { Schedules } from '../store/schedules.ts';
import { wantedReminders } from './reminderPlaces.ts';

/** Raised when the rules themselves change, so that the rows follow. */
const RULES = 1;
const NAME = 'reminders:configuration';
const BATCH = 100;
/** Live work comes in between. */
const REST_MS = 20;

interface ResyncParts {
  readonly work: Schedules & OpenInstances & Pick<Reminders, 'resyncReminders'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Where what the configuration says of reminders has changed since it was last looked at, the rows of all open
 * instances are made anew, batch by batch. One that is cut off begins again at the next start.
 */
export async function resyncReminders(
  { work, clock, log, signal }: ResyncParts,
  settings: Settings,
  hasReminders: boolean,
): Promise<void> {
  const print = fingerprint(settings);
  const last = await work.lastRun(NAME);
  if (last?.state === print || (!last && !hasReminders)) return;
  let instances = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await work.openInstances(after, BATCH);
    await work.resyncReminders(
      page.open.map(({ instance, approval, status, changedAt, snapshot }) => ({
        instanceCode: instance,
        approvalCode: approval,
        wanted: wantedReminders(
          settings,
          settings.approvals.get(approval) ?? settings.fallback,
          snapshot === null ? undefined : parseSnapshot(snapshot, instance),
          { status, changedAt },
        ),
      })),
    );
    instances += page.open.length;
    after = page.last;
    if (after !== undefined) await wait(clock, REST_MS, signal);
    if (signal.aborted) return;
  }
  await work.noteRun(NAME, { at: clock.now(), state: print });
  if (instances > 0) log.info({ instances }, 'reminders follow the changed configuration');
}

export function approvalsOf({ approvals, fallback }: Settings): ApprovalSettings[] {
  return [...approvals.values(), ...(fallback ? [fallback] : [])];
}

/** Changes with whatever decides when somebody is reminded. */
function fingerprint(settings: Settings): string {
  const { timezone, calendar } = settings;
  const places = approvalsOf(settings).map(({ code, chats }) => [
    code,
    chats.map(({ chat, statuses, reminders, hours }) => [chat.id, statuses, reminders, hours]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([RULES, timezone, calendar, places]))
    .digest('base64url');
}
