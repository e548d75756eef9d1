/** What a person may ask the bot in a group: what is pending there, the group's id, or the list of commands. */
export type GroupCommand = 'pending' | 'id' | 'help';

/** The words of each command, in lower case. */
const COMMANDS: ReadonlyMap<string, GroupCommand> = new Map([
  ['pending', 'pending'],
  ['待办', 'pending'],
  ['id', 'id'],
  ['help', 'help'],
  ['帮助', 'help'],
]);

/** No message with a command is longer. */
const LONGEST = 200;

/**
 * The command in a message; undefined: there is none. The message must contain nothing else. Capitals, full-width
 * letters, a leading slash and invisible characters do not matter. Pure.
 *
 * @param said the message without its mentions
 */
export function groupCommandIn(said: string): GroupCommand | undefined {
  if (said.length > LONGEST) return undefined;
  const plain = said
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
  return COMMANDS.get(plain.replace(/^\//, '').trim());
}

export function isGroupCommand(text: string): text is GroupCommand {
  return text === 'pending' || text === 'id' || text === 'help';
}
