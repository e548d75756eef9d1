import { systemClock } from '../base/clock.ts';
import { type Language, sayIn } from '../base/language.ts';
import { silentLog } from '../base/log.ts';
import { FULL_TIME, zoneTime } from '../cards/view/moment.ts';
import { getChat } from '../feishu/api/chats.ts';
import { createDefinitions } from '../feishu/api/definitions.ts';
import { createDepartments } from '../feishu/api/departments.ts';
import type { FeishuClient } from '../feishu/client/client.ts';
import { FeishuError } from '../feishu/client/error.ts';
import { askFeishu } from '../relay/calls/askFeishu.ts';
import { type ExplainedEntry, explainRoute } from '../relay/routing/explainRoute.ts';
import { ASKING_INSTANCE, GETS, ROUTE_HEAD } from '../words/routeText.ts';
import { UNTIL_STEP_ENDS } from '../words/silenceText.ts';
import { mustBeConfigured } from './configured.ts';
import { EXIT_OK } from './exit.ts';
import { withClient } from './feishuOf.ts';
import { type RouteWords, routeSubject } from './routeInput.ts';
import { type RouteSilence, routeSilences, silencesIn } from './routeSilence.ts';
import { tableOf } from './table.ts';

interface RouteOptions extends RouteWords {
  readonly config?: string;
  readonly json?: boolean;
  readonly language: Language;
}

/** A token and an answer of Feishu, each may take ten seconds. */
const PATIENCE_MS = 20_000;

/** An entry as it is printed. */
interface RouteLine extends ExplainedEntry {
  /** How many people are in the chat; null: Feishu does not say. */
  readonly people: number | null;
  readonly silences: readonly RouteSilence[];
}

/** `approval-relay route`: which chats get an instance, and why. It posts nothing and writes nothing. */
export async function run(options: RouteOptions, given?: string): Promise<number> {
  const { settings } = mustBeConfigured(options);
  return withClient(settings, async (client) => {
    const clock = systemClock();
    const parts = {
      settings,
      definitions: createDefinitions(client, clock, silentLog, PATIENCE_MS),
      departments: createDepartments(client, clock, silentLog),
    };
    const subject = await routeSubject(parts, client, given, options);
    const { approval, instance, status } = subject;
    const entries = await askFeishu(ASKING_INSTANCE, () => explainRoute(parts, approval, instance, status));
    const silences = await silencesIn(settings, clock.now());
    const all = await Promise.all(
      entries.map(async (one): Promise<RouteLine> => {
        const people = await peopleIn(client, one);
        const held = one.gets === 'yes' ? routeSilences(silences, one.entry, subject, clock.now()) : [];
        return { ...one, people, silences: held };
      }),
    );
    if (options.json) console.log(asJson(instance.instanceCode, status, all));
    else console.log(asTable(options.language, settings.timezone, all));
    return EXIT_OK;
  });
}

/** How many people are in the chat; null: Feishu does not say. */
async function peopleIn(client: FeishuClient, { entry, gets }: ExplainedEntry): Promise<number | null> {
  if (gets !== 'yes' || entry.chat.idType !== 'chat_id') return null;
  try {
    return (await getChat(client, entry.chat.id)).people ?? null;
  } catch (thrown) {
    if (thrown instanceof FeishuError) return null;
    throw thrown;
  }
}

function asJson(instance: string, status: string, all: readonly RouteLine[]): string {
  const entries = all.map(({ entry, gets, because, mentions, people, silences }) => ({
    chat: entry.chat.id,
    matches: gets === 'unknown' ? null : gets === 'yes',
    because: because.en,
    mentions,
    mode: entry.mode,
    template: entry.template,
    people,
    silences,
  }));
  return JSON.stringify({ instance, status, entries }, null, 2);
}

function asTable(language: Language, timezone: string, all: readonly RouteLine[]): string {
  const say = sayIn(language);
  const untilOf = (until: string | null): string =>
    until === null ? say(UNTIL_STEP_ENDS) : zoneTime(timezone).format(Date.parse(until), FULL_TIME);
  const rows = all.map(({ entry, gets, because, mentions, people, silences }) => [
    entry.chat.id,
    say(GETS[gets]),
    say(because),
    entry.mode,
    entry.template,
    mentions.join(', '),
    String(people ?? ''),
    silences
      .map(({ person, until, standIn }) => [person, standIn || untilOf(until)].filter(Boolean).join(' → '))
      .join(', '),
  ]);
  return tableOf(ROUTE_HEAD.map(say), rows);
}
