import { pathId } from '../client/answer.ts';
import type { FeishuClient } from '../client/client.ts';
import { toFeishuError } from '../client/error.ts';

const ALREADY_SUBSCRIBED = 1390007;

/**
 * Asks Feishu to push the events of one approval to this app. Once is enough, but no API lists the subscriptions, so it
 * is done at each start (open.feishu.cn/document/server-docs/approval-v4/event/event-interface/subscribe).
 *
 * @throws FeishuError
 */
export async function subscribe(client: FeishuClient, approvalCode: string): Promise<void> {
  const turn = await client.turn('approval.subscribe', { priority: 1, lane: approvalCode });
  try {
    await client.call(
      'approval.subscribe',
      turn,
      (sdk) =>
        sdk.approval.v4.approval.subscribe({
          path: { approval_code: pathId('approval code', approvalCode) },
        }),
      () => undefined,
    );
  } catch (thrown) {
    const error = toFeishuError(thrown);
    if (error.code !== ALREADY_SUBSCRIBED) throw error;
  }
}
