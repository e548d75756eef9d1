import { type KnownMatter, type Matter, PARKED } from '../../approval/matter.ts';
import {
  type NoticedWarning,
  readWarning,
  subjectOf,
  type Warning,
  type WarningCode,
  writeWarning,
} from '../../approval/warning.ts';
import type { Language } from '../../base/language.ts';
import type { OperatorsItem } from '../../cards/render/operatorsCard.ts';
import type { ParkedGroup } from '../../store/matters.ts';
import { saidText } from '../../words/networkText.ts';
import { overText, PARKED_REMEDY, parkedText } from '../../words/operatorsText.ts';
import { roughSpan } from '../../words/spanText.ts';
import { storedText } from '../../words/storedText.ts';
import { warningText } from './warningText.ts';

/** The same warning of several processes is one matter. */
export function matterOfWarning({ warning, since }: NoticedWarning): Matter {
  return { code: warning.code, subject: subjectOf(warning), data: writeWarning(warning), since };
}

export function matterOfParked({ since, ...group }: ParkedGroup): Matter {
  return { code: PARKED, subject: `${group.reason} ${group.chat}`, data: JSON.stringify(group), since };
}

/** A matter's text on the card; undefined: a newer version wrote it. */
export function itemOf(matter: KnownMatter, isOver: boolean, language: Language): OperatorsItem | undefined {
  const item = matter.code === PARKED ? parkedItem(matter, language) : warningItem(matter, language);
  if (!item || !isOver) return item && { ...item, isOver };
  const lasted = roughSpan((matter.goneAt ?? matter.since) - matter.since);
  const message = overText(item.message, lasted)[language];
  return { isOver, message, remedy: '', command: '', said: '' };
}

type ItemText = Omit<OperatorsItem, 'isOver'>;

function warningItem({ code, data }: KnownMatter, language: Language): ItemText | undefined {
  const warning = readWarning(code, data);
  if (!warning) return undefined;
  const { name, said } = warning.details ?? {};
  const { message, remedy } = warningText(warning);
  return {
    message: message[language],
    remedy: remedy[language],
    command: `approval-relay ${commandFor(warning)}`,
    said: [name, said && saidText(said)[language]].filter(Boolean).join(' · '),
  };
}

function parkedItem({ data }: KnownMatter, language: Language): ItemText {
  const { chat, reason, remedy, rows } = JSON.parse(data) as Omit<ParkedGroup, 'since'>;
  const ofChat = chat === '' ? '' : ` --chat ${chat}`;
  const list = `approval-relay deliveries --state parked${ofChat}`;
  // Rows of unknown outcome need their ids, which the list shows.
  const isSure = reason !== 'outcome-unknown' && chat !== '' && /^[\w-]+$/.test(reason);
  const replay = `approval-relay replay --parked --reason ${reason}${ofChat}`;
  return {
    message: parkedText(chat, reason, rows)[language],
    remedy: (remedy === '' ? PARKED_REMEDY : storedText(remedy))[language],
    command: isSure ? `${list}\n${replay}` : list,
    said: '',
  };
}

/** For these, `validate` shows the problem with its line. */
const VALIDATED: ReadonlySet<WarningCode> = new Set<WarningCode>([
  'card-simplified',
  'template-broken',
  'config-not-taken',
  'config-needs-restart',
  'config-differs',
  'calendar-ends',
]);

function commandFor(warning: Warning): string {
  if (VALIDATED.has(warning.code)) return 'validate';
  switch (warning.code) {
    case 'chat-closed':
    case 'chat-held':
      return `deliveries --chat ${warning.ids.chat}`;
    case 'bot-not-in-chat':
      return `try ${warning.ids.chat}`;
    case 'person-unreachable':
      return `deliveries --chat ${warning.ids.person}`;
    default:
      return 'doctor';
  }
}
