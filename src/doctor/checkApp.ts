import { getBot, getVersions, type Versions } from '../feishu/api/appInfo.ts';
import { grantedScopes } from '../feishu/api/scopes.ts';
import { consoleLink, SCOPE_NEEDS, scopeLink, USED_EVENTS } from '../feishu/appScopes.ts';
import { type FeishuError, whyOf } from '../feishu/client/error.ts';
import { verdictOf } from '../feishu/errorCodes.ts';
import { allApprovals } from '../settings/approvalsTo.ts';
import { conditionNeeds } from '../settings/conditionNeeds.ts';
import type { Settings } from '../settings/settings.ts';
import { APP, EVENTS, NETWORK, SCOPES, WHAT } from '../words/doctorText.ts';
import { REMEDIES } from '../words/remedyText.ts';
import { SCOPE_RIGHTS, type ScopeRight } from '../words/scopeText.ts';
import { blocking, type CheckResult, good, undetermined, wrong } from './checkResult.ts';
import { ask, type DoctorParts, notAsked } from './doctorParts.ts';

/** Credentials, domain and bot. `mayAsk`: whether further calls to Feishu are possible. */
export async function checkAccess(
  parts: DoctorParts,
): Promise<{ readonly results: CheckResult[]; readonly mayAsk: boolean }> {
  const { appId, baseUrl } = parts.settings.feishu;
  const asked = await ask(() => getBot(parts.client));
  const link = consoleLink(baseUrl, appId, 'bot');
  if ('answer' in asked) {
    const { name, isEnabled } = asked.answer;
    const bot = isEnabled
      ? good('bot', APP.bot)
      : blocking('bot', APP.botDisabled, { remedy: REMEDIES.disabled, link });
    return { results: [good('credentials', APP.credentials(name || appId)), bot], mayAsk: true };
  }
  const { error } = asked;
  const { remedy, fault } = verdictOf(error);
  if (error.code === undefined) {
    const unreached = NETWORK.unreached(baseUrl, whyOf(error));
    return { results: [blocking('network', unreached, { remedy })], mayAsk: false };
  }
  switch (fault) {
    case 'credentials-refused':
      return { results: [await refusedCredentials(parts, error)], mayAsk: false };
    case 'app-disabled':
      return {
        results: [blocking('app', APP.disabled(whyOf(error)), { remedy, link: consoleLink(baseUrl, appId) })],
        mayAsk: false,
      };
    case 'ip-not-allowed':
      return { results: [blocking('ip', APP.ip(whyOf(error)), { remedy })], mayAsk: false };
    case 'bot-disabled':
      return {
        results: [
          good('credentials', APP.credentials(appId)),
          blocking('bot', APP.noBot, { remedy: REMEDIES.noBot, link }),
        ],
        mayAsk: true,
      };
    default:
      return { results: [notAsked('bot', WHAT.bot, error)], mayAsk: true };
  }
}

async function refusedCredentials(parts: DoctorParts, error: FeishuError): Promise<CheckResult> {
  const { brand, baseUrl, appId } = parts.settings.feishu;
  if (await parts.isKnownElsewhere()) {
    const other = brand === 'lark' ? 'feishu' : 'lark';
    return blocking('domain', APP.elsewhere(other === 'lark' ? 'Lark' : 'Feishu'), {
      remedy: APP.setDomain(other),
    });
  }
  return blocking('credentials', APP.refused(whyOf(error)), {
    remedy: verdictOf(error).remedy,
    link: consoleLink(baseUrl, appId, 'baseinfo'),
  });
}

/** Each permission that the relay uses, by the granted scopes: any one of the alternatives is enough. */
export async function checkScopes({ client, settings }: DoctorParts): Promise<CheckResult[]> {
  const asked = await ask(() => grantedScopes(client));
  if ('error' in asked) return [notAsked('scopes', WHAT.scopes, asked.error)];
  const rights = Object.keys(SCOPE_NEEDS) as ScopeRight[];
  return rights
    .filter((right) => isUsed(right, settings))
    .map((right) => scopeResult(right, asked.answer, settings));
}

