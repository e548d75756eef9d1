import type { SandboxApproval } from '../world/definition.ts';
import type { World } from '../world/world.ts';
import { type Call, type Endpoint, pageOf } from './endpoint.ts';
import { instanceJson } from './instanceJson.ts';
import { ApiRefusal } from './refusal.ts';

/** A list call spans at most this (…/approval-v4/instance/list, page of 2026-01). */
const LONGEST_WINDOW_MS = 10 * 3_600_000;

/** `approval/v4`: definitions, subscriptions, instances. */
export function approvalEndpoints(world: World): Endpoint[] {
  return [
    {
      api: 'approval.get',
      method: 'GET',
      path: '/approval/v4/approvals/:approval_code',
      scope: 'definition',
      slow: true,
      act: (call) => definitionJson(findApproval(world, call), call.query.get('locale') ?? 'zh-CN'),
    },
    {
      api: 'approval.subscribe',
      method: 'POST',
      path: '/approval/v4/approvals/:approval_code/subscribe',
      scope: 'subscribe',
      slow: true,
      act: (call) => setSubscribed(world, findApproval(world, call), true),
    },
    {
      api: 'approval.unsubscribe',
      method: 'POST',
      path: '/approval/v4/approvals/:approval_code/unsubscribe',
      scope: 'subscribe',
      slow: true,
      act: (call) => setSubscribed(world, findApproval(world, call), false),
    },
    {
      api: 'instance.get',
      method: 'GET',
      path: '/approval/v4/instances/:instance_id',
      scope: 'instance',
      act: (call) => getInstance(world, call),
    },
    {
      api: 'instance.list',
      method: 'GET',
      path: '/approval/v4/instances',
      scope: 'instance',
      slow: true,
      act: (call) => listInstances(world, call),
    },
  ];
}

function findApproval(world: World, call: Call): SandboxApproval {
  const approval = world.approvals.get(call.params.approval_code ?? '');
  if (!approval) throw new ApiRefusal(1390002, 'approval code not found');
  if (approval.status === 'DELETED') throw new ApiRefusal(1390016, 'approval code has been deleted');
  return approval;
}

function definitionJson(approval: SandboxApproval, locale: string): object {
  const translated = approval.locales[locale];
  return {
    approval_name: translated?.name ?? approval.name,
    status: approval.status,
    form: JSON.stringify(translated?.form ?? approval.form),
    form_widget_relation: '{}',
    node_list: approval.nodes.map((node) => ({
      name: node.name,
      need_approver: false,
      node_id: node.nodeId,
      custom_node_id: node.nodeId,
      node_type: node.type,
      approver_chosen_multi: true,
      require_signature: false,
    })),
    viewers: [{ type: 'TENANT', id: '', user_id: '' }],
    approval_admin_ids: [],
  };
}

function setSubscribed(world: World, approval: SandboxApproval, subscribed: boolean): object {
  if (approval.subscribed === subscribed) {
    throw subscribed
      ? new ApiRefusal(1390007, 'subscription existed')
      : new ApiRefusal(1390008, 'subscription not existed');
  }
  approval.subscribed = subscribed;
  world.signals.emit('subscription', approval);
  return {};
}

function getInstance(world: World, call: Call): object {
  const id = call.params.instance_id ?? '';
  const instance =
    world.instances.get(id) ??
    [...world.instances.values()].find((one) => one.uuid !== '' && one.uuid === id);
  if (!instance || instance.status === 'DELETED') throw new ApiRefusal(1390003, 'instance code not found');
  return instanceJson(world, instance, call.query.get('locale') ?? 'zh-CN');
}

/** By time of creation, oldest first; codes only. */
function listInstances(world: World, call: Call): object {
  const approvalCode = call.query.get('approval_code') ?? '';
  const start = Number(call.query.get('start_time') ?? Number.NaN);
  const end = Number(call.query.get('end_time') ?? Number.NaN);
  if (!world.approvals.has(approvalCode)) throw new ApiRefusal(1390002, 'approval code not found');
  if (!(start <= end) || end - start > LONGEST_WINDOW_MS) {
    throw new ApiRefusal(1390001, 'param is invalid: start_time and end_time must be at most 10 hours apart');
  }
  const codes = [...world.instances.values()]
    .filter((one) => one.approvalCode === approvalCode && one.status !== 'DELETED')
    .filter((one) => one.startedAt >= start && one.startedAt <= end)
    .map((one) => one.instanceCode);
  const { page, page_token, has_more } = pageOf(codes, call.query, 100);
  return { instance_code_list: page, page_token, has_more };
}
