import { calendarWarning, chinaReminders } from './calendarWarning.ts';
import type { Finding } from './issues.ts';
import { PLATFORM_LIMITS } from './serverSection.ts';
import type { ApprovalSettings, Settings } from './settings.ts';
import { asList, at, isMapping, type Path, Scalar, type Tree, textAt } from './tree.ts';
import { reminderPaths } from './written.ts';

const DAY_MS = 86_400_000;

/** What may be meant, but probably is not: warnings, for a configuration without errors. `now` is ms since the epoch. */
export function advise(settings: Settings, root: Tree, now: number): Finding[] {
  const approvals = [...settings.approvals.values(), ...(settings.fallback ? [settings.fallback] : [])];
  return [
    ...adviseLimits(settings),
    ...adviseRetention(settings),
    ...adviseCalendar(settings, root, now),
    ...adviseBuzzes(root),
    ...approvals.flatMap((approval) => [...adviseUnreachable(approval), ...adviseMentions(approval, root)]),
  ];
}

function adviseLimits({ limits }: Settings): Finding[] {
  return (['chatPerSecond', 'appPerSecond', 'appPerMinute'] as const)
    .filter((key) => limits[key] > PLATFORM_LIMITS[key])
    .map((key) => ({
      path: ['limits', key],
      part: 'value',
      message: `"limits.${key}" is above ${PLATFORM_LIMITS[key]}, which Feishu refuses to exceed: lower it, unless a private deployment allows more.`,
    }));
}

/** Feishu repeats an event for up to 7.1 hours (overview of the event subscription guide). */
function adviseRetention({ retentionMs }: Settings): Finding[] {
  if (retentionMs >= DAY_MS) return [];
  const message =
    '"retention" is shorter than a day, but Feishu repeats an event for hours: a forgotten one is posted twice. Make it 1d or longer.';
  return [{ path: ['retention'], part: 'value', message }];
}

/** At `calendar`, where days are listed, else at the first `reminders` that ask for it. */
function adviseCalendar(settings: Settings, root: Tree, now: number): Finding[] {
  const message = calendarWarning(settings, now);
  if (message === undefined) return [];
  const places: Path[] = [
    ['calendar'],
    ...(settings.reminders?.calendar === 'china' ? [['reminders']] : []),
    ...chinaReminders(settings),
    ['defaults', 'reminders'],
  ];
  const path = places.find((place) => at(root, place) !== undefined) ?? ['reminders'];
  return [{ path, part: 'key', message }];
}

/** A buzz rings those whom the card mentions, and `applicant` mentions nobody while it waits. */
function adviseBuzzes(root: Tree): Finding[] {
  const ringsNobody = (who: Tree): boolean => who instanceof Scalar && /^(none|applicant)?$/.test(who.text);
  return reminderPaths(root).flatMap((path) =>
    escalations(root, path)
      .filter((step) => textAt(root, [...step, 'urgent']) === 'true')
      .filter((step) => asList(at(root, [...step, 'mention'])).every(ringsNobody))
      .map((step) => ({
        path: [...step, 'urgent'],
        part: 'key' as const,
        message:
          '"urgent" buzzes those whom the card mentions, and this one mentions nobody: write whom under "mention", approvers or open ids (ou_…).',
      })),
  );
}

/** Where the steps of the ladder upwards stand in the file. */
function escalations(root: Tree, reminders: Path): Path[] {
  const path = [...reminders, 'escalate'];
  const ladder = at(root, path);
  return isMapping(ladder) ? [path] : asList(ladder).map((_, i) => [...path, i]);
}

/** Of two entries for a chat the first that matches decides: what the first ones take, a later one never sees. */
function adviseUnreachable({ code, chats }: ApprovalSettings): Finding[] {
  return chats.flatMap((entry, i): Finding[] => {
    const taken = chats
      .slice(0, i)
      .filter((other) => other.chat.id === entry.chat.id && other.when.length === 0)
      .flatMap((other) => other.statuses);
    if (!entry.statuses.every((status) => taken.includes(status))) return [];
    const message = `"${entry.chat.id}" is listed above for all these statuses already, so that this entry is never used: give the entries different statuses, or remove one.`;
    return [{ path: ['approvals', code, 'chats', i], part: 'value', message }];
  });
}

/** Only where the entry itself says so: `defaults` are written with groups in mind. */
function adviseMentions({ code, chats }: ApprovalSettings, root: Tree): Finding[] {
  return chats.flatMap((entry, i): Finding[] => {
    const path: Path = ['approvals', code, 'chats', i, 'mention'];
    if (entry.chat.idType === 'chat_id' || entry.mention.length === 0 || at(root, path) === undefined)
      return [];
    const message = '"mention" rings nobody else in a message to one person: remove it.';
    return [{ path, part: 'key', message }];
  });
}
