import type { Registry } from 'prom-client';
import type { NoticedWarning } from '../../approval/warning.ts';
import type { Clock } from '../../base/clock.ts';
import type { Text } from '../../base/language.ts';
import type { Log } from '../../base/log.ts';
import type { Throttle } from '../../base/throttle.ts';
import type { TemplateSet } from '../../cards/templates/templates.ts';
import type { Definitions } from '../../feishu/api/definitions.ts';
import type { People } from '../../feishu/api/people.ts';
import type { FeishuClient } from '../../feishu/client/client.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Store } from '../../store/open.ts';
import type { StoreGauges } from '../metrics.ts';

/** What the operators' page shows and acts on; a standby has all of it, too. */
export interface AdminParts {
  /** They follow the file; the token needs a restart. */
  readonly settings: Settings;
  readonly store: Pick<Store, 'readOnly' | 'signIns' | 'commands'>;
  readonly warnings: () => Promise<readonly NoticedWarning[]>;
  readonly isWorking: () => boolean;
  /** Why nothing comes in; undefined: events come in. */
  readonly intakeFault: () => Text | undefined;
  readonly gauges: () => Promise<StoreGauges>;
  readonly metrics: { readonly registry: Registry };
  readonly clock: Clock;
  readonly log: Log;
  readonly throttle: Throttle;
  readonly client: FeishuClient;
  readonly people: Pick<People, 'namesOf'>;
  readonly definitions: Pick<Definitions, 'of' | 'failure'>;
  /** Since when the configuration is in force, ms since the epoch. */
  readonly inForce: { readonly since: number };
  readonly templates: () => TemplateSet;
}
