import type { WidgetDefinition } from '../approval/field.ts';
import type { Instance } from '../approval/instance.ts';
import type { Locale } from '../approval/locale.ts';
import { resolveMentions } from '../approval/mention.ts';
import type { Status } from '../approval/status.ts';
import { readSampleApproval } from '../cards/check/sampleApprovals.ts';
import { cardsOfSample } from '../cards/check/sampleCards.ts';
import type { TemplateSet } from '../cards/templates/templates.ts';
import type { CardInput, CardPurpose } from '../cards/view/cardInput.ts';
import { chooseFields } from '../feishu/form/form.ts';
import type { FieldSelection, Settings } from '../settings/settings.ts';
import { noFolder } from '../words/previewText.ts';
import { readInstanceFile } from './instanceFile.ts';
import { MisuseError } from './misuse.ts';
import { approvalOf, entryOf } from './previewEntry.ts';
import { gatheringInput, remindingInput } from './previewNote.ts';
import type { PreviewOptions, PreviewSubject } from './previewOptions.ts';

const EVERYTHING: FieldSelection = { hide: [], mask: [], show: [] };
/** Whom the sample rings where no configuration says it. */
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
  const { definitions, input: sample } = sampleOf(status, kind, locale);
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
  return kind === 'summary' ? gatheringInput(input, rules) : input;
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

/** The purchase that comes with the package, in this status. */
function sampleOf(
  status: Status,
  kind: CardPurpose,
  locale: Locale,
): { readonly definitions: readonly WidgetDefinition[]; readonly input: CardInput } {
  const sample = readSampleApproval('purchase', locale);
  const pending = kind === 'card' ? 'submitted' : 'forward';
  const name = status === 'PENDING' ? pending : status;
  const card = cardsOfSample(sample).find((one) => one.name === name);
  if (!card) throw new Error(`there is no sample for ${status}`);
  return { definitions: sample.definitions, input: { ...card.input, rings: true } };
}

/** The newest time in an instance, ms: when its status changed, as far as it shows. */
function lastTimeIn({ startedAt, endedAt, timeline }: Instance): number | undefined {
  const times = [startedAt, endedAt, ...timeline.map((entry) => entry.at)].filter((at) => at !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}

function readTemplate({ template }: PreviewOptions, { folders }: TemplateSet): string | undefined {
  if (template === undefined || folders.has(template)) return template;
  throw new MisuseError(noFolder(template));
}
