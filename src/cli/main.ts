#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { EXIT_FAILED, EXIT_MISUSE, EXIT_OK } from './exit.ts';
import { fail } from './fail.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('approval-relay')
  .description('Relays Feishu and Lark approval status changes into group chats as interactive cards.')
  .version(version)
  .exitOverride()
  .showHelpAfterError('(run approval-relay --help for the commands)');

/** A command's file is loaded only when it runs: `--help` needs none of them. */
function add(
  name: string,
  summary: string,
  load: () => Promise<{ run: (options: never, name: never) => Promise<number> }>,
): Command {
  return program
    .command(name)
    .description(summary)
    .action(async (...given: unknown[]) => {
      // Commander hands over the arguments, the options and the command.
      const options = given.at(-2);
      const name = given.length > 2 ? given[0] : undefined;
      // Waits for Feishu or for the store keep no process alive by themselves: without a server this one would end.
      const alive = setInterval(() => undefined, 60_000);
      try {
        process.exitCode = await (await load()).run(options as never, name as never);
      } finally {
        clearInterval(alive);
      }
    });
}

const CONFIG = [
  '--config <file>',
  'the configuration (default: $RELAY_CONFIG, or config/relay.yaml)',
] as const;

add('start', 'run the bot until SIGTERM or SIGINT', () => import('./start.ts')).option(...CONFIG);
add('validate', 'check the configuration and every template, offline', () => import('./validate.ts'))
  .option(...CONFIG)
  .option('--json', 'print the problems as JSON');
add(
  'preview <status>',
  'render a card offline, with sample values or an instance of your own',
  () => import('./preview.ts'),
)
  .option(...CONFIG)
  .option('--approval <code>', 'as the configuration maps this approval')
  .option('--instance <file>', 'with this instance: the answer of get-instance, as JSON')
  .option('--locale <locale>', 'in this language')
  .option('--kind <kind>', 'what of it: the card (default), notice, reminder or summary')
  .option('--html <file>', 'write a page that draws the card, instead of its JSON');
add('pending', 'list the open instances it knows, longest waiting first', () => import('./pending.ts'))
  .option(...CONFIG)
  .option('--json', 'print them as JSON');
add('reconcile', 'compare with Feishu, and relay what was missed', () => import('./reconcile.ts'))
  .option(...CONFIG)
  .option('--since <duration>', 'list instances created since then, such as 7d, and not since the last run')
  .option('--open-only', 'look at open instances that it knows, and at nothing else')
  .option('--adopt', 'record what waits without posting, so that it is reminded of from now on')
  .option('--dry-run', 'change nothing, and print what would be relayed')
  .option('--json', 'print what came of it as JSON');
add('demo', 'run the bot against a sandbox Feishu, and open a page to play with', () => import('./demo.ts'))
  .option('--port <number>', 'the port of the page', '8080')
  .option('--keep', 'leave the data folder behind');

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT_OK : EXIT_MISUSE;
  else process.exitCode = fail(error, EXIT_FAILED);
}
// What still holds the process open (a kept-alive connection, a request that hangs) is not worth waiting for.
process.stdout.write('', () => process.exit());
