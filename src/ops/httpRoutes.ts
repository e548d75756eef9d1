import type { RequestListener } from 'node:http';
import Router from '@koa/router';
import Koa, { type Middleware } from 'koa';
import type { Log } from '../base/log.ts';
import type { Admin } from './admin/admin.ts';
import { addHealth, type HealthParts } from './health.ts';
import { addMetrics, type Metrics } from './metrics.ts';

export interface HttpRoutesParts {
  readonly health: Omit<HealthParts, 'bearsToken'>;
  readonly metrics: Metrics;
  /** The webhook; undefined: events come over the long connection. */
  readonly webhook: { readonly first: Middleware; addTo(router: Router): void } | undefined;
  /** The operators' page; undefined: there is none. */
  readonly admin: Pick<Admin, 'middleware' | 'bearsToken'> | undefined;
  readonly log: Log;
}

/** All HTTP routes, for Feishu and for operators. */
export function createHttpRoutes({ health, metrics, webhook, admin, log }: HttpRoutesParts): RequestListener {
  const router = new Router();
  addHealth(router, { ...health, bearsToken: admin?.bearsToken });
  addMetrics(router, metrics);
  webhook?.addTo(router);
  const koa = new Koa();
  koa.on('error', (error: Error) => log.debug({ error: error.message }, 'a request ended badly'));
  if (webhook) koa.use(webhook.first);
  if (admin) koa.use(admin.middleware);
  koa.use(router.routes()).use(router.allowedMethods());
  return koa.callback();
}
