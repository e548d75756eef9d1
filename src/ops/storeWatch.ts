import type { Clock } from '../base/clock.ts';
import { type Log, logsError } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import type { Store } from '../store/open.ts';

const CHECK_MS = 5_000;

/**
 * Checks whether another database is at the path of the open one, such as a backup that was restored while the bot
 * runs, or whether its log was removed. This process's memory belongs to the old one, so only a new start can continue.
 */
export function watchStore(
  store: Pick<Store, 'isReplaced'>,
  { clock, log, onReplaced }: { readonly clock: Clock; readonly log: Log; readonly onReplaced: () => void },
): Loop {
  let isNoticed = false;
  const onError = logsError(log, 'warn', 'the path of the store could not be checked');
  return startLoop({ clock, everyMs: CHECK_MS, onError }, async () => {
    if (isNoticed || !(await store.isReplaced())) return;
    isNoticed = true;
    log.warn(
      {},
      'another database stands at the path of the store, or its log was removed: the bot starts anew',
    );
    onReplaced();
  });
}
