import { randomUUID } from 'node:crypto';
import type { Status } from '../approval/status.ts';
import type { SandboxApproval } from './definition.ts';
import type { SandboxInstance, SandboxTask } from './instance.ts';
import type { Envelope } from './pushes.ts';
import type { SandboxChat, World } from './world.ts';

/** What goes into every envelope. */
export interface Sender {
  readonly world: World;
  /** The Verification Token; empty where none is configured. */
  readonly token: string;
}

/** v1: `ts` is text of float seconds, the outer `uuid` is the event's id. */
function version1({ world, token }: Sender, event: object): Envelope {
  return {
    ts: (world.clock.now() / 1000).toFixed(7),
    uuid: randomUUID().replaceAll('-', ''),
    token,
    type: 'event_callback',
    event: { app_id: world.appId, tenant_key: world.tenantKey, ...event },
  };
}

/** v2: `create_time` has 16 digits in the samples, though the page calls it ms. */
function version2({ world, token }: Sender, eventType: string, event: object): Envelope {
  return {
    schema: '2.0',
    header: {
      event_id: randomUUID().replaceAll('-', ''),
      token,
      create_time: `${world.clock.now()}000`,
      event_type: eventType,
      tenant_key: world.tenantKey,
      app_id: world.appId,
    },
    event,
  };
}

/**
 * `approval_instance` (…/approval-v4/event/common-event/approval-instance-event). `operate_time` is text, but a
 * number for REVERTED.
 */
export function instanceEvent(sender: Sender, instance: SandboxInstance, status: Status): Envelope {
  const operateTime = instance.lastOperateAt;
  return version1(sender, {
    type: 'approval_instance',
    approval_code: instance.approvalCode,
    instance_code: instance.instanceCode,
    status,
    operate_time: status === 'REVERTED' ? operateTime : String(operateTime),
    instance_operate_time: String(operateTime),
    ...(instance.uuid && { uuid: instance.uuid }),
  });
}

/** `approval_task`; `status` may be one a task in get-instance never has (ROLLBACK, REVERTED, OVERTIME_*). */
export function taskEvent(
  sender: Sender,
  instance: SandboxInstance,
  task: SandboxTask,
  status: string,
): Envelope {
  return version1(sender, {
    type: 'approval_task',
    open_id: task.openId,
    user_id: sender.world.people.get(task.openId)?.userId ?? '',
    approval_code: instance.approvalCode,
    instance_code: instance.instanceCode,
    task_id: task.id,
    status,
    operate_time: String(sender.world.clock.now()),
    def_key: task.node.nodeId,
    extra: '{}',
  });
}

/** `approval.approval.updated_v4`: the definition changed, not an instance. */
export function definitionEvent(sender: Sender, approval: SandboxApproval): Envelope {
  return version2(sender, 'approval.approval.updated_v4', {
    object: {
      approval_id: approval.approvalCode,
      approval_code: approval.approvalCode,
      version_id: randomUUID(),
      widget_group_type: 0,
      form_definition_id: randomUUID(),
      process_obj: '',
      timestamp: String(sender.world.clock.now()),
      extra: '',
    },
  });
}

/** `im.chat.member.bot.added_v1` and `…deleted_v1`, `im.chat.disbanded_v1`. */
export function chatEvent(
  sender: Sender,
  chat: SandboxChat,
  eventType: 'im.chat.member.bot.added_v1' | 'im.chat.member.bot.deleted_v1' | 'im.chat.disbanded_v1',
): Envelope {
  return version2(sender, eventType, {
    chat_id: chat.chatId,
    operator_id: { open_id: 'ou_0000000000000000000000000sandbox', union_id: 'on_sandbox' },
    external: false,
    operator_tenant_key: sender.world.tenantKey,
    name: chat.name,
    i18n_names: { zh_cn: chat.name },
  });
}
