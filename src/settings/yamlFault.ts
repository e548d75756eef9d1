import type { YAMLParseError } from 'yaml';
import type { Text } from '../base/language.ts';
import { YAML, YAML_FAULTS } from '../words/yamlText.ts';

/**
 * A syntax error, explained to the author of the file. The parser's own messages are not used: they quote the text,
 * which may be a secret.
 */
export function yamlFault(error: Pick<YAMLParseError, 'code' | 'pos' | 'message'>, text: string): Text {
  const offset = error.pos[0];
  // The parser stops after the cause: these two are the most common ones.
  const line = lineAround(text, offset);
  if (/^\s*\*\s*:/.test(line) || /^\s*\*\s*:/.test(lineAround(text, offset - 1))) {
    return YAML.star;
  }
  if (error.code === 'UNEXPECTED_TOKEN' && /[{[,].*[:,[{]\s*\$\{/.test(line)) {
    return YAML.flowVariable;
  }
  // Here the parser's message is more precise than its code.
  if (error.message.startsWith('Flow ')) return YAML.openBracket;
  if (/closing ["']/.test(error.message)) return YAML.openQuote;
  if (error.code === 'MULTILINE_IMPLICIT_KEY' && FULL_WIDTH_COLON.test(line)) return YAML.wideColon;
  return YAML_FAULTS[error.code] ?? YAML.other;
}

/** After a plain key: an input method for Chinese types it. */
const FULL_WIDTH_COLON = /^[\s-]*[^\s:#"']+：/;

/** No more than 200 characters to either side: a line may be a megabyte, and the patterns above would take hours. */
function lineAround(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - 200), Math.max(0, offset));
  const [after = ''] = text.slice(Math.max(0, offset), offset + 200).split('\n', 1);
  return before.slice(before.lastIndexOf('\n') + 1) + after;
}
