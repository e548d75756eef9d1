import type { Locale } from '../../approval/locale.ts';
import { waitsOf } from '../../approval/reminder.ts';
import type { Silence } from '../../approval/silence.ts';
import { workingSpanText } from '../../approval/words.ts';
import type { WorkingTime } from '../../approval/workingTime.ts';
import type { Settings } from '../../settings/settings.ts';
import type { OpenInstance } from '../../store/instances/openInstances.ts';
import type { ReadOnlyStore } from '../../store/readOnlyStore.ts';
import { approvalTimeOf, remindedEntry } from '../routing/approvalTime.ts';
import { mayBeSaidAt } from '../routing/reminderTargets.ts';
import { afterSilences, type PendingSilence, silenceOf } from './pendingSilence.ts';

/** A pending instance for output; times are ISO 8601. */
export interface Pending {
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
    /** Empty: Feishu does not answer, or does not say. */
    readonly personName: string;
    readonly step: string;
    readonly since: string;
    /** Working time, ms. */
    readonly waitedMs: number;
    readonly waited: string;
    /** Nobody is reminded for now, or a stand-in is; null: neither. */
    readonly silence: PendingSilence | null;
  }[];
  readonly nextReminder: string | null;
}

const PAGE = 500;

/** The open instances that the store knows. */
export interface AllPending {
  /** The longest waiting first. */
  readonly found: Pending[];
  /** Those of approvals that are no longer in the configuration: they are not relayed, and their state is unknown. */
  readonly unmapped: readonly OpenInstance[];
}

/**
 * What is pending, and who must act. It only reads the store.
 *
 * @param locale the language of `waited`
 */
export async function allPending(
  store: Pick<ReadOnlyStore, 'silences' | 'openInstances'>,
  settings: Settings,
  now: number,
  locale: Locale = 'en-US',
): Promise<AllPending> {
  const found: Pending[] = [];
  const unmapped: OpenInstance[] = [];
  const silences = await store.silences(now);
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await store.openInstances(after, PAGE);
    for (const one of page.open) {
      if (settings.fallback || settings.approvals.has(one.approval))
        found.push(pendingOf(one, settings, silences, { now, locale }));
      else unmapped.push(one);
    }
    after = page.last;
  }
  // Working time differs between approvals, so they are sorted by calendar time.
  found.sort((a, b) => (a.waiting[0]?.since ?? '').localeCompare(b.waiting[0]?.since ?? ''));
  return { found, unmapped };
}

function pendingOf(
  one: OpenInstance,
  settings: Settings,
  silences: readonly Silence[],
  { now, locale }: { readonly now: number; readonly locale: Locale },
): Pending {
  const { instance: code, approval, snapshot } = one;
  const seen = snapshot?.instance;
  const time = approvalTimeOf(settings, approval);
  const silenced = waitsOf(seen, one)
    .toSorted((a, b) => a.since - b.since)
    .map((wait) => ({ wait, silence: silenceOf(silences, one, wait, settings, now) }));
  return {
    instance: code,
    approval,
    name: seen?.approvalName || (settings.approvals.get(approval)?.name ?? ''),
    serialNumber: seen?.serialNumber ?? '',
    status: one.status,
    applicant: seen?.applicant ?? '',
    waiting: silenced.map(({ wait, silence }) => {
      const waitedMs = time.between(wait.since, now);
      const waited = workingSpanText(waitedMs, time, locale);
      const since = new Date(wait.since).toISOString();
      return { person: wait.person, personName: '', step: wait.node, since, waitedMs, waited, silence };
    }),
    nextReminder: afterSilences(
      nextReminder(one, settings, { time, now }),
      silenced.map(({ silence }) => silence),
    ),
  };
}

/** What should have been said already is said in working time and in the hours of the chat. */
function nextReminder(
  { approval, remindAt }: OpenInstance,
  settings: Settings,
  { time, now }: { readonly time: WorkingTime; readonly now: number },
): string | null {
  if (remindAt === null) return null;
  const due = Math.max(remindAt, now);
  const entry = remindedEntry(settings, approval);
  return new Date(entry ? mayBeSaidAt(settings, { entry, time }, due) : due).toISOString();
}
