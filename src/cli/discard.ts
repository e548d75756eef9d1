import { mustBeConfigured } from './configured.ts';
import { type MoveOptions, readIds, runRowsCommand } from './rowsCommand.ts';

interface DiscardOptions extends MoveOptions {
  readonly sent?: boolean;
}

/**
 * `approval-relay discard`: ends parked rows for good; with `--sent` as sent, since a person has seen them in the chat.
 */
export async function run(options: DiscardOptions, given: readonly string[]): Promise<number> {
  const ids = readIds(given);
  const { settings } = mustBeConfigured(options);
  return runRowsCommand(settings, { do: 'discard', ids, sent: options.sent === true }, options);
}
