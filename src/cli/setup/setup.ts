import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import type { Language } from '../../base/language.ts';
import { readEnvironment } from '../../settings/environment.ts';
import { NO_TERMINAL, TWO_WAYS } from '../../words/setupText.ts';
import { MisuseError } from '../misuse.ts';
import { terminalDialogue } from './dialogue.ts';
import { setUp } from './setupSteps.ts';

interface SetupOptions {
  readonly config?: string;
  readonly lark?: boolean;
  readonly existing?: boolean;
  readonly domain?: string;
  readonly language: Language;
}

/** `approval-relay setup`: sets up a bot by asking questions. Its results are kept, so it can be run again. */
export async function run(options: SetupOptions): Promise<number> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) throw new MisuseError(NO_TERMINAL);
  if (options.domain !== undefined && !options.existing) throw new MisuseError(TWO_WAYS);
  const folder = process.cwd();
  const { env } = readEnvironment(folder);
  return setUp({
    folder,
    file: options.config ?? env.RELAY_CONFIG ?? join('config', 'relay.yaml'),
    env,
    dialogue: terminalDialogue(stdin, stdout, options.language),
    language: options.language,
    clock: systemClock(),
    domain: options.domain ?? (options.lark ? 'lark' : 'feishu'),
    isExisting: options.existing === true,
    ...(options.lark ? { accounts: 'accounts.larksuite.com' } : {}),
  });
}
