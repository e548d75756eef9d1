import { impliedStatus } from '../approval/impliedChange.ts';
import type { Clock } from '../base/clock.ts';
import type { Closers } from '../base/closers.ts';
import { silentLog } from '../base/log.ts';
import { createDefinitions } from '../feishu/api/definitions.ts';
import { createDepartments } from '../feishu/api/departments.ts';
import { getInstance } from '../feishu/api/instances.ts';
import { explainRoute } from '../relay/routing/explainRoute.ts';
import type { DemoRoute } from '../sandbox/page/pageOptions.ts';
import { approvalFor } from '../settings/approvalFor.ts';
import type { Settings } from '../settings/settings.ts';
import { clientOf } from './feishuOf.ts';

/** Which groups get an instance, in the words of the command `route`; undefined if Feishu does not answer. */
export function demoRoutes(
  settings: Settings,
  clock: Clock,
  closers: Closers,
): (instanceCode: string) => Promise<readonly DemoRoute[] | undefined> {
  const client = clientOf(settings);
  closers.push('routes', () => client.close());
  const parts = {
    settings,
    definitions: createDefinitions(client, clock, silentLog),
    departments: createDepartments(client, clock, silentLog),
  };
  return async (instanceCode) => {
    try {
      const turn = await client.turn('instance.get', { priority: 0, lane: instanceCode });
      const { instance } = await getInstance(client, turn, instanceCode, settings.locale);
      const approval = approvalFor(settings, instance.approvalCode);
      if (!approval) return [];
      const explained = await explainRoute(parts, approval, instance, impliedStatus(instance) ?? 'PENDING');
      return explained.map(({ entry, gets, because, mentions }) => {
        return { chat: entry.chat.id, gets, because, mentions };
      });
    } catch {
      return undefined;
    }
  };
}
