import { type ApprovalInfo, getApprovalInfo } from '../feishu/api/definitions.ts';
import { textUpTo } from '../feishu/client/answer.ts';
import type { FeishuError } from '../feishu/client/error.ts';
import { CODES, verdictOf } from '../feishu/errorCodes.ts';
import { definitionsById } from '../feishu/form/formDefinition.ts';
import type { ApprovalSettings, Settings } from '../settings/settings.ts';
import { APPROVALS } from '../words/doctorTenantText.ts';
import { WHAT } from '../words/doctorText.ts';
import { REMEDIES } from '../words/remedyText.ts';
import { blocking, type CheckResult, good, undetermined, wrong } from './checkResult.ts';
import { approvalLabel, ask, type DoctorParts, notAsked } from './doctorParts.ts';
import { shownAt } from './shownAt.ts';

/** Of a name in a list. */
const LONGEST_NAME = 200;

/** Each approval of the configuration: whether it exists, fits the configuration, and is subscribed. */
export async function checkApprovals(parts: DoctorParts): Promise<CheckResult[]> {
  const approvals = [...parts.settings.approvals.values()];
  const found = await Promise.all(approvals.map((approval) => checkApproval(parts, approval)));
  return found.flat();
}

async function checkApproval(parts: DoctorParts, approval: ApprovalSettings): Promise<CheckResult[]> {
  const { client, settings } = parts;
  const asked = await ask(() => getApprovalInfo(client, approval.code, settings.locale));
  if ('error' in asked) return [refusedApproval(settings, approval.code, asked.error)];
  const info = asked.answer;
  return [
    stateOf(approval, info, settings),
    ...nameResults(approval, info),
    ...fieldResults(approval, info),
    ...stepResults(approval, info),
    subscription(parts, approval.code),
  ];
}

function refusedApproval(settings: Settings, code: string, error: FeishuError): CheckResult {
  const check = `approval:${code}`;
  if (error.code === CODES.noSuchApproval)
    return blocking(check, APPROVALS.unknown(code), { remedy: REMEDIES.badApproval });
  if (error.code === CODES.approvalDeleted) {
    return blocking(check, APPROVALS.deleted(approvalLabel(settings, code)), {
      remedy: REMEDIES.approvalDeleted,
    });
  }
  const result = notAsked(check, WHAT.approval(approvalLabel(settings, code)), error);
  // A missing scope is reported once for the app; here it is only a reason.
  return verdictOf(error).fault === undefined ? { ...result, ok: null } : result;
}

function stateOf({ code, name }: ApprovalSettings, info: ApprovalInfo, settings: Settings): CheckResult {
  const check = `approval:${code}`;
  const called = info.name === '' ? approvalLabel(settings, code) : `${info.name} (${code})`;
  switch (info.state) {
    case 'DELETED':
      return blocking(check, APPROVALS.deleted(called), { remedy: REMEDIES.approvalDeleted });
    case 'INACTIVE':
      return blocking(check, APPROVALS.inactive(called), { remedy: APPROVALS.activate });
    default:
      return good(check, APPROVALS.active(name === '' ? called : approvalLabel(settings, code)));
  }
}

function nameResults({ code, name }: ApprovalSettings, info: ApprovalInfo): CheckResult[] {
  if (name === '' || info.name === '' || name === info.name) return [];
  const message = APPROVALS.otherName(code, name, info.name);
  return [wrong(`approval:${code}:name`, message, { remedy: APPROVALS.rename })];
}

/** Field names in the configuration that the form does not have: what they should hide is shown. */
function fieldResults(approval: ApprovalSettings, { name, widgets }: ApprovalInfo): CheckResult[] {
  if (widgets.length === 0) return [];
  const known = [...definitionsById(widgets).values()];
  const names = new Set(known.flatMap((one) => [one.id, one.name, one.customId ?? '']));
  const used = new Set(approval.chats.flatMap(({ fields }) => namesIn(fields)));
  const missing = [...used].filter((key) => !names.has(key) && !names.has(key.split('.').at(-1) ?? ''));
  const asked = new Set(approval.chats.flatMap(({ when }) => fieldsAsked(when)));
  const unknownAsked = [...asked].filter(
    (key) => !names.has(key) && !key.split('.').some((k) => names.has(k)),
  );
  const called = approval.name || name || approval.code;
  const all = widgets.map((widget) => textUpTo(widget.name, LONGEST_NAME));
  return [
    ...(missing.length === 0
      ? []
      : [
          wrong(`approval:${approval.code}:fields`, APPROVALS.noField(called, missing, all), {
            remedy: APPROVALS.correctField(missing),
          }),
        ]),
    ...(unknownAsked.length === 0
      ? []
      : [
          blocking(`approval:${approval.code}:when`, APPROVALS.noField(called, unknownAsked, all), {
            remedy: APPROVALS.correctField(unknownAsked),
          }),
        ]),
  ];
}

function namesIn({ only = [], hide, mask, show, first = [] }: ApprovalSettings['chats'][number]['fields']) {
  return [...only, ...hide, ...mask, ...show, ...first];
}

function fieldsAsked(when: ApprovalSettings['chats'][number]['when']): string[] {
  if (when === 'otherwise') return [];
  return when.flatMap(({ subject }) => (subject.startsWith('form.') ? [subject.slice('form.'.length)] : []));
}

function stepResults(approval: ApprovalSettings, { name, steps }: ApprovalInfo): CheckResult[] {
  if (steps.length === 0) return [];
  const known = new Set(steps.flatMap((step) => [step.name, ...step.ids]));
  const used = new Set(approval.chats.flatMap(({ stage = [] }) => stage));
  return [...used]
    .filter((step) => !known.has(step))
    .map((step) => {
      const names = steps.map((one) => textUpTo(one.name || one.ids[0], LONGEST_NAME));
      const message = APPROVALS.noStep(approval.name || name || approval.code, step, names);
      const remedy = APPROVALS.correctField([step]);
      return blocking(`approval:${approval.code}:stage`, message, { remedy });
    });
}

/** No API lists subscriptions: the bot records when Feishu accepted one. */
function subscription({ store, settings }: DoctorParts, code: string): CheckResult {
  const check = `approval:${code}:subscribed`;
  const at = 'facts' in store ? store.facts.subscribedAt.get(code) : undefined;
  if (at !== undefined)
    return good(check, APPROVALS.subscribed(approvalLabel(settings, code), shownAt(settings, at)));
  return undetermined(check, APPROVALS.notSubscribed(approvalLabel(settings, code)), {
    remedy: APPROVALS.subscribe,
  });
}
