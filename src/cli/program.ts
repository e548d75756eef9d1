import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { type Language, sayIn } from '../base/language.ts';
import {
  AFTER_ERROR,
  HEADINGS,
  HELP_COMMAND,
  MEANT,
  OPTIONS,
  PROGRAM,
  USAGE_ERRORS,
} from '../words/helpText.ts';
import { COMMANDS, type CommandEntry, type Run } from './commands.ts';
import { widthOf } from './table.ts';

/** The command line with all its commands, in one language. */
export function createProgram(language: Language): Command {
  const say = sayIn(language);
  const program = new Command('approval-relay')
    .description(say(PROGRAM))
    .version(versionOfPackage(), '-V, --version', say(OPTIONS.version))
    .helpCommand('help [command]', say(HELP_COMMAND))
    .exitOverride()
    .showHelpAfterError(say(AFTER_ERROR))
    .configureHelp({
      styleTitle: (title) => (HEADINGS[title] ? say(HEADINGS[title]) : title),
      displayWidth: widthOf,
    })
    .configureOutput({
      outputError: (said, write) => write(language === 'zh' ? inChinese(said) : said),
    });
  addCommon(program, language);
  for (const entry of COMMANDS) addCommand(program, entry, language);
  return program;
}

function addCommand(program: Command, entry: CommandEntry, language: Language): void {
  const say = sayIn(language);
  const command = program.command(entry.usage).description(say(entry.summary));
  for (const { flags, text, standard } of entry.options) command.option(flags, say(text), standard);
  addCommon(command, language);
  command.action(async (...given: unknown[]) => {
    // Commander passes the arguments, the options and the command.
    const options = { ...(given.at(-2) as object), language };
    const args = given.slice(0, -2);
    // Waits for Feishu or for the store do not keep the process alive: without a server it would end.
    const alive = setInterval(() => undefined, 60_000);
    try {
      const { run } = await entry.load();
      process.exitCode = await (run as (...all: unknown[]) => ReturnType<Run>)(options, ...args);
    } finally {
      clearInterval(alive);
    }
  });
}

function addCommon(command: Command, language: Language): void {
  const say = sayIn(language);
  command.option('--lang <language>', say(OPTIONS.lang)).helpOption('-h, --help', say(OPTIONS.help));
}

/** Commander's errors are in English only. They have a code, which is not passed together with the text. */
function inChinese(said: string): string {
  const [sentence = '', meant] = said.trim().split('\n');
  const code = CODES.find(([pattern]) => pattern.test(sentence))?.[1];
  if (code === undefined) return said;
  const named = /'([^']*)'/.exec(sentence)?.[1] ?? '';
  const names = /\(Did you mean (?:one of )?(.*)\?\)/.exec(meant ?? '')?.[1];
  return `错误：${USAGE_ERRORS[code](named)}${names ? MEANT(names) : ''}\n`;
}

const CODES: readonly (readonly [RegExp, keyof typeof USAGE_ERRORS])[] = [
  [/unknown command/, 'commander.unknownCommand'],
  [/unknown option/, 'commander.unknownOption'],
  [/missing required argument/, 'commander.missingArgument'],
  [/too many arguments/, 'commander.excessArguments'],
  [/argument missing/, 'commander.optionMissingArgument'],
];

/** The language in the arguments, read before everything else. */
export function namedLanguage(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const arg = argv[at];
  return arg === '--lang' ? argv[at + 1] : arg?.slice('--lang='.length);
}

export function isUsageError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}

function versionOfPackage(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
