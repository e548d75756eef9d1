import type { Change } from '../../approval/change.ts';
import { isStatus } from '../../approval/status.ts';
import { idOf } from '../ids.ts';
import type { FeishuEvent } from './envelope.ts';

/**
 * The event types for a change of an approval instance: the v1 one, and its v4 spelling, for apps that subscribed as a
 * user. An app that gets both gets the same change twice: the second guard of the inbox catches it.
 */
const CHANGE_TYPES: ReadonlySet<string> = new Set([
  'approval_instance',
  'approval.instance.status_changed_v4',
]);

/** A change of one approver's step; the v4 spelling comes to apps that subscribed as a user. */
const TASK_TYPES: ReadonlySet<string> = new Set(['approval_task', 'approval.task.status_changed_v4']);

/** Other types that an app may receive; they are not relayed. All further types are counted together. */
const KNOWN_TYPES: ReadonlySet<string> = new Set([
  ...CHANGE_TYPES,
  ...TASK_TYPES,
  'approval_cc',
  'approval.approval.updated_v4',
  'im.chat.member.bot.added_v1',
  'im.chat.member.bot.deleted_v1',
  'im.chat.disbanded_v1',
  'im.message.receive_v1',
  'card.action.trigger',
]);

/** The type as a label of a metric: one of a few known words. */
export function eventLabel(type: string): string {
  return KNOWN_TYPES.has(type) ? type : 'other';
}

/** Whether events of this type are about a changed task. */
export function isTaskType(type: string): boolean {
  return TASK_TYPES.has(type);
}

export function isChangeEvent(event: FeishuEvent): boolean {
  return CHANGE_TYPES.has(event.type);
}

/** The group that the bot was added to, if the event says so; otherwise empty. */
export function chatJoined(event: FeishuEvent): string {
  return event.type === 'im.chat.member.bot.added_v1' ? idOf(event.body.chat_id) : '';
}

/** The group that the bot was removed from, or that was dissolved, if the event says so; otherwise empty. */
export function chatLeft(event: FeishuEvent): string {
  const isOut = event.type === 'im.chat.member.bot.deleted_v1' || event.type === 'im.chat.disbanded_v1';
  return isOut ? idOf(event.body.chat_id) : '';
}

/** The instance in which a task changed, if the event says so. */
export function taskChanged(
  event: FeishuEvent,
): { readonly instanceCode: string; readonly approvalCode: string } | undefined {
  if (!TASK_TYPES.has(event.type)) return undefined;
  const instanceCode = idOf(event.body.instance_code);
  const approvalCode = idOf(event.body.approval_code);
  return instanceCode === '' || approvalCode === '' ? undefined : { instanceCode, approvalCode };
}

/** The approval whose definition was changed, if the event says so; otherwise empty. */
export function definitionChanged(event: FeishuEvent): string {
  if (event.type !== 'approval.approval.updated_v4') return '';
  const inner = event.body.object;
  return idOf(
    (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : event.body)
      .approval_code,
  );
}

/** The change in an event; or why it cannot be understood, in a sentence with a remedy. */
export type ReadChange =
  | {
      /** `approvalCode` is empty if the event does not name it: a look-up gives it. */
      readonly change: Change;
      /** True: its time is the envelope's, since there is no other. */
      readonly isTimedByHeader?: boolean;
    }
  | { readonly problem: string };

export function readChange(event: FeishuEvent): ReadChange {
  const { body } = event;
  const instanceCode = idOf(body.instance_code);
  if (instanceCode === '') return { problem: unreadable('instance_code') };
  const approvalCode = idOf(body.approval_code);
  if (approvalCode === '' && !isAbsent(body.approval_code)) return { problem: unreadable('approval_code') };
  const status = typeof body.status === 'string' ? body.status.trim().toUpperCase() : '';
  if (!isStatus(status)) {
    return {
      problem:
        'unknown-status: this version does not know the status of the event; look at the instance in Feishu, and update approval-relay.',
    };
  }
  const operatedAt = timeOf(body.operate_time) ?? timeOf(body.instance_operate_time);
  const changedAt = operatedAt ?? event.writtenAt;
  if (changedAt === undefined) return { problem: unreadable('operate_time') };
  const change = { instanceCode, approvalCode, status, changedAt };
  return operatedAt === undefined ? { change, isTimedByHeader: true } : { change };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function unreadable(field: string): string {
  return `unreadable: the event has no usable ${field}; look at it in the event log of the developer console.`;
}

/** ms, as a string, or for REVERTED as a number. Years 2001 to 2286: anything else is not a time in ms. */
function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' && /^\d{13}$/.test(value.trim()) ? Number(value) : value;
  return typeof ms === 'number' && Number.isSafeInteger(ms) && ms >= 1e12 && ms < 1e13 ? ms : undefined;
}
