import type Router from '@koa/router';
import { asError } from '../base/errors.ts';

export interface HealthParts {
  /** Rejects where the store does not answer. */
  readonly pingStore: () => Promise<void>;
  /** Why the intake hears nothing; undefined: it does. */
  readonly intakeFault: () => string | undefined;
  readonly isWorking: () => boolean;
  /** What a person should see to, though all is well today: sentences. */
  readonly warnings?: () => readonly string[];
}

/** `/healthz`: the process lives. `/readyz`: it can take events; a replica that stands by is ready too. */
export function addHealth(router: Router, parts: HealthParts): void {
  router.get('/healthz', (ctx) => {
    ctx.body = { status: 'ok' };
  });
  router.get('/readyz', async (ctx) => {
    const reasons: string[] = [];
    try {
      await parts.pingStore();
    } catch (thrown) {
      reasons.push(`the store does not answer: ${asError(thrown).message}`);
    }
    const fault = parts.intakeFault();
    if (fault !== undefined) reasons.push(fault);
    const warnings = parts.warnings?.() ?? [];
    ctx.status = reasons.length === 0 ? 200 : 503;
    ctx.body = {
      ...(reasons.length === 0
        ? { status: 'ready', role: parts.isWorking() ? 'worker' : 'standby' }
        : { status: 'not ready', reasons }),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  });
}
