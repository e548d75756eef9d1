import type { Instance } from '../approval/instance.ts';
import { resolveMentions } from '../approval/mention.ts';
import { purchaseSample } from '../cards/check/purchaseSample.ts';
import type { TemplateSet } from '../cards/templates/templates.ts';
import type { CardInput } from '../cards/view/cardInput.ts';
import { chooseFields } from '../feishu/form/form.ts';
import { sampleWithStep, stepInput, stepsReached } from '../relay/deliver/stepInput.ts';
import type { FieldSelection, Settings } from '../settings/settings.ts';
import { noFolder, notReached } from '../words/previewText.ts';
import { readInstanceFile } from './instanceFile.ts';
import { MisuseError } from './misuse.ts';
import { approvalOf, entryOf } from './previewEntry.ts';
import { gatheringInput, remindingInput } from './previewNote.ts';
import type { PreviewOptions, PreviewSubject } from './previewOptions.ts';

const EVERYTHING: FieldSelection = { hide: [], mask: [], show: [] };
/** Whom the sample mentions if there is no configuration. */
const MENTIONED = ['approvers', 'applicant'];

/**
 * What the card of a preview is rendered from: a sample or the user's own instance, as the configuration maps it.
 *
 * @throws MisuseError, OperatorError
 */
export function previewInput(
  options: PreviewOptions,
  subject: PreviewSubject,
  { settings, templates }: { readonly settings: Settings | undefined; readonly templates: TemplateSet },
): CardInput {
  const { status, kind } = subject;
  const own = options.instance === undefined ? undefined : readInstanceFile(options.instance);
  const approval = approvalOf(options, settings, own?.approvalCode ?? '');
  const entry = entryOf(options, approval, subject);
  const locale = subject.locale ?? entry?.locale ?? 'zh-CN';
  const choice = entry?.fields ?? EVERYTHING;
  const { definitions, input: sample } = purchaseSample(status, kind !== 'card', locale);
  const common: CardInput = {
    ...sample,
    purpose: kind,
    ...(approval ? { approvalCode: approval.code } : {}),
    ...(approval && approval.name !== '' ? { approvalName: approval.name } : {}),
    ...(settings
      ? { timezone: settings.timezone, brand: settings.feishu.brand, appLink: settings.feishu.appLink }
      : {}),
    template: readTemplate(options, templates) ?? entry?.template ?? '',
  };
  const instance = own ?? sample.instance;
  const reading = own ? common : { ...common, definitions };
  const mention = entry?.mention ?? (own ? [] : MENTIONED);
  const input: CardInput = {
    ...common,
    fields: chooseFields(instance?.form ?? [], reading, choice),
    opensAll: choice.open === 'all',
    mentions: resolveMentions(mention, status, instance),
    ...(own ? aboutOwn(own, common) : {}),
  };
  const rules = { settings, approval, isOwn: own !== undefined };
  if (kind === 'reminder') return remindingInput(input, rules);
  if (kind === 'summary') return gatheringInput(input, rules);
  const stage = options.step === undefined ? entry?.stage : [options.step];
  return stage ? steppingInput(input, { stage, mention, isOwn: own !== undefined }) : input;
}

/** The card of a step instead of the one of the whole request. */
function steppingInput(
  input: CardInput,
  {
    stage,
    mention,
    isOwn,
  }: { readonly stage: readonly string[]; readonly mention: readonly string[]; readonly isOwn: boolean },
): CardInput {
  const card = stepInput(isOwn ? input : sampleWithStep(input, stage[0] ?? ''), stage, mention);
  if (card) return card;
  throw new MisuseError(notReached(stage, stepsReached(input)));
}

function aboutOwn(own: Instance, { changedAt, approvalCode, approvalName }: CardInput): Partial<CardInput> {
  return {
    instance: own,
    changedAt: lastTimeIn(own) ?? changedAt,
    instanceCode: own.instanceCode,
    approvalCode: own.approvalCode || approvalCode,
    approvalName: own.approvalName || approvalName,
    names: { people: new Map(), departments: new Map() },
  };
}

/** The newest time in an instance, ms: the best guess for when its status changed. */
function lastTimeIn({ startedAt, endedAt, timeline }: Instance): number | undefined {
  const times = [startedAt, endedAt, ...timeline.map((entry) => entry.at)].filter((at) => at !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}

function readTemplate({ template }: PreviewOptions, { folders }: TemplateSet): string | undefined {
  if (template === undefined || folders.has(template)) return template;
  throw new MisuseError(noFolder(template));
}
