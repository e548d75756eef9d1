import { Counter, type Registry } from 'prom-client';
import type { Log } from '../../base/log.ts';
import type { Operator } from './access.ts';

/** Records what operators do: each action is a log line, and is counted. */
export interface Audit {
  /** @param facts ids, codes and times; never typed text */
  did(operator: Operator, action: string, facts: object): void;
  signedIn(result: 'ok' | 'failed' | 'limited'): void;
}

export function createAudit(registry: Registry, log: Log): Audit {
  const registers = [registry];
  const signIns = new Counter({
    name: 'relay_admin_sign_ins_total',
    help: "Tries to sign in to the operators' page: ok, failed (a wrong token), limited (too many of them)",
    labelNames: ['result'],
    registers,
  });
  const actions = new Counter({
    name: 'relay_admin_actions_total',
    help: "Actions on the operators' page",
    labelNames: ['action'],
    registers,
  });
  return {
    did({ visitor, session }, action, facts) {
      actions.inc({ action });
      const by = { from: visitor.address, session: session?.id ?? 'token' };
      log.info({ action, ...by, ...facts }, 'operator page: somebody acted');
    },
    signedIn: (result) => signIns.inc({ result }),
  };
}
