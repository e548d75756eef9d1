import { grantedScopes } from '../../feishu/api/scopes.ts';
import { SCOPE_NEEDS, scopeLink } from '../../feishu/appScopes.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import { toFeishuError, whyOf } from '../../feishu/client/error.ts';
import { SCOPES } from '../../words/setupText.ts';
import { makeApp } from './findApp.ts';
import { type SetupApp, type SetupParts, settingsOf } from './setupParts.ts';

/** Lists the scopes that the app lacks, and waits for them. The platform silently ignores unknown ones. */
export async function checkGranted(parts: SetupParts, client: FeishuClient, app: SetupApp): Promise<void> {
  const { dialogue } = parts;
  const { baseUrl } = settingsOf(app).feishu;
  for (;;) {
    const missing = await missingScopes(parts, client);
    if (missing === undefined) return;
    if (missing.length === 0) return dialogue.say(SCOPES.all);
    dialogue.say(SCOPES.missing(missing, scopeLink(baseUrl, app.appId, missing)));
    const next = await dialogue.choose(SCOPES.next, [
      { value: 'again', label: SCOPES.again },
      { value: 'code', label: SCOPES.code },
      { value: 'later', label: SCOPES.later },
    ]);
    if (next === 'later') return;
    if (next === 'code') await makeApp(parts, { appId: app.appId });
  }
}

/** undefined: Feishu does not say; a message was printed. */
async function missingScopes({ dialogue }: SetupParts, client: FeishuClient): Promise<string[] | undefined> {
  try {
    const granted = await grantedScopes(client);
    const needs = Object.values(SCOPE_NEEDS).filter(
      ({ ask, anyOf }) => ask !== '' && !anyOf.some((one) => granted.has(one)),
    );
    return [...new Set(needs.map(({ ask }) => ask))];
  } catch (thrown) {
    dialogue.say(SCOPES.unknown(whyOf(toFeishuError(thrown))));
    return undefined;
  }
}
