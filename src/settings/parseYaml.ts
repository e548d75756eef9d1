import { Composer, type CST, type Document, Parser, YAMLParseError } from 'yaml';

/** Tokens that do not fit, after which the rest is not read. */
const MAX_ERRORS = 100;

/**
 * The document of a text, as `parseDocument` of the library makes it. It ends after the hundredth token that does not fit:
 * only the first is reported, and a million of them would take half a minute.
 */
export function parseYaml(text: string): Document {
  const composer = new Composer({
    schema: 'failsafe',
    merge: true,
    // Takes quadratic time: see YamlFile.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  const [first, second] = composer.compose(tokensOf(text), true, text.length);
  if (!first) throw new Error('the parser gave no document');
  const [start, end] = second?.range ?? [0, 0];
  if (second) first.errors.push(new YAMLParseError([start, end], 'MULTIPLE_DOCS', 'a second document'));
  return first;
}

function* tokensOf(text: string): Generator<CST.Token> {
  let errors = 0;
  for (const token of new Parser().parse(text)) {
    yield token;
    if (token.type === 'error') errors += 1;
    if (errors === MAX_ERRORS) return;
  }
}
