import { mustHold } from '../client/answer.ts';
import type { FeishuClient } from '../client/client.ts';
import { asRecord, stringOf } from '../events/envelope.ts';

/** `grant_status` of a scope that the tenant has granted. */
const GRANTED = 1;

/** Scopes of users do not count, only the app's. */
function isGranted({ grant_status, scope_type }: Record<string, unknown>): boolean {
  return grant_status === GRANTED && scope_type !== 'user';
}

/**
 * The scopes that the app was granted (open.feishu.cn/document/server-docs/application-v6/scope/list). This needs no
 * scope.
 *
 * @throws FeishuError
 */
export async function grantedScopes(client: FeishuClient): Promise<ReadonlySet<string>> {
  const turn = await client.turn('scope.list', { priority: 1, lane: 'scopes' });
  return client.call(
    'scope.list',
    turn,
    (sdk) => sdk.application.v6.scope.list({}),
    (data) => {
      const scopes = asRecord(data)?.scopes;
      if (!Array.isArray(scopes)) return mustHold('scopes');
      const granted = scopes.map(asRecord).filter((scope) => scope && isGranted(scope));
      return new Set(granted.map((scope) => stringOf(scope?.scope_name)));
    },
  );
}
