import type { Readable, Writable } from 'node:stream';
import { confirm, isCancel, log, password, select, text } from '@clack/prompts';
import { OperatorError } from '../../base/errors.ts';
import type { Language, Text } from '../../base/language.ts';
import { HOW_TO_CHOOSE, NO, STOPPED, YES } from '../../words/setupText.ts';

/** A question with a line of text as its answer. */
export interface Question {
  readonly text: Text;
  /** What is wrong with an answer; undefined: nothing. */
  readonly check?: (answer: string) => Text | undefined;
  /** The answer is shown as dots. */
  readonly isSecret?: boolean;
}

/** How `setup` talks with a person. */
export interface Dialogue {
  say(what: Text): void;
  /** Prints lines as they are. */
  show(lines: string): void;
  ask(question: Question): Promise<string>;
  choose<Value extends string>(
    what: Text,
    options: readonly { readonly value: Value; readonly label: Text }[],
  ): Promise<Value>;
  confirm(what: Text): Promise<boolean>;
  /** How many columns a line has. */
  readonly columns: number;
}

/**
 * A dialogue in a terminal.
 *
 * @throws OperatorError (each question) if the person stops it by Ctrl-C or Esc
 */
export function terminalDialogue(
  input: Readable,
  output: Writable & { readonly columns?: number },
  language: Language,
): Dialogue {
  const streams = { input, output };
  const answered = <T>(answer: T): Exclude<T, symbol> => {
    if (isCancel(answer)) throw new OperatorError(STOPPED);
    return answer as Exclude<T, symbol>;
  };
  return {
    say: (what) => log.message(what[language], { output }),
    show: (lines) => void output.write(`${lines}\n`),
    async ask({ text: what, check, isSecret }) {
      const validate = (answer: string | undefined): string | undefined =>
        check?.((answer ?? '').trim())?.[language];
      const options = { ...streams, message: what[language], validate };
      const answer = isSecret ? await password(options) : await text(options);
      return (answered(answer) ?? '').trim();
    },
    async choose(what, options) {
      const shown = options.map(({ value, label }) => ({ value: value as string, label: label[language] }));
      const message = `${what[language]} (${HOW_TO_CHOOSE[language]})`;
      // Its own hint is English only.
      const answer = await select({ ...streams, message, options: shown, showInstructions: false });
      return answered(answer) as (typeof options)[number]['value'];
    },
    async confirm(what) {
      const [active, inactive] = [YES[language], NO[language]];
      return answered(await confirm({ ...streams, message: what[language], active, inactive }));
    },
    columns: output.columns ?? 80,
  };
}
