import { createHash } from 'node:crypto';
import { wait } from '../../base/clock.ts';
import { FeishuError } from '../../feishu/client/error.ts';
import { approvalFor } from '../../settings/approvalFor.ts';
import { allApprovals } from '../../settings/approvalsTo.ts';
import type { Settings } from '../../settings/settings.ts';
import { REMINDER_RULES } from '../../store/schedules.ts';
import { configuredReminders, wantedReminders } from '../routing/reminderTargets.ts';
import type { RemindContext } from './remindContext.ts';

/** Raised when the code of the rules changes, so the rows are rebuilt. */
const RULES = 2;
const BATCH = 100;
/** The pause between batches, for live work. */
const PAUSE_MS = 20;

/**
 * If the reminder settings have changed, or a silence was ended, the rows of all open instances are rebuilt, batch by
 * batch; what becomes due only by that is spread over a few minutes. An interrupted run begins again at the next start.
 * If Feishu cannot give for now what an instance needs, only its rows stay as they are until it can.
 */
export function createResync(context: RemindContext): () => Promise<void> {
  const { settings, store, clock, log } = context;
  const { work } = store;
  // Instances that could not be rebuilt, by the change of the rules.
  let left: { readonly by: string; readonly codes: ReadonlySet<string> } | undefined;
  return async () => {
    const print = fingerprint(settings);
    const noted = (await work.lastRun(REMINDER_RULES))?.state;
    if (noted === print || (noted === undefined && configuredReminders(settings).length === 0)) return;
    const by = `${noted} ${print}`;
    const made = await makeAnew(context, left?.by === by ? left.codes : undefined);
    if (!made) return;
    const { instances, codes } = made;
    left = codes.size > 0 ? { by, codes } : undefined;
    if (left)
      return log.info({ left: codes.size }, 'some reminders wait for answers that Feishu cannot give now');
    // A silence that ended meanwhile: once more.
    if ((await work.lastRun(REMINDER_RULES))?.state !== noted) return;
    await work.noteRun(REMINDER_RULES, { at: clock.now(), state: print });
    if (instances > 0) log.info({ instances }, 'reminders follow the changed configuration or silences');
  };
}

/**
 * @param only these instances; undefined: all that are open
 * @returns how many were made, and those of which Feishu does not say for now which entries are for them; undefined: it
 * was cut off
 */
async function makeAnew(
  context: RemindContext,
  only: ReadonlySet<string> | undefined,
): Promise<{ readonly instances: number; readonly codes: ReadonlySet<string> } | undefined> {
  const { settings, store, clock, signal } = context;
  const { work } = store;
  const codes = new Set<string>();
  let instances = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await work.openInstances(after, BATCH);
    const open = page.open.filter(({ instance }) => !only || only.has(instance));
    const wanting = open.map(
      async ({ instance: instanceCode, approval: approvalCode, snapshot, ...state }) => {
        try {
          const about = { instanceCode, ...state };
          const mapped = approvalFor(settings, approvalCode);
          const wanted = await wantedReminders(context, mapped, snapshot?.instance, about);
          return [{ instanceCode, approvalCode, wanted }];
        } catch (thrown) {
          if (!(thrown instanceof FeishuError)) throw thrown;
          codes.add(instanceCode);
          return [];
        }
      },
    );
    const all = (await Promise.all(wanting)).flat();
    await work.resyncReminders(all, clock.now());
    instances += all.length;
    after = page.last;
    if (after !== undefined) await wait(clock, PAUSE_MS, signal);
    if (signal.aborted) return undefined;
  }
  return { instances, codes };
}

/** A fingerprint of everything that decides when somebody is reminded. */
function fingerprint(settings: Settings): string {
  const { timezone, calendar } = settings;
  const places = allApprovals(settings).map(({ code, chats }) => [
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
