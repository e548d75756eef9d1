import { LRUCache } from 'lru-cache';
import type {
  Instance,
  InstanceComment,
  InstanceStatus,
  Task,
  TimelineEntry,
} from '../../approval/instance.ts';
import type { Snapshot } from '../../approval/snapshot.ts';
import { mustBeAbout, mustHold, pathId, textUpTo } from '../client/answer.ts';
import type { Turn } from '../client/apiGate.ts';
import type { FeishuClient } from '../client/client.ts';
import { asRecord, stringOf } from '../events/envelope.ts';
import { isReadableForm, readWidgets } from '../form/formWidgets.ts';
import { idOf, idsOf } from '../ids.ts';

/** The result of a look-up. */
export interface LookedUp {
  readonly instance: Instance;
  readonly snapshot: Snapshot;
}

/**
 * Looks one instance up.
 *
 * @throws FeishuError; 1390003: there is none
 */
export function getInstance(
  client: FeishuClient,
  turn: Turn,
  instanceCode: string,
  locale: string,
): Promise<LookedUp> {
  return client.call(
    'instance.get',
    turn,
    (sdk) =>
      sdk.approval.v4.instance.get({
        path: { instance_id: pathId('instance code', instanceCode) },
        params: { locale: locale as 'zh-CN' },
      }),
    (answered) => {
      const data = asRecord(answered) ?? mustHold('instance');
      mustBeAbout('instance', instanceCode, data.instance_code);
      // The approval code must be a valid id, or the answer is not about an instance.
      mustBeAbout('approval', idOf(data.approval_code), data.approval_code);
      const text = JSON.stringify(data);
      const instance = readInstance(data, instanceCode);
      lately.set(text, instance);
      return { instance, snapshot: { text, instance } };
    },
  );
}

/**
 * @throws FeishuError if the instance belongs to another approval than known; nothing of it may be shown then
 */
export function mustBeOf(approvalCode: string, { instance }: LookedUp): void {
  if (approvalCode !== '') mustBeAbout('approval', approvalCode, instance.approvalCode);
}

/** Reads a snapshot from the store; undefined if it is not one. */
export function parseSnapshot(snapshot: string, instanceCode: string): Instance | undefined {
  const known = lately.get(snapshot);
  if (known?.instanceCode === instanceCode) return known;
  try {
    const data = asRecord(JSON.parse(snapshot));
    const instance = data && readInstance(data, instanceCode);
    if (instance) lately.set(snapshot, instance);
    return instance;
  } catch {
    return undefined;
  }
}

/** Characters of a name or a key: longer ones are cut, which limits log lines and rows. */
const LONGEST_NAME = 200;

/** Characters of snapshots; a parsed one takes several times its size. A usual one has two thousand. */
const MOST_REMEMBERED = 1_000_000;

/**
 * Caches parsed snapshots: one is needed by its look-up, then for the card of each chat, then for the figures, and in a
 * storm hundreds of others come in between. They are never changed.
 */
const lately = new LRUCache<string, Instance>({
  max: 1_000,
  maxSize: MOST_REMEMBERED,
  sizeCalculation: (_, text) => Math.max(1, text.length),
});

/** Reads Feishu's JSON of an instance. Never throws: missing and odd parts are tolerated. */
export function readInstance(data: Record<string, unknown>, instanceCode: string): Instance {
  const startedAt = timeOf(data.start_time);
  const endedAt = timeOf(data.end_time);
  const reverted = idOf(data.reverted_instance_code);
  const modified = idOf(data.modified_instance_code);
  const userId = idOf(data.user_id);
  const form = readWidgets(data.form);
  return {
    instanceCode: idOf(data.instance_code) || instanceCode,
    approvalCode: idOf(data.approval_code),
    approvalName: textUpTo(data.approval_name, LONGEST_NAME),
    serialNumber: textUpTo(data.serial_number, LONGEST_NAME),
    status: oneOf(INSTANCE_STATUSES, data.status),
    reverted: data.reverted === true,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    applicant: idOf(data.open_id),
    ...(userId === '' ? {} : { applicantUserId: userId }),
    departmentId: idOf(data.department_id),
    form,
    ...(form.length > 0 || isReadableForm(data.form) ? {} : { isFormUnreadable: true }),
    tasks: recordsOf(data.task_list).map(readTask),
    comments: recordsOf(data.comment_list).map(readComment),
    timeline: recordsOf(data.timeline).map(readTimelineEntry),
    ...(reverted === '' ? {} : { revertedInstanceCode: reverted }),
    ...(modified === '' ? {} : { modifiedInstanceCode: modified }),
  };
}

