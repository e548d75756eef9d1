import { randomUUID } from 'node:crypto';
import type { Status } from '../../approval/status.ts';
import type { SandboxApproval } from '../world/definition.ts';
import type { SandboxInstance, SandboxTask } from '../world/instance.ts';
import type { SandboxChat, SandboxMessage, World } from '../world/world.ts';
import type { EventEnvelope } from './pushQueue.ts';

/** What every envelope needs. */
export interface Sender {
  readonly world: World;
  /** The app's Verification Token. */
  readonly token: string;
}

/** v1: `ts` is text of float seconds, the outer `uuid` is the event's id. */
function version1({ world, token }: Sender, event: object): EventEnvelope {
  return {
    ts: (world.clock.now() / 1000).toFixed(7),
    uuid: randomUUID().replaceAll('-', ''),
    token,
    type: 'event_callback',
    event: { app_id: world.appId, tenant_key: world.tenantKey, ...event },
  };
}

/** v2: `create_time` has 16 digits in the samples, though the page calls it ms. */
function version2({ world, token }: Sender, eventType: string, event: object): EventEnvelope {
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
export function instanceEvent(sender: Sender, instance: SandboxInstance, status: Status): EventEnvelope {
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
): EventEnvelope {
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
export function definitionEvent(sender: Sender, approval: SandboxApproval): EventEnvelope {
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
): EventEnvelope {
  return version2(sender, eventType, {
    chat_id: chat.chatId,
    operator_id: { open_id: 'ou_0000000000000000000000000sandbox', union_id: 'on_sandbox' },
    external: false,
    operator_tenant_key: sender.world.tenantKey,
    name: chat.name,
    i18n_names: { zh_cn: chat.name },
  });
}

/** What a person wrote in a group, as the event carries it. */
export interface SaidInGroup {
  readonly by: string;
  readonly text: string;
  readonly mentions: readonly { readonly openId: string; readonly name: string }[];
  readonly senderType?: 'user' | 'app';
}

/** `im.message.receive_v1` (…/im-v1/message/events/receive): mentions stand as `@_user_N` in the text. */
export function messageEvent(
  sender: Sender,
  { messageId, chatId, createdAt }: SandboxMessage,
  { by, text, mentions, senderType = 'user' }: SaidInGroup,
): EventEnvelope {
  const { tenantKey, people } = sender.world;
  const idsOf = (openId: string) => ({
    open_id: openId,
    union_id: `on_${openId.slice(3)}`,
    user_id: people.get(openId)?.userId ?? '',
  });
  const keys = mentions.map((_, i) => `@_user_${i + 1}`);
  return version2(sender, 'im.message.receive_v1', {
    sender: { sender_id: idsOf(by), sender_type: senderType, tenant_key: tenantKey },
    message: {
      message_id: messageId,
      create_time: String(createdAt),
      update_time: String(createdAt),
      chat_id: chatId,
      chat_type: 'group',
      message_type: 'text',
      content: JSON.stringify({ text: [...keys, text].join(' ') }),
      mentions: mentions.map(({ openId, name }, i) => ({
        key: keys[i],
        id: idsOf(openId),
        name,
        tenant_key: tenantKey,
      })),
    },
  });
}

/** A press of a button of a card, as Feishu sends it. */
export interface CardAction {
  readonly messageId: string;
  readonly chatId: string;
  /** open_id of the person who pressed. */
  readonly by: string;
  /** What the button holds. */
  readonly value: unknown;
}

/** `card.action.trigger` (…/feishu-cards/card-callback-communication). */
export function cardEvent(sender: Sender, { messageId, chatId, by, value }: CardAction): EventEnvelope {
  return version2(sender, 'card.action.trigger', {
    operator: {
      tenant_key: sender.world.tenantKey,
      user_id: sender.world.people.get(by)?.userId ?? '',
      union_id: `on_${by.slice(3)}`,
      open_id: by,
    },
    token: `c-${randomUUID().replaceAll('-', '')}`,
    action: { tag: 'button', value, timezone: 'Asia/Shanghai' },
    host: 'im_message',
    context: { open_message_id: messageId, open_chat_id: chatId },
  });
}
