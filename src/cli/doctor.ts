import { existsSync } from 'node:fs';
import { getProxyForUrl } from 'proxy-from-env';
import { readWarning, type StandingWarning } from '../approval/warning.ts';
import { systemClock } from '../base/clock.ts';
import { OperatorError } from '../base/errors.ts';
import { type Language, sayIn, type Text } from '../base/language.ts';
import { type CheckResult, markOf } from '../doctor/checkResult.ts';
import type { DoctorParts, StoreState } from '../doctor/doctorParts.ts';
import { examine } from '../doctor/examine.ts';
import { getBot } from '../feishu/api/appInfo.ts';
import { toFeishuError } from '../feishu/client/error.ts';
import { verdictOf } from '../feishu/errorCodes.ts';
import { monthOf } from '../relay/calls/callCount.ts';
import { warningText } from '../relay/warnings/warningText.ts';
import { CLOUDS } from '../settings/defaults.ts';
import type { Settings } from '../settings/settings.ts';
import type { WarningRow } from '../store/warningRows.ts';
import { VERDICT } from '../words/doctorText.ts';
import { REMEDIES } from '../words/remedyText.ts';
import { mustBeConfigured } from './configured.ts';
import { EXIT_FAILED, EXIT_OK } from './exit.ts';
import { withClient } from './feishuOf.ts';
import { readStore } from './storeOf.ts';

interface DoctorOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly language: Language;
}

/** `approval-relay doctor`: what works and what is missing, one line for each result. It changes nothing. */
export async function run(options: DoctorOptions): Promise<number> {
  const { settings } = mustBeConfigured(options);
  const results = await diagnose(settings);
  if (options.json) console.log(JSON.stringify(results.map(jsonOf), null, 2));
  else console.log(`${linesOf(results, options.language).join('\n')}`);
  return results.some(({ blocks }) => blocks) ? EXIT_FAILED : EXIT_OK;
}

/** All checks of a configuration, on this machine and with Feishu. */
export async function diagnose(settings: Settings): Promise<CheckResult[]> {
  const now = systemClock().now();
  const store = await storeStateOf(settings, now);
  const parts: Omit<DoctorParts, 'client'> = {
    settings,
    store,
    warnings: 'facts' in store ? store.facts.warnings.flatMap(standing) : [],
    isKnownElsewhere: () => isKnownElsewhere(settings),
    proxy: proxyFor(settings.feishu.baseUrl),
    now,
  };
  return withClient(settings, (client) => examine({ ...parts, client }));
}

async function storeStateOf(settings: Settings, now: number): Promise<StoreState> {
  const { store, timezone } = settings;
  if (store.kind === 'sqlite' && !existsSync(store.path)) return { absent: true };
  try {
    return { facts: await readStore(settings, (opened) => opened.facts(monthOf(now, timezone))) };
  } catch (thrown) {
    if (thrown instanceof OperatorError) return { fault: thrown.text };
    throw thrown;
  }
}

function standing(row: WarningRow): StandingWarning[] {
  const warning = readWarning(row.code, row.data);
  return warning ? [{ warning, ...warningText(warning) }] : [];
}

/**
 * Whether the other cloud has an app with this id. The request has a made-up secret, since the app's own goes only to
 * the configured cloud. "Wrong secret" then means that the app exists there.
 */
async function isKnownElsewhere(settings: Settings): Promise<boolean> {
  const { feishu } = settings;
  const here = Object.values(CLOUDS).find(({ baseUrl }) => baseUrl === feishu.baseUrl);
  const there = Object.values(CLOUDS).find(({ brand }) => here && brand !== here.brand);
  if (!there) return false;
  const elsewhere = { ...settings, feishu: { ...feishu, ...there, appSecret: 'unknown' } };
  try {
    await withClient(elsewhere, getBot);
    return true;
  } catch (thrown) {
    return verdictOf(toFeishuError(thrown)).remedy === REMEDIES.wrongSecret;
  }
}

/** Without its password. */
function proxyFor(baseUrl: string): string {
  const proxy = getProxyForUrl(baseUrl);
  if (proxy === '') return '';
  try {
    const { protocol, host } = new URL(proxy);
    return `${protocol}//${host}`;
  } catch {
    return '…';
  }
}

/** One result, as `--json` prints it: always in English. */
function jsonOf({ check, ok, message, remedy, link }: CheckResult) {
  return { check, ok, message: message.en, remedy: remedy?.en ?? '', link: link ?? '' };
}

/** The results for a person, and their summary. */
export function linesOf(results: readonly CheckResult[], language: Language): string[] {
  const say = sayIn(language);
  const lines = results.flatMap((result) => {
    const { message, remedy, link } = result;
    return [
      `${markOf(result)} ${say(message)}`,
      ...(remedy ? [`    ${say(remedy)}`] : []),
      ...(link ? [`    ${link}`] : []),
    ];
  });
  return [...lines, '', say(conclusionOf(results))];
}

function conclusionOf(results: readonly CheckResult[]): Text {
  const blocking = results.filter(({ blocks }) => blocks).length;
  if (blocking > 0) return VERDICT.blocks(blocking);
  return results.every(({ ok }) => ok === true)
    ? VERDICT.well(results.length)
    : VERDICT.noneBlocks(results.length);
}
