import type { Clock } from '../../base/clock.ts';
import type { Text } from '../../base/language.ts';
import type { Log } from '../../base/log.ts';
import { verdictOf } from '../errorCodes.ts';
import type { AppFault } from '../verdict.ts';
import type { Api } from './api.ts';
import type { FeishuError } from './error.ts';
import { scopesIn } from './feishuWords.ts';
import type { NetworkFailure } from './networkFailure.ts';

/** What keeps calls to Feishu from succeeding, until it is over. It holds no name and no form value. */
export interface Trouble {
  readonly code: 'feishu-unreachable' | AppFault;
  /** The API that is concerned; absent: all of them. */
  readonly api?: Api;
  /** Feishu's own code, where it gave one. */
  readonly feishuCode?: number;
  /** For `scope-missing`: one of these is enough. */
  readonly scopes: readonly string[];
  /** For `feishu-unreachable`: on which part of the way no answer came. */
  readonly failure?: NetworkFailure;
  /** For `feishu-unreachable`: nothing of Feishu's had been reached since the program started. */
  readonly isFirst: boolean;
  /** What was answered, or not: Feishu's own words, cut (feishuWords.ts). */
  readonly why: string;
  /** What a person can do about it; a whole sentence. */
  readonly remedy: Text;
  readonly logId: string;
  /** ms since the epoch. */
  readonly since: number;
}

export interface Troubles {
  /** Those of this moment, the oldest first. */
  current(): readonly Trouble[];
  /** A call was answered with success. */
  succeeded(api: Api): void;
  failed(api: Api, error: FeishuError): void;
}

/** Failures in a row without any answer that make an outage; the first ones since the start do at once. */
const FAILURES = 3;
/** These concern every API; the others the one whose call they met. */
const OF_THE_APP: ReadonlySet<Trouble['code']> = new Set([
  'feishu-unreachable',
  'credentials-refused',
  'app-disabled',
  'ip-not-allowed',
]);

/**
 * Keeps what is wrong between this app and Feishu: who cannot be reached, credentials or scopes that are refused. `onChange`
 * hears when each begins and when it is over.
 */
export function createTroubles(o: {
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (troubles: readonly Trouble[]) => void;
}): Troubles {
  const troubles = new Map<string, Trouble>();
  let failures = 0;

  const begin = (api: Api, code: Trouble['code'], error: FeishuError): void => {
    const isOfApp = OF_THE_APP.has(code);
    const key = isOfApp ? code : `${code} ${api}`;
    if (troubles.has(key)) return;
    const { remedy } = verdictOf(error);
    const trouble: Trouble = {
      code,
      ...(isOfApp ? {} : { api }),
      ...(error.code === undefined ? {} : { feishuCode: error.code }),
      scopes: code === 'scope-missing' ? scopesIn(error.raw) : [],
      ...(error.failure === undefined ? {} : { failure: error.failure }),
      isFirst: error.isFirst,
      why: error.message,
      remedy,
      logId: error.logId,
      since: o.clock.now(),
    };
    troubles.set(key, trouble);
    const { since: _since, code: _code, ...facts } = trouble;
    // Whoever hears of it tells people; this is for whoever looks for the log id.
    o.log.debug({ trouble: code, ...facts }, 'calls to Feishu fail');
    o.onChange([...troubles.values()]);
  };

  const end = (isOver: (trouble: Trouble) => boolean): void => {
    const over = [...troubles].filter(([, trouble]) => isOver(trouble));
    for (const [key, { code, api }] of over) {
      troubles.delete(key);
      o.log.debug({ trouble: code, ...(api === undefined ? {} : { api }) }, 'calls to Feishu succeed again');
    }
    if (over.length > 0) o.onChange([...troubles.values()]);
  };

  /** The gateway let it through to the API itself, whatever that said: the app as such is well. */
  const passedGateway = (api: Api): void => {
    failures = 0;
    if (troubles.size > 0) end((trouble) => trouble.api === undefined || trouble.api === api);
  };

  return {
    current: () => [...troubles.values()],
    succeeded: passedGateway,
    failed(api, error) {
      const fault = verdictOf(error).fault;
      if (error.code === undefined) {
        // An answer that cannot be right, or a request that never was: somebody answers.
        if (error.failure === 'wrong-answer' || error.failure === 'bad-id') return;
        failures += 1;
        if (error.isFirst || failures >= FAILURES) begin(api, 'feishu-unreachable', error);
        return;
      }
      failures = 0;
      end((trouble) => trouble.code === 'feishu-unreachable');
      if (fault) begin(api, fault, error);
      else if (!isOfGateway(error.code)) passedGateway(api);
    },
  };
}

/** Codes that the gateway gives before it asks the API (generic-error-code): they say nothing of what comes behind. */
function isOfGateway(code: number): boolean {
  return code >= 99_990_000 && code < 100_000_000;
}
