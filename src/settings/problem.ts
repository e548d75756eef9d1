import type { Language, Text } from '../base/language.ts';
import { WARNING } from '../words/validateText.ts';

/** A problem of the configuration, and its position. */
export interface Problem {
  readonly file: string;
  /** From 1; 1:1 if there is no better position. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** One sentence: what is wrong and what to do. Never contains a secret. */
  readonly message: Text;
  /** Only an `error` keeps the bot from starting. */
  readonly severity: 'error' | 'warning';
}

/** The printed problem: `file:line:column: sentence`; a warning has that word before the sentence. */
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

/** In the order of the file, each once: a problem in a shared list is found once for each use of the list. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Whether any of them keeps the bot from starting. */
export function hasError(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
