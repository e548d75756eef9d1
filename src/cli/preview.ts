import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chooseFields } from '../approval/form.ts';
import { isLocale, LOCALES } from '../approval/locale.ts';
import { resolveMentions } from '../approval/mention.ts';
import { isFinal, isStatus, STATUSES, type Status } from '../approval/status.ts';
import { asError, OperatorError } from '../base/errors.ts';
import type { CardInput, CardPurpose } from '../cards/cardInput.ts';
import { renderCard } from '../cards/render.ts';
import { sampleInputs } from '../cards/samples.ts';
import { loadTemplates, packagedTemplates } from '../cards/templates.ts';
import { drawCard } from '../cardview/card.tsx';
import { cardStyles } from '../cardview/styles.ts';
import { parseSnapshot } from '../feishu/instances.ts';
import { formatProblem } from '../settings/readSettings.ts';
import type { ApprovalSettings, Settings } from '../settings/settings.ts';
import { type Configured, readConfigured } from './configured.ts';
import { EXIT_FAILED, EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { gatheringInput, remindingInput } from './previewNote.ts';

interface PreviewOptions {
  readonly config?: string;
  readonly approval?: string;
  readonly instance?: string;
  readonly locale?: string;
  readonly html?: string;
  readonly kind?: string;
}

const KINDS: readonly CardPurpose[] = ['card', 'notice', 'reminder', 'summary'];

/**
 * `approval-relay preview STATUS`: renders offline what a chat gets of an instance in this status, as JSON or as a page
 * that draws it: its card, the notice below a card that was brought up to date, a reminder, or many of them in one card.
 * A summary of a status that ends an instance is the one that tells changes which were found.
 */
export async function run(options: PreviewOptions, name: string): Promise<number> {
  const status = name.toUpperCase();
  if (!isStatus(status)) {
    console.error(`approval-relay: ${name} is no status: give one of ${STATUSES.join(', ')}.`);
    return EXIT_MISUSE;
  }
  if (options.locale !== undefined && !isLocale(options.locale)) {
    console.error(
      `approval-relay: --locale ${options.locale} is not known: give one of ${LOCALES.join(', ')}.`,
    );
    return EXIT_MISUSE;
  }
  const kind = KINDS.find((one) => one === (options.kind ?? 'card'));
  if (!kind) {
    console.error(`approval-relay: --kind ${options.kind} is not known: give one of ${KINDS.join(', ')}.`);
    return EXIT_MISUSE;
  }
  if (kind === 'reminder' && isFinal(status)) {
    const waiting = STATUSES.filter((one) => !isFinal(one));
    console.error(
      `approval-relay: nobody is reminded of what is ${status}: give one of ${waiting.join(', ')}.`,
    );
    return EXIT_MISUSE;
  }
  const configured = readOptional(options);
  const errors = configured?.problems.filter((problem) => problem.severity === 'error') ?? [];
  if (errors.length > 0) {
    for (const problem of errors) console.error(formatProblem(problem));
    return EXIT_MISUSE;
  }
  const settings = configured?.ready?.settings;
  const { templates } = configured?.ready ?? loadTemplates(['templates', packagedTemplates]);
  if (!templates)
    throw new OperatorError('templates: they have a fault: "approval-relay validate" says which.');

  const card = renderCard(templates, inputOf(status, kind, options, settings));
  if (card.fallback !== undefined)
    console.error(`approval-relay: the template could not be used: ${card.fallback}`);
  const json = JSON.parse(card.content) as unknown;
  if (options.html === undefined) console.log(JSON.stringify(json, null, 2));
  else writePage(options.html, pageOf(drawCard(json)));
  return card.fallback === undefined ? EXIT_OK : EXIT_FAILED;
}

function writePage(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (thrown) {
    throw new OperatorError(
      `--html: ${file} cannot be written (${asError(thrown).message}): name a file in a folder of yours.`,
    );
  }
}

/** The configuration where there is one: a preview needs none, unless one was named. */
function readOptional(options: PreviewOptions): Configured | undefined {
  const configured = readConfigured(options);
  return options.config !== undefined || existsSync(configured.file) ? configured : undefined;
}

function inputOf(
  status: Status,
  kind: CardPurpose,
  options: PreviewOptions,
  settings: Settings | undefined,
): CardInput {
  const approval = approvalOf(options.approval, settings);
  const input = { ...cardOf(status, kind, approval, options, settings), purpose: kind };
  const rules = { settings, approval, isOwn: options.instance !== undefined };
  if (kind === 'reminder') return remindingInput(input, rules);
  return kind === 'summary' ? gatheringInput(input, rules) : input;
}

function cardOf(
  status: Status,
  kind: CardPurpose,
  approval: ApprovalSettings | undefined,
  options: PreviewOptions,
  settings: Settings | undefined,
): CardInput {
  const [sample] = sampleInputs(status.toLowerCase() as Lowercase<Status>);
  if (!sample) throw new Error(`there is no sample for ${status}`);
  const isReminding = kind === 'reminder' || (kind === 'summary' && !isFinal(status));
  const entry =
    (isReminding ? approval?.chats.find((one) => one.reminders) : undefined) ??
    approval?.chats.find((one) => one.statuses.includes(status)) ??
    approval?.chats[0];
  const locale = options.locale !== undefined && isLocale(options.locale) ? options.locale : entry?.locale;
  const input: CardInput = {
    ...sample,
    ...(approval ? { approvalCode: approval.code } : {}),
    ...(approval && approval.name !== '' ? { approvalName: approval.name } : {}),
    ...(settings
      ? { timezone: settings.timezone, brand: settings.feishu.brand, appLink: settings.feishu.appLink }
      : {}),
    ...(entry ? { template: entry.template } : {}),
    ...(locale ? { locale } : {}),
  };
  if (options.instance === undefined) return input;

  const instance = readInstanceFile(options.instance);
  const fields = entry?.fields ?? { hide: [], mask: [], show: [] };
  return {
    ...input,
    instance,
    instanceCode: instance.instanceCode || input.instanceCode,
    approvalName: instance.approvalName || input.approvalName,
    fields: chooseFields(instance.form, { timezone: input.timezone, locale: input.locale }, fields),
    names: { people: new Map(), departments: new Map() },
    mentions: resolveMentions(entry?.mention ?? [], status, instance),
  };
}

function approvalOf(code: string | undefined, settings: Settings | undefined): ApprovalSettings | undefined {
  if (code === undefined) return settings?.fallback;
  const approval = settings?.approvals.get(code) ?? settings?.fallback;
  if (!approval)
    throw new OperatorError(`--approval ${code} is not in the configuration: copy its code from there.`);
  return approval;
}

/** The answer of get-instance as it came, or what stands in its `data`. */
function readInstanceFile(file: string): NonNullable<ReturnType<typeof parseSnapshot>> {
  try {
    const parsed = JSON.parse(readFileSync(file, 'utf8')) as { code?: unknown; data?: unknown } | null;
    const isAnswer = parsed?.code === undefined || parsed.code === 0;
    const instance = isAnswer ? parseSnapshot(JSON.stringify(parsed?.data ?? parsed), '') : undefined;
    if (instance) return instance;
  } catch (thrown) {
    throw new OperatorError(`--instance ${file} cannot be read as JSON: ${asError(thrown).message}.`, {
      cause: thrown,
    });
  }
  throw new OperatorError(`--instance ${file} holds no instance: save the answer of get-instance there.`);
}

function pageOf(card: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><title>Approval Relay</title><style>${cardStyles}
body{margin:0;padding:24px;background:#f2f3f5}main{max-width:420px}</style></head><body><main>${card}</main></body></html>\n`;
}