const INSTANCE_STATUSES = [
  'PENDING',
  'APPROVED',
  'REJECTED',
  'CANCELED',
  'DELETED',
] as const satisfies InstanceStatus[];
const TASK_STATUSES = ['PENDING', 'APPROVED', 'REJECTED', 'TRANSFERRED', 'DONE'] as const;
const TASK_TYPES = ['AND', 'OR', 'AUTO_PASS', 'AUTO_REJECT', 'SEQUENTIAL'] as const;

function readTask(task: Record<string, unknown>): Task {
  const startedAt = timeOf(task.start_time);
  const endedAt = timeOf(task.end_time);
  return {
    id: textUpTo(task.id, LONGEST_NAME),
    person: idOf(task.open_id),
    status: oneOf(TASK_STATUSES, task.status),
    nodeId: textUpTo(task.node_id, LONGEST_NAME),
    nodeName: textUpTo(task.node_name, LONGEST_NAME),
    type: oneOf(TASK_TYPES, task.type),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

function readComment(comment: Record<string, unknown>): InstanceComment {
  const at = timeOf(comment.create_time);
  return {
    person: idOf(comment.open_id),
    text: stringOf(comment.comment),
    ...(at === undefined ? {} : { at }),
  };
}

function readTimelineEntry(entry: Record<string, unknown>): TimelineEntry {
  const at = timeOf(entry.create_time);
  return {
    type: textUpTo(entry.type, LONGEST_NAME).toUpperCase(),
    ...(at === undefined ? {} : { at }),
    person: idOf(entry.open_id),
    others: othersOf(entry),
    taskId: textUpTo(entry.task_id, LONGEST_NAME),
    nodeKey: textUpTo(entry.node_key, LONGEST_NAME),
    comment: stringOf(entry.comment),
  };
}

/** The people to whom a step was handed are in one of three places, one of them JSON inside a string. */
function othersOf(entry: Record<string, unknown>): string[] {
  const listed = idsOf(entry.open_id_list);
  if (listed.length > 0) return listed;
  const copied = recordsOf(entry.cc_user_list).map((person) => idOf(person.open_id));
  if (copied.length > 0) return copied.filter((id) => id !== '');
  try {
    const ext = asRecord(typeof entry.ext === 'string' ? JSON.parse(entry.ext) : entry.ext) ?? {};
    const named = idsOf(ext.open_id_list);
    return named.length > 0 ? named : idsOf([ext.open_id]);
  } catch {
    return [];
  }
}

function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(asRecord).filter((record) => record !== undefined) : [];
}

/** In the year 2286. A later time is none in ms: as that of a change it would outlast every later one. */
const LATEST_TIME = 1e13;

/** ms as a string; "0" and nonsense mean: not yet. */
function timeOf(value: unknown): number | undefined {
  const ms = Number(value);
  return Number.isSafeInteger(ms) && ms > 0 && ms < LATEST_TIME ? ms : undefined;
}

function oneOf<const T extends string>(known: readonly T[], value: unknown): T | 'UNKNOWN' {
  const text = stringOf(value).toUpperCase();
  return known.find((word) => word === text) ?? 'UNKNOWN';
}
