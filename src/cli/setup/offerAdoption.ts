import { type Wait, waitsOf } from '../../approval/reminder.ts';
import { silentLog } from '../../base/log.ts';
import { zoneTime } from '../../cards/view/moment.ts';
import { type ListWindow, LONGEST_WINDOW_MS, listInstances } from '../../feishu/api/instanceList.ts';
import { getInstance } from '../../feishu/api/instances.ts';
import { createPeople } from '../../feishu/api/people.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import { FeishuError, whyOf } from '../../feishu/client/error.ts';
import type { Settings } from '../../settings/settings.ts';
import { saidText } from '../../words/networkText.ts';
import { WAITING } from '../../words/setupText.ts';
import { clientOf } from '../feishuOf.ts';
import { repair } from '../reconcile.ts';
import { tableOf } from '../table.ts';
import type { SetupParts } from './setupParts.ts';

const DAYS = 7;
const DAY_MS = 86_400_000;
/** Each look-up is billed, and nobody reads a longer list in a terminal. */
const MOST_LOOKED_AT = 60;
const MOST_SHOWN = 15;

/** A pending request, and for whom it waits. */
interface Waiting {
  readonly number: string;
  readonly waits: readonly Wait[];
  /** The request was created after this, ms. */
  readonly createdAfter: number;
}

/** Shows the pending requests of an approval, and records them if the person agrees, so reminders start. */
export async function offerAdoption(
  parts: SetupParts,
  settings: Settings,
  approvalCode: string,
): Promise<void> {
  const { dialogue } = parts;
  const client = clientOf(settings);
  let waiting: readonly Waiting[];
  try {
    waiting = await whatWaits(parts, settings, client, approvalCode);
    if (waiting.length === 0) return dialogue.say(WAITING.nothing(DAYS));
    dialogue.say(WAITING.these(waiting.length, DAYS));
    dialogue.show(await linesOf(parts, settings, client, waiting));
  } catch (thrown) {
    if (!(thrown instanceof FeishuError)) throw thrown;
    return dialogue.say(WAITING.unknown(whyOf(thrown)));
  } finally {
    await client.close();
  }
  if (!(await dialogue.confirm(WAITING.adopt))) return dialogue.say(WAITING.later);
  // Each list of ten hours is a request: as few as possible.
  const since = Math.min(...waiting.map(({ createdAfter }) => createdAfter));
  const order = { since, openOnly: false, adopt: true, everything: true };
  const { report } = await repair(settings, order, parts.language, { mayMake: true });
  dialogue.say(report.stopped ? saidText(report.stopped.message) : WAITING.adopted(report.adopted));
}

/** The newest first, with their current state. @throws FeishuError */
async function whatWaits(
  { clock }: SetupParts,
  settings: Settings,
  client: FeishuClient,
  approvalCode: string,
): Promise<Waiting[]> {
  const waiting: Waiting[] = [];
  let looked = 0;
  for (const window of windowsOf(approvalCode, clock.now())) {
    const turn = () => client.turn('instance.list', { priority: 0, lane: approvalCode });
    const codes = await listInstances(client, turn, window);
    for (const code of codes.reverse().slice(0, MOST_LOOKED_AT - looked)) {
      looked += 1;
      const { instance } = await getInstance(
        client,
        await client.turn('instance.get', { priority: 0, lane: code }),
        code,
        settings.locale,
      );
      if (instance.status !== 'PENDING') continue;
      const state = { status: 'PENDING', changedAt: instance.startedAt ?? window.from } as const;
      waiting.push({
        number: instance.serialNumber || code,
        waits: waitsOf(instance, state),
        createdAfter: window.from,
      });
    }
  }
  return waiting;
}

/** The last days in windows that Feishu takes, the newest first. */
function* windowsOf(approvalCode: string, now: number): Generator<ListWindow> {
  const first = now - DAYS * DAY_MS;
  for (let until = now; until > first; until -= LONGEST_WINDOW_MS)
    yield { approvalCode, from: Math.max(first, until - LONGEST_WINDOW_MS), until };
}

async function linesOf(
  { clock, language }: SetupParts,
  settings: Settings,
  client: FeishuClient,
  waiting: readonly Waiting[],
): Promise<string> {
  const shown = waiting.slice(0, MOST_SHOWN);
  const ids = shown.flatMap(({ waits }) => waits.map(({ person }) => person)).filter((id) => id !== '');
  const names = await createPeople(client, clock, silentLog).namesOf([...new Set(ids)], []);
  const zone = zoneTime(settings.timezone);
  const rows = shown.flatMap(({ number, waits }) =>
    waits.map(({ person, node, since }) => [
      number,
      zone.format(since, 'YYYY-MM-DD HH:mm'),
      names.people.get(person) ?? person,
      node,
    ]),
  );
  const table = tableOf(WAITING.head[language], rows);
  return waiting.length > shown.length ? `${table}\n…` : table;
}
