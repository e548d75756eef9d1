import type { YAMLParseError } from 'yaml';

/**
 * What a syntax error means to the one who wrote the file. The parser's own messages are not used: they quote the
 * text, and the text may be a secret.
 */
export function yamlFault(error: Pick<YAMLParseError, 'code' | 'pos' | 'message'>, text: string): string {
  const offset = error.pos[0];
  // Where the parser stumbles lies behind the cause: these two are the commonest causes.
  const line = lineAround(text, offset);
  if (/^\s*\*\s*:/.test(line) || /^\s*\*\s*:/.test(lineAround(text, offset - 1))) {
    return 'The entry for every other approval needs quotes: write "*": instead of *:.';
  }
  if (error.code === 'UNEXPECTED_TOKEN' && /[{[,].*[:,[{]\s*\$\{/.test(line)) {
    return `Within { … } and [ … ] a variable needs quotes: write "$\{NAME}".`;
  }
  // The parser's message knows what its code does not.
  if (error.message.startsWith('Flow '))
    return 'A bracket or brace that opens above is not closed before this line.';
  if (/closing ["']/.test(error.message)) return 'A text in quotes that begins above has no closing quote.';
  return FAULTS[error.code] ?? 'This is not YAML: check the indentation, the quotes and the colons here.';
}

const FAULTS: Readonly<Partial<Record<string, string>>> = {
  TAB_AS_INDENT: 'A tab cannot indent YAML: use spaces.',
  BAD_INDENT:
    'The indentation does not fit: keys of one mapping, and items of one list, begin in the same column.',
  MULTILINE_IMPLICIT_KEY: 'A key must stand in one line, with a colon and a space behind it.',
  BLOCK_AS_IMPLICIT_KEY:
    'A second "key: value" stands within a value: put it on a line of its own, or the value in quotes.',
  MISSING_CHAR: 'Something is missing here: a colon with a space behind a key, or a closing bracket.',
  UNEXPECTED_TOKEN:
    'This does not belong here: a value that holds quotes, braces or commas needs quotes around it.',
  BAD_SCALAR_START: 'A value cannot begin with this character: put it in quotes.',
  BAD_DQ_ESCAPE: 'Between double quotes a backslash begins an escape: double it, or use single quotes.',
  MULTIPLE_DOCS: 'A second document begins here: remove the line "---".',
  MULTIPLE_ANCHORS: 'A value can have only one anchor (&name).',
  BAD_ALIAS: 'A text that begins with * or & needs quotes.',
  ALIAS_PROPS: 'An alias (*name) can have neither anchor nor tag.',
  COMMENT_SPACE: 'A comment needs a space before its #; a value that holds # needs quotes.',
  TAG_RESOLVE_FAILED: 'A tag (!name) means nothing here: remove it, or put the text in quotes.',
  BAD_DIRECTIVE: 'A line that begins with % means nothing here: remove it, or put the text in quotes.',
  KEY_OVER_1024_CHARS: 'A key is longer than 1024 characters: is a line break missing?',
};

/** No more than 200 characters to either side: a line may be a megabyte, and the patterns above would take hours. */
function lineAround(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - 200), Math.max(0, offset));
  const [after = ''] = text.slice(Math.max(0, offset), offset + 200).split('\n', 1);
  return before.slice(before.lastIndexOf('\n') + 1) + after;
}
