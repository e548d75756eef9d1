import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { joined, type Text } from '../base/language.ts';
import { ENV_LINE, THE_FILE } from '../words/yamlText.ts';
import type { Environment } from './interpolate.ts';
import type { Problem } from './problem.ts';
import { readSourceText } from './sourceText.ts';

/**
 * The environment, which overrides the `.env` of a folder. A missing `.env` is fine; one that cannot be read, and every
 * line that is not `NAME=value`, is a problem.
 */
export function readEnvironment(
  directory: string,
  processEnv: Environment = process.env,
): { env: Environment; problems: Problem[] } {
  const file = join(directory, '.env');
  const source = readSourceText(file);
  const problem = (line: number, message: Text): Problem => ({
    file: '.env',
    line,
    column: 1,
    severity: 'error',
    message,
  });
  if ('fault' in source) {
    const problems = source.isAbsent ? [] : [problem(1, joined(THE_FILE, source.fault))];
    return { env: { ...processEnv }, problems };
  }
  const problems = unreadableLines(source.text).map((line) => problem(line, ENV_LINE));
  return { env: { ...parseEnv(source.text), ...processEnv }, problems };
}

const ASSIGNMENT = /^\s*(?:export\s+)?[A-Za-z_][A-Za-z0-9_.-]*\s*=\s*(.*)$/;

/** The numbers of the lines that `parseEnv` would drop silently, or read as a part of another name. */
function unreadableLines(text: string): number[] {
  const lines = text.split(/\r?\n/);
  const unreadable: number[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (/^\s*(#|$)/.test(line)) continue;
    const value = ASSIGNMENT.exec(line)?.[1];
    if (value === undefined) unreadable.push(i + 1);
    else i += linesQuotedBelow(value, lines.slice(i + 1));
  }
  return unreadable;
}

/** How many further lines belong to a value that opens with a quote. Without a closing one: none. */
function linesQuotedBelow(value: string, below: readonly string[]): number {
  const quote = /^["'`]/.exec(value)?.[0];
  if (quote === undefined || value.indexOf(quote, 1) > 0) return 0;
  return below.findIndex((line) => line.includes(quote)) + 1;
}
