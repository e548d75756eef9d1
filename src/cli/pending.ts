import { systemClock } from '../base/clock.ts';
import { asIs, type Language, sayIn, type Text } from '../base/language.ts';
import { zoneTime } from '../cards/view/moment.ts';
import { allPending, type Pending } from '../relay/stats/pendingInstances.ts';
import type { PendingSilence } from '../relay/stats/pendingSilence.ts';
import type { Settings } from '../settings/settings.ts';
import type { OpenInstance } from '../store/instances/openInstances.ts';
import { NOTHING_WAITS, notListed, PENDING_HEAD } from '../words/pendingText.ts';
import { silencedUntil, standsInText, UNTIL_STEP_ENDS } from '../words/silenceText.ts';
import { mustBeConfigured } from './configured.ts';
import { EXIT_OK } from './exit.ts';
import { complain } from './fail.ts';
import { personNames } from './personNames.ts';
import { readStore } from './storeOf.ts';
import { tableOf } from './table.ts';

/**
 * `approval-relay pending`: the open instances that the store knows, longest waiting first. Those of approvals that are
 * no longer in the configuration are only counted: they are not relayed, and their current state is unknown. It changes
 * nothing: it asks Feishu only for names (which is free of charge); without an answer within six seconds it shows ids.
 */
export async function run(options: { config?: string; json?: boolean; language: Language }): Promise<number> {
  const ready = mustBeConfigured(options);
  const { settings } = ready;
  const now = systemClock().now();
  const { language } = options;
  // Output for programs is in no language.
  const locale = language === 'zh' && !options.json ? 'zh-CN' : 'en-US';
  const { found, unmapped } = await readStore(settings, (store) => allPending(store, settings, now, locale));
  const all = await withNames(found, settings);
  if (options.json) console.log(JSON.stringify(all, null, 2));
  else
    console.log(
      all.length === 0
        ? NOTHING_WAITS[language]
        : tableOf(PENDING_HEAD[language], all.flatMap(linesOf(settings, language))),
    );
  if (unmapped.length > 0) complain(noteOf(unmapped), language);
  return EXIT_OK;
}

/** Printed to standard error, since a program may read standard output. */
function noteOf(unmapped: readonly OpenInstance[]): Text {
  const codes = [...new Set(unmapped.map((one) => one.approval))].sort().join(', ');
  return notListed(unmapped.length, codes);
}

async function withNames(all: readonly Pending[], settings: Settings): Promise<Pending[]> {
  const ids = all.flatMap(({ waiting }) => waiting.map(({ person }) => person));
  const names = await personNames(settings, ids);
  return all.map((one) => ({
    ...one,
    waiting: one.waiting.map((wait) => ({ ...wait, personName: names.get(wait.person) ?? '' })),
  }));
}

function linesOf({ timezone }: Settings, language: Language): (one: Pending) => string[][] {
  const say = sayIn(language);
  const zone = zoneTime(timezone);
  const shown = (at: string | null): string =>
    at === null ? '-' : zone.format(Date.parse(at), 'YYYY-MM-DD HH:mm');
  const cellOf = (silence: PendingSilence | null): string | undefined => {
    if (!silence) return undefined;
    if (silence.standIn !== '') return say(standsInText(silence.standIn));
    return say(silencedUntil(silence.until === null ? UNTIL_STEP_ENDS : asIs(shown(silence.until))));
  };
  return (one) =>
    one.waiting.map(({ waited, since, person, personName, step, silence }) => [
      waited,
      shown(since),
      personName || person,
      step,
      one.name || one.approval,
      one.serialNumber,
      cellOf(silence) ?? shown(one.nextReminder),
      one.instance,
    ]);
}
