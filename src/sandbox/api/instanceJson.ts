import type { SandboxInstance, SandboxTask, SandboxTimelineEntry } from '../world/instance.ts';
import type { World } from '../world/world.ts';
import { formInLocale } from './formInLocale.ts';
import { isGranted } from './grantedScopes.ts';

/** The `data` of GET instances/:id (open.feishu.cn/document/server-docs/approval-v4/instance/get). */
export function instanceJson(world: World, instance: SandboxInstance, locale: string): object {
  const approval = world.approvals.get(instance.approvalCode);
  const local = approval?.locales[locale];
  const ids = personIds(world);
  return {
    approval_code: instance.approvalCode,
    approval_name: local?.name ?? approval?.name ?? '',
    instance_code: instance.instanceCode,
    serial_number: instance.serialNumber,
    uuid: instance.uuid,
    ...ids(instance.applicant),
    department_id: instance.departmentId,
    status: instance.status,
    start_time: String(instance.startedAt),
    // "0" while it runs.
    end_time: String(instance.endedAt),
    reverted: instance.reverted,
    reverted_instance_code: instance.revertedInstanceCode ?? '',
    modified_instance_code: instance.modifiedInstanceCode ?? '',
    form: JSON.stringify(local?.form ? formInLocale(instance.form, local.form) : instance.form),
    task_list: instance.tasks.map((task) => taskJson(task, ids)),
    comment_list: instance.comments.map((comment) => ({
      id: comment.id,
      ...ids(comment.openId),
      comment: comment.text,
      create_time: String(comment.at),
      files: [],
    })),
    timeline: instance.timeline.map((entry) => entryJson(entry, ids)),
  };
}

type Ids = (openId: string) => { readonly open_id: string; readonly user_id?: string };

/** `user_id` needs contact:user.employee_id:readonly. Both ids are empty if no person acted. */
function personIds(world: World): Ids {
  const showsUserId = isGranted(world.scopes, 'userId');
  return (openId) => ({
    open_id: openId,
    ...(showsUserId && { user_id: world.people.get(openId)?.userId ?? '' }),
  });
}

function taskJson(task: SandboxTask, ids: Ids): object {
  return {
    id: task.id,
    ...ids(task.openId),
    status: task.status,
    node_id: task.node.nodeId,
    node_name: task.node.name,
    custom_node_id: task.node.nodeId,
    type: task.type,
    start_time: String(task.startedAt),
    end_time: String(task.endedAt),
  };
}

function entryJson(entry: SandboxTimelineEntry, ids: Ids): object {
  const people = entry.others.map(ids);
  const isCopy = entry.type === 'CC';
  return {
    type: entry.type,
    create_time: String(entry.at),
    ...ids(entry.openId),
    open_id_list: isCopy ? [] : entry.others,
    user_id_list: people.flatMap((one) => (isCopy || one.user_id === undefined ? [] : [one.user_id])),
    task_id: entry.taskId,
    comment: entry.comment,
    node_key: entry.nodeKey,
    cc_user_list: isCopy ? people.map((one, i) => ({ ...one, cc_id: String(i + 1) })) : [],
    // JSON in text, as documented.
    ext: JSON.stringify(entry.others.length > 0 ? { open_id_list: entry.others } : {}),
    files: [],
  };
}
