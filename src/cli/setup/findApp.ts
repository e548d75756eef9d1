import { join } from 'node:path';
import { encodeQR } from 'qr';
import { OperatorError } from '../../base/errors.ts';
import { asIs, type Text } from '../../base/language.ts';
import { getBot } from '../../feishu/api/appInfo.ts';
import { ASKED_SCOPES, USED_CALLBACKS, USED_EVENTS } from '../../feishu/appScopes.ts';
import { toFeishuError, whyOf } from '../../feishu/client/error.ts';
import { RegistrationError, registerApp } from '../../feishu/client/sdk.ts';
import { verdictOf } from '../../feishu/errorCodes.ts';
import { readEnvironment } from '../../settings/environment.ts';
import { APP } from '../../words/setupText.ts';
import { withClient } from '../feishuOf.ts';
import { writeEnvFile } from './envFile.ts';
import { environmentOf, type SetupApp, type SetupParts, settingsOf } from './setupParts.ts';

/** The name of a new app; the person who agrees can change it. */
const NAME = 'Approval Relay';
const APP_ID = /^cli_[0-9a-f]{16}$/i;

/**
 * The app: the one in `.env` from an earlier run, an existing one, or a new one. From here on its credentials are in
 * `.env`.
 */
export async function findApp(parts: SetupParts): Promise<SetupApp> {
  const { dialogue, domain, isExisting } = parts;
  const known = await knownApp(parts);
  if (known && (await dialogue.confirm(APP.goOn(known.appId)))) return known;
  const app = isExisting ? await askForApp(parts) : await makeApp(parts, {});
  writeEnvFile(join(parts.folder, '.env'), environmentOf(app));
  dialogue.say(APP.made(app.appId));
  return { ...app, domain: isExisting ? domain : app.domain };
}

/**
 * The app of `.env`, if Feishu accepts its credentials; or Lark: an earlier run may have found that it belongs to Lark.
 */
async function knownApp({ folder, env, domain }: SetupParts): Promise<SetupApp | undefined> {
  const { FEISHU_APP_ID: appId = '', FEISHU_APP_SECRET: appSecret = '' } = readEnvironment(folder, env).env;
  if (!APP_ID.test(appId) || appSecret === '') return undefined;
  for (const cloud of domain === 'feishu' ? [domain, 'lark'] : [domain]) {
    const app = { appId, appSecret, domain: cloud };
    if ((await whyRefused(app)) === undefined) return app;
  }
  return undefined;
}

async function askForApp({ dialogue, domain }: SetupParts): Promise<SetupApp> {
  for (;;) {
    const appId = await dialogue.ask({
      text: APP.id,
      check: (answer) => (APP_ID.test(answer) ? undefined : APP.badId),
    });
    const appSecret = await dialogue.ask({
      text: APP.secret,
      isSecret: true,
      check: (answer) => (answer === '' ? APP.empty : undefined),
    });
    const app = { appId, appSecret, domain };
    const why = await whyRefused(app);
    if (why === undefined) return app;
    dialogue.say(APP.refused(why));
  }
}

/** Why Feishu does not accept the credentials; undefined: it does, even if something else is missing. */
async function whyRefused(app: SetupApp): Promise<Text | undefined> {
  try {
    await withClient(settingsOf(app), getBot);
    return undefined;
  } catch (thrown) {
    const error = toFeishuError(thrown);
    const isRefused = error.code === undefined || verdictOf(error).fault === 'credentials-refused';
    return isRefused ? whyOf(error) : undefined;
  }
}

/**
 * Creates an app with a QR code, or adds missing scopes to one.
 *
 * @throws OperatorError if nobody agrees to it
 */
export async function makeApp(
  { dialogue, domain, accounts }: SetupParts,
  { appId }: { readonly appId?: string },
): Promise<SetupApp> {
  try {
    const made = await registerApp({
      ...(accounts ? { accounts } : {}),
      ...(appId ? { appId } : {}),
      name: NAME,
      scopes: ASKED_SCOPES,
      events: USED_EVENTS,
      callbacks: USED_CALLBACKS,
      onLink: (link) => {
        const code = encodeQR(link, 'ascii', { ecc: 'low', border: 2 });
        const fits = (code.split('\n', 1)[0] ?? '').length <= dialogue.columns;
        dialogue.say(fits ? APP.scan : APP.narrow);
        dialogue.show(fits ? `${code}\n${link}` : link);
      },
    });
    const cloud = domain === 'feishu' || domain === 'lark' ? made.brand : domain;
    return { appId: made.appId, appSecret: made.appSecret, domain: cloud };
  } catch (thrown) {
    if (!(thrown instanceof RegistrationError)) throw thrown;
    const why = REASONS[thrown.code] ?? asIs(thrown.message);
    throw new OperatorError({ en: APP.notMade(why.en).en, zh: APP.notMade(why.zh).zh });
  }
}

const REASONS: Readonly<Record<string, Text>> = { access_denied: APP.denied, expired_token: APP.expired };
