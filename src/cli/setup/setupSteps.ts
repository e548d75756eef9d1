import { isAbsolute, join } from 'node:path';
import { OperatorError } from '../../base/errors.ts';
import { joined } from '../../base/language.ts';
import { loadTemplates, packagedTemplates } from '../../cards/templates/templates.ts';
import { consoleLink } from '../../feishu/appScopes.ts';
import { sampleCard, sendSampleCard } from '../../relay/calls/sampleCard.ts';
import { approvalsTo } from '../../settings/approvalsTo.ts';
import { problemsText } from '../../settings/problem.ts';
import { readSettingsText } from '../../settings/readSettings.ts';
import type { Settings } from '../../settings/settings.ts';
import { CONFIG, END } from '../../words/setupText.ts';
import { sentTo } from '../../words/tryText.ts';
import { diagnose, linesOf } from '../doctor.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit.ts';
import { withClient } from '../feishuOf.ts';
import { readNamedFile } from '../namedFile.ts';
import { checkGranted } from './checkGranted.ts';
import { chooseApproval, chooseChat } from './chooseMapping.ts';
import { addsOnly, hasMapping, type Mapping, newConfig, withMapping, writeConfigFile } from './configFile.ts';
import { findApp } from './findApp.ts';
import { hearApproval } from './hearApproval.ts';
import { offerAdoption } from './offerAdoption.ts';
import { environmentOf, type SetupApp, type SetupParts, settingsOf } from './setupParts.ts';
import { withStoreIn } from './setupStore.ts';

/**
 * The steps of `setup`: the app, its scopes, the approval, the group, the configuration, a test card, pending requests,
 * and `doctor`. Each step saves its results on disk or in Feishu, so a second run continues where the first stopped.
 */
export async function setUp(given: SetupParts): Promise<number> {
  const existing = existingSettings(given);
  // An existing configuration names the cloud.
  const parts = existing ? { ...given, domain: existing.feishu.baseUrl } : given;
  const app = await findApp(parts);
  return withClient(settingsOf(app), async (client) => {
    await checkGranted(parts, client, app);
    const hear = () => hearApproval(parts, withStoreIn(parts, hearing(existing, app)));
    const chosen = await chooseApproval(parts, client, hear);
    const mapping = { ...chosen, chat: await chooseChat(parts, client) };
    const { settings, isWritten } = await configure(given, app, mapping);
    await sendCard(parts, settings, mapping.chat);
    if (isWritten) await offerAdoption(parts, settings, mapping.approvalCode);
    return conclude(parts, settings);
  });
}

/** Settings for receiving events before the configuration is written: the existing ones, with this app. */
function hearing(existing: Settings | undefined, app: SetupApp): Settings {
  if (!existing) return settingsOf(app);
  const { appId, appSecret } = app;
  return { ...existing, feishu: { ...existing.feishu, appId, appSecret } };
}

function pathOf({ folder, file }: SetupParts): string {
  return isAbsolute(file) ? file : join(folder, file);
}

/**
 * The settings of an existing configuration.
 *
 * @throws OperatorError if it has an error
 */
function existingSettings(parts: SetupParts): Settings | undefined {
  const text = readNamedFile(pathOf(parts));
  if (text === undefined) return undefined;
  // The app may still be missing.
  const app = { appId: 'cli_0000000000000000', appSecret: 'unknown' };
  return settingsIn(parts, text, { ...environmentOf(app), ...parts.env });
}

function settingsIn({ file }: SetupParts, text: string, env: SetupParts['env']): Settings {
  const { settings, problems } = readSettingsText(file, text, env);
  const [first] = problems.filter(({ severity }) => severity === 'error');
  if (settings && !first) return settings;
  throw new OperatorError(CONFIG.invalid(problemsText(first ? [first] : [], '')));
}

/** Writes the configuration, or adds to an existing one after a question. Returns the resulting settings. */
async function configure(parts: SetupParts, app: SetupApp, mapping: Mapping): Promise<Written> {
  const { dialogue, file, language } = parts;
  const path = pathOf(parts);
  const env = { ...parts.env, ...environmentOf(app) };
  const read = (text: string): Settings => withStoreIn(parts, settingsIn(parts, text, env));
  const fresh = newConfig(app.domain, mapping);
  const write = (text: string): Written => {
    const settings = read(text);
    writeConfigFile(path, text);
    dialogue.say(CONFIG.written(file));
    return { settings, isWritten: true };
  };
  const before = readNamedFile(path);
  if (before === undefined) return write(`${CONFIG.made[language]}\n${fresh}`);
  const settings = read(before);
  if (hasMapping(settings, mapping)) {
    dialogue.say(CONFIG.has(file));
    return { settings, isWritten: true };
  }
  const text = withMapping(before, mapping);
  if (addsOnly(settings, read(text), mapping) && (await dialogue.confirm(CONFIG.mayAdd(file))))
    return write(text);
  dialogue.say(CONFIG.left(file));
  dialogue.show(fresh.slice(fresh.indexOf('approvals:')));
  return { settings, isWritten: false };
}

/** The settings, and whether they have the mapping. */
interface Written {
  readonly settings: Settings;
  readonly isWritten: boolean;
}

async function sendCard({ dialogue }: SetupParts, settings: Settings, chat: string): Promise<void> {
  const { templates, problems } = loadTemplates([settings.templates, packagedTemplates]);
  if (!templates) throw new OperatorError(joined(...problems.flatMap(({ message }) => [message, ' '])));
  const card = sampleCard(
    { settings, templates },
    { chat, status: 'PENDING', approval: approvalsTo(settings, chat)[0] },
  );
  const messageId = await withClient(settings, (client) =>
    sendSampleCard(client, { id: chat, idType: 'chat_id' }, card.content),
  );
  dialogue.say(sentTo(chat, messageId));
}

/** The findings of `doctor`, and what is left to do by hand. */
async function conclude({ dialogue, language }: SetupParts, settings: Settings): Promise<number> {
  const findings = await diagnose(settings);
  dialogue.say(END.checking);
  dialogue.show(linesOf(findings, language).join('\n'));
  const { baseUrl, appId } = settings.feishu;
  dialogue.say(END.connection(consoleLink(baseUrl, appId, 'event')));
  return findings.some(({ blocks }) => blocks) ? EXIT_FAILED : EXIT_OK;
}
