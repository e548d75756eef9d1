import type { Clock } from '../../base/clock.ts';
import { OperatorError } from '../../base/errors.ts';
import type { Language } from '../../base/language.ts';
import type { Environment } from '../../settings/interpolate.ts';
import { problemsText } from '../../settings/problem.ts';
import { readSettingsText } from '../../settings/readSettings.ts';
import type { Settings } from '../../settings/settings.ts';
import { newConfig } from './configFile.ts';
import type { Dialogue } from './dialogue.ts';

/** What the steps of `setup` share. */
export interface SetupParts {
  /** The folder of `.env`; relative paths begin here. */
  readonly folder: string;
  /** The configuration, from that folder. */
  readonly file: string;
  /** The environment: it wins over `.env`. */
  readonly env: Environment;
  readonly dialogue: Dialogue;
  readonly language: Language;
  readonly clock: Clock;
  /** As in `feishu.domain`. */
  readonly domain: string;
  /** Use an existing app. */
  readonly isExisting: boolean;
  /** The host that creates apps; absent: Feishu's. */
  readonly accounts?: string;
}

/** The app that is set up. */
export interface SetupApp {
  readonly appId: string;
  readonly appSecret: string;
  readonly domain: string;
}

/** The app's variables for the environment. */
export function environmentOf({ appId, appSecret }: Omit<SetupApp, 'domain'>): Record<string, string> {
  return { FEISHU_APP_ID: appId, FEISHU_APP_SECRET: appSecret };
}

/** Settings for calls to Feishu before there is a configuration. */
export function settingsOf(app: SetupApp): Settings {
  const nobody = { approvalCode: 'NONE', name: '', chat: 'oc_none' };
  const { settings, problems } = readSettingsText('setup', newConfig(app.domain, nobody), environmentOf(app));
  if (!settings) throw new OperatorError(problemsText(problems, ' '));
  return settings;
}
