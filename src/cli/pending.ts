import { waitsOf } from '../approval/reminder.ts';
import { workingSpanText } from '../approval/words.ts';
import type { WorkingTime } from '../approval/workingTime.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { nextMatch } from '../base/schedule.ts';
import { zoneTime } from '../cards/moment.ts';
import { createFeishuClient } from '../feishu/client.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import { createPeople } from '../feishu/people.ts';
import { mayBeSaidAt, workingTimeOf } from '../relay/reminderPlaces.ts';
import { formatProblem } from '../settings/readSettings.ts';
import type { ChatEntry, Settings } from '../settings/settings.ts';
import type { OpenInstance } from '../store/openInstances.ts';
import { openToLook } from '../store/openToLook.ts';
import { PUT_OFF } from '../store/reminderRows.ts';
import { readConfigured } from './configured.ts';
import { EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { tableOf } from './table.ts';

/** One instance that waits, as it is printed; times are ISO 8601. */
interface Pending {
  readonly instance: string;
  readonly approval: string;
  readonly name: string;
  readonly serialNumber: string;
  readonly status: string;
  readonly applicant: string;
  /** Who must act, the longest waiting first. */
  readonly waiting: readonly {
    /** open_id. */
    readonly person: string;
    /** Empty: Feishu could not be asked, or does not tell. */
    readonly personName: string;
    readonly step: string;
    readonly since: string;
    /** Working time, ms. */
    readonly waitedMs: number;
    readonly waited: string;
  }[];
  readonly nextReminder: string | null;
}

const PAGE = 500;

/**
 * `approval-relay pending`: the open instances that the store knows, longest waiting first. Those of approvals that the
 * configuration maps no more are only counted: nobody hears of them, and how they stand by now is not known. It only
 * looks: it asks Feishu for names (which is free of charge), and for nothing else; without an answer within two seconds
 * ids stand there.
 */
export async function run(options: { config?: string; json?: boolean }): Promise<number> {
  const { problems, ready } = readConfigured(options);
  if (!ready) {
    for (const problem of problems) if (problem.severity === 'error') console.error(formatProblem(problem));
    return EXIT_MISUSE;
  }
  const { settings } = ready;
  const now = systemClock().now();
  const store = await openToLook(settings.store, settings.feishu.appId);
  const found: Pending[] = [];
  const unmapped: OpenInstance[] = [];
  try {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = await store.openInstances(after, PAGE);
      for (const one of page.open) {
        if (settings.fallback || settings.approvals.has(one.approval))
          found.push(pendingOf(one, settings, now));
        else unmapped.push(one);
      }
      after = page.last;
    }
  } finally {
    await store.close();
  }
  const all = await withNames(found, settings);
  // Working time differs from approval to approval; what people feel is the clock on the wall.
  all.sort((a, b) => (a.waiting[0]?.since ?? '').localeCompare(b.waiting[0]?.since ?? ''));
  if (options.json) console.log(JSON.stringify(all, null, 2));
  else console.log(all.length === 0 ? 'Nothing waits.' : tableOf(HEAD, all.flatMap(linesOf(settings))));
  if (unmapped.length > 0) console.error(noteOf(unmapped));
  return EXIT_OK;
}

/** Goes beside what is printed, which somebody may read into a program. */
function noteOf(unmapped: readonly OpenInstance[]): string {
  const codes = [...new Set(unmapped.map((one) => one.approval))].sort().join(', ');
  return (
    `approval-relay: open instances that are not listed: ${unmapped.length}, since their approvals are not in the ` +
    `configuration any more (${codes}). Nobody is reminded of them, and Feishu is not asked how they stand; they come ` +
    'back when the approval is configured again.'
  );
}

const HEAD = ['WAITING', 'SINCE', 'FOR', 'STEP', 'APPROVAL', 'NUMBER', 'NEXT REMINDER', 'INSTANCE'];

function pendingOf(one: OpenInstance, settings: Settings, now: number): Pending {
  const { instance: code, approval, snapshot } = one;
  const seen = snapshot === null ? undefined : parseSnapshot(snapshot, code);
  const time = timeOf(settings, approval);
  return {
    instance: code,
    approval,
    name: seen?.approvalName || (settings.approvals.get(approval)?.name ?? ''),
    serialNumber: seen?.serialNumber ?? '',
    status: one.status,
    applicant: seen?.applicant ?? '',
    waiting: waitsOf(seen, one)
      .toSorted((a, b) => a.since - b.since)
      .map(({ person, node, since }) => {
        const waitedMs = time.between(since, now);
        const waited = workingSpanText(waitedMs, time, 'en-US');
        return { person, personName: '', step: node, since: new Date(since).toISOString(), waitedMs, waited };
      }),
    nextReminder: nextReminder(one, settings, { time, now }),
  };
}

/** What is due is told of at the next look of its schedule, in working time and in the hours of the chat. */
function nextReminder(
  { approval, remindAt, remindBy }: OpenInstance,
  settings: Settings,
  { time, now }: { readonly time: WorkingTime; readonly now: number },
): string | null {
  if (remindAt === null || remindBy === null) return null;
  const due = Math.max(remindAt, now);
  const tick = remindBy === PUT_OFF ? due : nextMatch(remindBy, settings.timezone, due - 1, LOOK_AHEAD_MS);
  const look = tick ?? due;
  const entry = remindedEntry(settings, approval);
  const at = entry && mayBeSaidAt(settings, { entry, time }, look);
  return new Date(at ?? look).toISOString();
}

/** Far enough for a weekly schedule. */
const LOOK_AHEAD_MS = 8 * 86_400_000;

/** More names than anybody reads are not asked for. */
const MOST_NAMES = 500;

async function withNames(all: readonly Pending[], settings: Settings): Promise<Pending[]> {
  const ids = all.flatMap(({ waiting }) => waiting.map(({ person }) => person)).filter((id) => id !== '');
  if (ids.length === 0) return [...all];
  const clock = systemClock();
  const client = createFeishuClient({
    ...settings.feishu,
    ...settings.limits,
    clock,
    log: silentLog,
    onAnswer: () => undefined,
  });
  const people = createPeople(client, clock, silentLog);
  const names = await people.namesOf([...new Set(ids)].slice(0, MOST_NAMES), []);
  return all.map((one) => ({
    ...one,
    waiting: one.waiting.map((wait) => ({ ...wait, personName: names.people.get(wait.person) ?? '' })),
  }));
}

/** The working time by which the approval is reminded of; without reminders every moment counts. */
function timeOf(settings: Settings, approvalCode: string): WorkingTime {
  const rules = remindedEntry(settings, approvalCode)?.reminders || settings.reminders;
  const always = { calendar: 'always', hours: { startMinute: 0, endMinute: 1_440 } } as const;
  return workingTimeOf(settings, rules ?? always);
}

/** The first chat that is reminded of the approval. */
function remindedEntry(settings: Settings, approvalCode: string): ChatEntry | undefined {
  const approval = settings.approvals.get(approvalCode) ?? settings.fallback;
  return approval?.chats.find((chat) => chat.reminders);
}

function linesOf({ timezone }: Settings): (one: Pending) => string[][] {
  const zone = zoneTime(timezone);
  const shown = (at: string | null): string =>
    at === null ? '-' : zone.format(Date.parse(at), 'YYYY-MM-DD HH:mm');
  return (one) =>
    one.waiting.map(({ waited, since, person, personName, step }) => [
      waited,
      shown(since),
      personName || person,
      step,
      one.name || one.approval,
      one.serialNumber,
      shown(one.nextReminder),
      one.instance,
    ]);
}
