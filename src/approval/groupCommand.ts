/** What a person may ask of the bot in a group: what waits there, the group's id, or what can be asked. */
export type GroupCommand = 'pending' | 'id' | 'help';

/** The words of each command, in lower case. */
const COMMANDS: ReadonlyMap<string, GroupCommand> = new Map([
  ['pending', 'pending'],
  ['待办', 'pending'],
  ['id', 'id'],
  ['help', 'help'],
  ['帮助', 'help'],
]);

/** No command is that long, however it is padded. */
const LONGEST = 200;

/**
 * The command that somebody wrote; undefined: it is none. The message must say the command and nothing else. Capitals,
 * full-width letters, a slash in front and characters without a shape do not matter. Pure.
 *
 * @param said without its mentions
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
