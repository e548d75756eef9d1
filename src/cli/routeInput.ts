import { existsSync } from 'node:fs';
import type { WidgetDefinition } from '../approval/field.ts';
import { comparable } from '../approval/fieldChoice.ts';
import { ID } from '../approval/idPattern.ts';
import { impliedStatus } from '../approval/impliedChange.ts';
import type { FormWidget, Instance, Task } from '../approval/instance.ts';
import { isStatus, STATUSES, type Status } from '../approval/status.ts';
import { OperatorError } from '../base/errors.ts';
import { getInstance } from '../feishu/api/instances.ts';
import type { FeishuClient } from '../feishu/client/client.ts';
import { askFeishu } from '../relay/calls/askFeishu.ts';
import type { RoutingParts } from '../relay/routing/routing.ts';
import { approvalFor } from '../settings/approvalFor.ts';
import type { ApprovalSettings, Settings } from '../settings/settings.ts';
import { notAStatus } from '../words/cliText.ts';
import {
  ASKING_INSTANCE,
  badField,
  NEEDS_SUBJECT,
  noSuchInstance,
  notMappedInstance,
} from '../words/routeText.ts';
import { readInstanceFile } from './instanceFile.ts';
import { MisuseError } from './misuse.ts';

/** What to route, from the command line. */
export interface RouteWords {
  readonly approval?: string;
  readonly status?: string;
  /** `NAME=VALUE`; the same name again: another row. */
  readonly field?: readonly string[];
  readonly applicant?: string;
  readonly department?: string;
  /** A step that is open, by its name or id. */
  readonly step?: string;
}

/** What is routed, and by which approval of the configuration. */
export interface RouteSubject {
  readonly approval: ApprovalSettings;
  readonly instance: Instance;
  readonly status: Status;
}

/** The named instance, from a look-up or a file, or one made from the options. */
export async function routeSubject(
  { settings, definitions }: Pick<RoutingParts, 'definitions'> & { readonly settings: Settings },
  client: FeishuClient,
  given: string | undefined,
  words: RouteWords,
): Promise<RouteSubject> {
  const status = statusIn(words.status);
  if (given === undefined && words.approval === undefined) throw new MisuseError(NEEDS_SUBJECT);
  const instance =
    given === undefined
      ? instanceOf(words, words.field ? await definitions.of(words.approval ?? '', settings.locale) : [])
      : await find(client, settings, given);
  const code = words.approval ?? instance.approvalCode;
  const approval = approvalFor(settings, code);
  if (!approval) throw new OperatorError(notMappedInstance(code));
  return {
    approval: { ...approval, code },
    instance,
    status: status ?? impliedStatus(instance) ?? 'PENDING',
  };
}

function statusIn(given: string | undefined): Status | undefined {
  if (given === undefined) return undefined;
  const status = given.toUpperCase();
  if (!isStatus(status)) throw new MisuseError(notAStatus(given, STATUSES));
  return status;
}

async function find(client: FeishuClient, settings: Settings, given: string): Promise<Instance> {
  if (existsSync(given)) return readInstanceFile(given);
  if (!ID.test(given)) throw new MisuseError(noSuchInstance(given));
  const { instance } = await askFeishu(ASKING_INSTANCE, async () => {
    const turn = await client.turn('instance.get', { priority: 0, lane: given });
    return getInstance(client, turn, given, settings.locale);
  });
  return instance;
}

/** An instance as if a person had submitted it. */
function instanceOf(
  { approval = '', field = [], applicant = '', department = '', step = '' }: RouteWords,
  definitions: readonly WidgetDefinition[],
): Instance {
  const isOpenId = applicant.startsWith('ou_');
  return {
    instanceCode: '',
    approvalCode: approval,
    approvalName: '',
    serialNumber: '',
    status: 'PENDING',
    reverted: false,
    applicant: isOpenId ? applicant : '',
    ...(isOpenId || applicant === '' ? {} : { applicantUserId: applicant }),
    departmentId: department,
    form: field.map((one) => widgetOf(one, definitions)),
    tasks: step === '' ? [] : [taskOf(step)],
    comments: [],
    timeline: [],
  };
}

function taskOf(step: string): Task {
  return { id: 'tried', person: 'somebody', status: 'PENDING', nodeId: step, nodeName: step, type: 'AND' };
}

/** `总金额=12000`, `总金额=CNY 12000`, `form.类别=电脑`. */
function widgetOf(given: string, definitions: readonly WidgetDefinition[]): FormWidget {
  const at = given.indexOf('=');
  const name = given
    .slice(0, at)
    .trim()
    .replace(/^form\./, '');
  if (at < 0 || name === '') throw new MisuseError(badField(given));
  const value = given.slice(at + 1).trim();
  const [, currency, amount] = /^([A-Z]{3})\s+([+-]?[\d,.]+)$/.exec(value) ?? [];
  const known = definitions.find((one) =>
    [one.id, one.name, one.customId ?? ''].some((called) => comparable(called) === comparable(name)),
  );
  const rest = { option: undefined, extra: {} };
  const called = { id: known?.id ?? name, customId: known?.customId ?? '', name: known?.name || name };
  // An amount is in the currency of the definition unless one is given.
  return currency === undefined && known?.type !== 'amount'
    ? { ...called, ...rest, type: 'input', value, ext: undefined }
    : { ...called, ...rest, type: 'amount', value: amount ?? value, ext: currency && { currency } };
}
