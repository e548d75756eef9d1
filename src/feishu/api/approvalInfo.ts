import type { WidgetDefinition } from '../../approval/field.ts';
import type { Locale } from '../../approval/locale.ts';
import { mustHold, pathId, textUpTo } from '../client/answer.ts';
import type { FeishuClient } from '../client/client.ts';
import { asRecord, stringOf } from '../events/envelope.ts';
import { readDefinition } from '../form/formDefinition.ts';

/** An approval in Feishu: its name, its form and its steps. */
export interface ApprovalInfo {
  readonly name: string;
  readonly status: 'ACTIVE' | 'INACTIVE' | 'DELETED' | 'UNKNOWN';
  readonly widgets: readonly WidgetDefinition[];
  readonly steps: readonly { readonly ids: readonly string[]; readonly name: string }[];
}

const STATUSES = ['ACTIVE', 'INACTIVE', 'DELETED'] as const;
const LONGEST_NAME = 200;

/**
 * One approval (open.feishu.cn/document/server-docs/approval-v4/approval/get).
 *
 * @throws FeishuError; 1390002: none has this code; 1390016: it was deleted
 */
export async function getApprovalInfo(
  client: FeishuClient,
  approvalCode: string,
  locale: Locale,
): Promise<ApprovalInfo> {
  const turn = await client.turn('approval.get', { priority: 0, lane: approvalCode });
  return client.call(
    'approval.get',
    turn,
    (sdk) =>
      sdk.approval.v4.approval.get({
        path: { approval_code: pathId('approval code', approvalCode) },
        params: { locale },
      }),
    (answered) => {
      const data = asRecord(answered) ?? mustHold('approval');
      const status = stringOf(data.status).toUpperCase();
      return {
        name: textUpTo(data.approval_name, LONGEST_NAME),
        status: STATUSES.find((known) => known === status) ?? 'UNKNOWN',
        widgets: readDefinition(data, locale),
        steps: stepsIn(data.node_list),
      };
    },
  );
}

function stepsIn(nodes: unknown): ApprovalInfo['steps'] {
  const records = Array.isArray(nodes) ? nodes.map(asRecord).filter((node) => node !== undefined) : [];
  return records.map((node) => ({
    ids: [stringOf(node.node_id), stringOf(node.custom_node_id)].filter((id) => id !== ''),
    name: textUpTo(node.name, LONGEST_NAME),
  }));
}
