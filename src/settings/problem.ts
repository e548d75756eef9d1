import type { Language, Text } from '../base/language.ts';
import { WARNING } from '../words/validateText.ts';

/** Something about the configuration that a person should know, and where it stands. */
export interface Problem {
  readonly file: string;
  /** From 1; 1:1 where there is no better place. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** One sentence: what is wrong and what to do. Never holds a secret. */
  readonly message: Text;
  /** Only an `error` keeps the bot from starting. */
  readonly severity: 'error' | 'warning';
}

/** The problem as it is printed: `file:line:column: sentence`, errors bare, warnings with that word. */
export function formatProblem(problem: Problem): string {
  return sayProblem(problem, 'en');
}

/** The same in a language. */
export function sayProblem(problem: Problem, language: Language): string {
  const { file, line, column, message, severity } = problem;
  return `${file}:${line}:${column}: ${severity === 'error' ? '' : WARNING[language]}${message[language]}`;
}

/** Several of them in both languages. */
export function problemsText(problems: readonly Problem[], between: string): Text {
  const inOne = (language: Language): string =>
    problems.map((problem) => sayProblem(problem, language)).join(between);
  return { en: inOne('en'), zh: inOne('zh') };
}

/** In the order of the file, each once: what stands in a shared list is found once for each place that uses it. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Whether nothing of it keeps the bot from starting. */
export function hasError(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
