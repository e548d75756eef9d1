import { LRUCache } from 'lru-cache';
import { readWidgets } from '../approval/formWidgets.ts';
import type { Instance, InstanceComment, InstanceStatus, Task, TimelineEntry } from '../approval/instance.ts';
import type { FeishuClient } from './client.ts';
import { asRecord, textOf } from './envelope.ts';
import { FeishuError } from './error.ts';
import type { Turn } from './gate.ts';

/** A look-up: the instance, and the API's own text of it for the store. */
export interface LookedUp {
  readonly instance: Instance;
  readonly snapshot: string;
}

/**
 * Asks for one instance.
 *
 * @throws FeishuError; 1390003: there is none
 */
export async function getInstance(
  client: FeishuClient,
  turn: Turn,
  instanceCode: string,
  locale: string,
): Promise<LookedUp> {
  const answer = await client.call<{ data?: unknown }>('instance.get', turn, (sdk) =>
    sdk.approval.v4.instance.get({
      path: { instance_id: instanceCode },
      params: { locale: locale as 'zh-CN' },
    }),
  );
  const data = asRecord(answer.data);
  if (!data) throw new FeishuError('the answer holds no instance', { status: 200, reached: 'no' });
  const snapshot = JSON.stringify(data);
  const instance = readInstance(data, instanceCode);
  lately.set(snapshot, instance);
  return { instance, snapshot };
}

/** Reads a snapshot from the store; undefined where it is none. */
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

/** A snapshot is read by its look-up, then for the card of each chat: once is enough. Nothing of it is ever changed. */
const lately = new LRUCache<string, Instance>({ max: 50 });

/** Reads Feishu's JSON of an instance. Nothing in it may be missing or odd enough to throw. */
export function readInstance(data: Record<string, unknown>, instanceCode: string): Instance {
  const startedAt = timeOf(data.start_time);
  const endedAt = timeOf(data.end_time);
  const reverted = textOf(data.reverted_instance_code);
  const modified = textOf(data.modified_instance_code);
  return {
    instanceCode: textOf(data.instance_code) || instanceCode,
    approvalCode: textOf(data.approval_code),
    approvalName: textOf(data.approval_name),
    serialNumber: textOf(data.serial_number),
    status: oneOf(INSTANCE_STATUSES, data.status),
    reverted: data.reverted === true,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
    applicant: textOf(data.open_id),
    departmentId: textOf(data.department_id),
    form: readWidgets(data.form),
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
    id: textOf(task.id),
    person: textOf(task.open_id),
    status: oneOf(TASK_STATUSES, task.status),
    nodeId: textOf(task.node_id),
    nodeName: textOf(task.node_name),
    type: oneOf(TASK_TYPES, task.type),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

function readComment(comment: Record<string, unknown>): InstanceComment {
  const at = timeOf(comment.create_time);
  return {
    person: textOf(comment.open_id),
    text: textOf(comment.comment),
    ...(at === undefined ? {} : { at }),
  };
}

function readTimelineEntry(entry: Record<string, unknown>): TimelineEntry {
  const at = timeOf(entry.create_time);
  return {
    type: textOf(entry.type).toUpperCase(),
    ...(at === undefined ? {} : { at }),
    person: textOf(entry.open_id),
    others: othersOf(entry),
    taskId: textOf(entry.task_id),
    nodeKey: textOf(entry.node_key),
    comment: textOf(entry.comment),
  };
}

/** Whom a step was handed to stands in one of three places, one of them JSON inside a string. */
function othersOf(entry: Record<string, unknown>): string[] {
  const listed = textsOf(entry.open_id_list);
  if (listed.length > 0) return listed;
  const copied = recordsOf(entry.cc_user_list).map((person) => textOf(person.open_id));
  if (copied.length > 0) return copied.filter((id) => id !== '');
  try {
    const ext = asRecord(typeof entry.ext === 'string' ? JSON.parse(entry.ext) : entry.ext) ?? {};
    const named = textsOf(ext.open_id_list);
    return named.length > 0 ? named : textsOf([ext.open_id]);
  } catch {
    return [];
  }
}

function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(asRecord).filter((record) => record !== undefined) : [];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string' && item !== '') : [];
}

/** ms as a string; "0" and nonsense mean: not yet. */
function timeOf(value: unknown): number | undefined {
  const ms = Number(value);
  return Number.isSafeInteger(ms) && ms > 0 ? ms : undefined;
}

function oneOf<const T extends string>(known: readonly T[], value: unknown): T | 'UNKNOWN' {
  const text = textOf(value).toUpperCase();
  return known.find((word) => word === text) ?? 'UNKNOWN';
}