function scopeResult(right: ScopeRight, granted: ReadonlySet<string>, settings: Settings): CheckResult {
  const { anyOf, ask: least } = SCOPE_NEEDS[right];
  const check = `scope:${right}`;
  const scope = anyOf.find((one) => granted.has(one));
  if (scope !== undefined) return good(check, SCOPES.granted(scope, SCOPE_RIGHTS[right].right));
  const { baseUrl, appId } = settings.feishu;
  const message = SCOPES.missing(anyOf, SCOPE_RIGHTS[right].cost);
  const hint = { remedy: SCOPES.ask, link: scopeLink(baseUrl, appId, [least || anyOf[0] || '']) };
  if (NEEDED.has(right)) return blocking(check, message, hint);
  return right === 'update' || right === 'urgent' ? wrong(check, message, hint) : good(check, message, hint);
}

/** Without these there are no cards, or none for chats whose conditions need them. */
const NEEDED: ReadonlySet<ScopeRight> = new Set(['hear', 'subscribe', 'send', 'departmentTree', 'userIds']);

/** Whether the configuration needs it. */
function isUsed(right: ScopeRight, settings: Settings): boolean {
  const chats = allApprovals(settings).flatMap((approval) => approval.chats);
  if (right === 'update') return chats.some(({ mode }) => mode === 'live');
  if (right === 'departmentTree') return conditionNeeds(settings).tree;
  if (right === 'userIds') return conditionNeeds(settings).userIds;
  if (right !== 'urgent') return true;
  return chats.some(({ reminders }) => reminders?.escalate.some(({ urgent }) => urgent));
}

/** The published version and its events, as far as Feishu shows them. */
export async function checkEvents({ client, settings }: DoctorParts): Promise<CheckResult[]> {
  const { appId, baseUrl } = settings.feishu;
  const asked = await ask(() => getVersions(client, appId));
  if ('answer' in asked) return versionResults(asked.answer, settings);
  if (verdictOf(asked.error).fault !== 'scope-missing')
    return [notAsked('events', WHAT.versions, asked.error)];
  const link = scopeLink(baseUrl, appId, ['application:application:self_manage']);
  return [undetermined('events', EVENTS.needsScope, { remedy: EVENTS.seeEvents, link })];
}

function versionResults({ published, underReview, events }: Versions, { feishu }: Settings): CheckResult[] {
  const link = consoleLink(feishu.baseUrl, feishu.appId, 'version');
  const eventLink = consoleLink(feishu.baseUrl, feishu.appId, 'event');
  const waiting =
    underReview === ''
      ? []
      : [wrong('version:review', EVENTS.underReview(underReview), { remedy: EVENTS.review, link })];
  if (published === '')
    return [...waiting, undetermined('version', EVENTS.noVersion, { remedy: EVENTS.publish, link })];
  const version = good('version', EVENTS.published(published));
  if (!events) {
    const hint = { remedy: EVENTS.seeEvents, link: eventLink };
    return [version, ...waiting, undetermined('events', EVENTS.notKnown, hint)];
  }
  const hint = { remedy: EVENTS.add, link: eventLink };
  const named = CHECKED_EVENTS.map((event): CheckResult => {
    const check = `event:${event}`;
    if (events.has(event) || events.has(SPELLINGS[event] ?? '')) return good(check, EVENTS.added(event));
    const message = EVENTS.notAdded(event, EVENTS.costs[event]);
    if (event === 'approval_instance') return blocking(check, message, hint);
    // One of the two without the other is not enough.
    const isHalf = event === 'im.chat.member.bot.deleted_v1' && events.has('im.chat.member.bot.added_v1');
    return isHalf ? wrong(check, message, hint) : good(check, message, hint);
  });
  return [version, ...waiting, ...named];
}

type CheckedEvent = keyof typeof EVENTS.costs;
const CHECKED_EVENTS = USED_EVENTS.filter((event): event is CheckedEvent => event in EVENTS.costs);

/** The v4 spellings, for apps that were subscribed by a user. */
const SPELLINGS: Readonly<Partial<Record<CheckedEvent, string>>> = {
  approval_instance: 'approval.instance.status_changed_v4',
  approval_task: 'approval.task.status_changed_v4',
};
