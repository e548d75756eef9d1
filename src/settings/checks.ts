import type { Finding } from './issues.ts';
import { asList, at, isMapping, type Path, Scalar, type Tree, textAt } from './tree.ts';

/**
 * What only several keys together show to be wrong. Works on the tree, so that it tells of these beside what is
 * wrong with single keys.
 */
export function crossCheck(root: Tree): Finding[] {
  return [...checkCredentials(root), ...checkAppId(root), ...checkCalendar(root)];
}

/** With neither, anybody could post events: see the contract's "HTTP". */
function checkCredentials(root: Tree): Finding[] {
  const written = (key: string): string => textAt(root, ['feishu', key]) ?? '';
  if (!isMapping(at(root, ['feishu'])) || written('events') === 'websocket') return [];
  if (written('encryptKey') !== '' || written('verificationToken') !== '') return [];
  const message =
    '"feishu" needs "encryptKey" or "verificationToken" for events by webhook, or anybody could post events: ' +
    'copy the Encrypt Key from "Events & Callbacks" > "Encryption Strategy" (事件与回调 > 加密策略) in the developer console.';
  const key = ['encryptKey', 'verificationToken'].find((name) => at(root, ['feishu', name]) !== undefined);
  return [{ path: key === undefined ? ['feishu'] : ['feishu', key], part: 'key', message }];
}

/** The long connection of the SDK takes no other app id, and says nothing when it does not. */
function checkAppId(root: Tree): Finding[] {
  const appId = textAt(root, ['feishu', 'appId']);
  if (textAt(root, ['feishu', 'events']) !== 'websocket' || !appId || /^cli_[0-9a-fA-F]{16}$/.test(appId))
    return [];
  const message =
    '"appId" must be cli_ and 16 hexadecimal digits for events by long connection: copy the App ID from ' +
    '"Credentials & Basic Info" (凭证与基础信息) in the developer console.';
  return [{ path: ['feishu', 'appId'], part: 'value', message }];
}

function checkCalendar(root: Tree): Finding[] {
  const days = (key: string): readonly Tree[] => asList(at(root, ['calendar', key]));
  const holidays = new Set(days('holidays').map((day) => day instanceof Scalar && day.text));
  return days('workdays').flatMap((day, i): Finding[] => {
    if (!(day instanceof Scalar) || !holidays.has(day.text)) return [];
    const path: Path = ['calendar', 'workdays', i];
    const message = `"calendar" calls ${day.quoted} both a holiday and a workday: keep one of them.`;
    return [{ path, part: 'value', message }];
  });
}
