import type { Clock } from '../../base/clock.ts';
import type { Text } from '../../base/language.ts';
import type { Log } from '../../base/log.ts';
import { verdictOf } from '../errorCodes.ts';
import type { AppFault } from '../verdict.ts';
import type { Api } from './api.ts';
import type { FeishuError } from './error.ts';
import { scopesIn } from './feishuWords.ts';
import type { NetworkFailure } from './networkFailure.ts';

/** Something that makes calls to Feishu fail, until it is over. It has no name and no form value in it. */
export interface Trouble {
  readonly code: 'feishu-unreachable' | AppFault;
  /** The affected API; absent: all of them. */
  readonly api?: Api;
  /** Feishu's own code, if there is one. */
  readonly feishuCode?: number;
  /** For `scope-missing`: one of these is enough. */
  readonly scopes: readonly string[];
  /** For `feishu-unreachable`: the kind of failure. */
  readonly failure?: NetworkFailure;
  /** For `feishu-unreachable`: Feishu had not been reached since the program started. */
  readonly isFirst: boolean;
  /** Feishu's own words, cut (feishuWords.ts), or why there was no answer. */
  readonly why: string;
  /** What a person can do about it; a whole sentence. */
  readonly remedy: Text;
  readonly logId: string;
  /** ms since the epoch. */
  readonly since: number;
}

export interface Troubles {
  /** The current ones, the oldest first. */
  current(): readonly Trouble[];
  /** A call was answered with success. */
  succeeded(api: Api): void;
  failed(api: Api, error: FeishuError): void;
}

/** This many failures in a row without an answer are an outage; before the first answer since the start, one is. */
const FAILURES = 3;
/** These affect every API; the others only the API of the failed call. */
const OF_THE_APP: ReadonlySet<Trouble['code']> = new Set([
  'feishu-unreachable',
  'credentials-refused',
  'app-disabled',
  'ip-not-allowed',
]);

/**
 * Tracks what is wrong between this app and Feishu: Feishu cannot be reached, credentials or scopes are refused.
 * `onChange` is called when one begins and when it is over.
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
    // `onChange` reports it to people; this line is for finding the log id.
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

  /** The gateway passed the call on to the API itself: the app as such is fine, whatever the answer. */
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
        // A wrong answer is an answer; a bad id was no request. Neither is an outage.
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

/** Codes of the gateway itself (generic-error-code): they say nothing about the API behind it. */
function isOfGateway(code: number): boolean {
  return code >= 99_990_000 && code < 100_000_000;
}
