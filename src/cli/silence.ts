import type { Silence } from '../approval/silence.ts';
import { systemClock } from '../base/clock.ts';
import { OperatorError } from '../base/errors.ts';
import { type Language, sayIn, type Text } from '../base/language.ts';
import { silentLog } from '../base/log.ts';
import { FULL_TIME, zoneTime } from '../cards/view/moment.ts';
import type { SilenceWords } from '../relay/remind/parseSilence.ts';
import { obeySilence, SILENCE, type SilenceDone, type SilenceOrder } from '../relay/remind/silenceOrder.ts';
import type { Settings } from '../settings/settings.ts';
import {
  BY_COMMAND,
  COVERS,
  NO_SILENCES,
  noSuchSilence,
  notWaiting,
  SILENCE_ACTION,
  SILENCE_HEAD,
  SILENCE_NEEDS_ID,
  silenceAdded,
  silenceEnded,
  UNTIL_STEP_ENDS,
} from '../words/silenceText.ts';
import { askOnce } from './askOnce.ts';
import { mustBeConfigured } from './configured.ts';
import { EXIT_OK } from './exit.ts';
import { MisuseError } from './misuse.ts';
import { silenceAsked } from './silenceInput.ts';
import { readStore, workOnStore } from './storeOf.ts';
import { tableOf } from './table.ts';

interface SilenceOptions extends SilenceWords {
  readonly config?: string;
  readonly json?: boolean;
  readonly language: Language;
}

/**
 * `approval-relay silence`: for a while nobody is reminded of something, or a stand-in is. If a bot works on the store
 * it is asked, since only it may write; otherwise this process does it.
 */
export async function run(options: SilenceOptions, action: string, id?: string): Promise<number> {
  const { settings } = mustBeConfigured(options);
  const say = sayIn(options.language);
  if (action === 'list') return list(settings, options);
  if (action === 'add') {
    const order = silenceAsked(options, settings, systemClock().now());
    const done = await obeyed(settings, order);
    if (done.id === '') throw new OperatorError(notWaiting(order.scope.instance));
    const until = new Date(order.until).toISOString();
    const { scope, reason } = order;
    if (options.json) console.log(JSON.stringify({ id: done.id, ...scope, until, reason }, null, 2));
    else console.log(say(silenceAdded(done.id, zoneTime(settings.timezone).format(order.until, FULL_TIME))));
    return EXIT_OK;
  }
  if (action !== 'end') throw new MisuseError(SILENCE_ACTION);
  if (id === undefined) throw new MisuseError(SILENCE_NEEDS_ID);
  const done = await obeyed(settings, { do: 'end', id });
  if (done.id === '') throw new OperatorError(noSuchSilence(id));
  console.log(options.json ? JSON.stringify({ id }) : say(silenceEnded(id)));
  return EXIT_OK;
}

async function obeyed(settings: Settings, order: SilenceOrder): Promise<SilenceDone> {
  const clock = systemClock();
  const { result } = await workOnStore<SilenceDone>(settings, {
    here: ({ work }) => obeySilence({ work, clock, log: silentLog }, order),
    ask: (store) => askOnce(store, SILENCE, order, clock),
  });
  return result;
}

async function list(settings: Settings, { json, language }: SilenceOptions): Promise<number> {
  const silences = await readStore(settings, (store) => store.silences(systemClock().now()));
  if (json) console.log(JSON.stringify(silences.map(asJson), null, 2));
  else
    console.log(silences.length === 0 ? sayIn(language)(NO_SILENCES) : table(silences, settings, language));
  return EXIT_OK;
}

function asJson({ steps, until, begunAt, ...rest }: Silence): object {
  return {
    ...rest,
    steps: steps.map(({ step }) => step),
    begunAt: new Date(begunAt).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
  };
}

function table(silences: readonly Silence[], { timezone }: Settings, language: Language): string {
  const say = sayIn(language);
  const zone = zoneTime(timezone);
  const covered = (silence: Silence): string =>
    (Object.entries(COVERS) as [keyof typeof COVERS, Text][])
      .filter(([name]) => silence[name] !== '')
      .map(([name, text]) => `${say(text)} ${silence[name]}`)
      .join(', ');
  return tableOf(
    SILENCE_HEAD.map(say),
    silences.map((one) => [
      one.id,
      covered(one),
      one.until === null ? say(UNTIL_STEP_ENDS) : zone.format(one.until, FULL_TIME),
      one.standIn,
      one.reason,
      one.by === '' ? say(BY_COMMAND) : one.by,
    ]),
  );
}
