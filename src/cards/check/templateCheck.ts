import type { Text } from '../../base/language.ts';
import { nearest } from '../../settings/nearest.ts';
import * as say from '../../words/templateText.ts';
import { HELPERS } from '../render/helpers.ts';
import type { TemplateSource } from '../templates/templateFiles.ts';
import { isWord, wordNames } from '../view/words.ts';
import type { TemplateProblem } from './templateProblem.ts';
import { inside, type PathTarget, resolve, type Scope, TOP, WrongPath } from './templateScope.ts';

/** A parsed file. The AST is Handlebars' own (`hbs.AST`). */
export interface ParsedTemplate extends TemplateSource {
  readonly program: hbs.AST.Program;
}

const BLOCKS = ['if', 'unless', 'each', 'with'];
/** Each call of a partial is checked separately; a template with more calls than this renders far too much. */
const MOST_CALLS = 1_000;
const MOST_PROBLEMS = 200;

/** Finds unknown fields, helpers, words and partials in a template and in the partials it calls. */
export function checkTemplate(
  template: ParsedTemplate,
  partials: ReadonlyMap<string, ParsedTemplate>,
): TemplateProblem[] {
  const check = new Check(partials);
  try {
    check.program(template.program, TOP, template, []);
  } catch (thrown) {
    // Thousands of nested blocks exhaust the stack.
    if (!(thrown instanceof RangeError)) throw thrown;
    return [{ file: template.file, line: 1, column: 1, message: say.NESTS_TOO_DEEP }];
  }
  return check.problems;
}

class Check {
  readonly problems: TemplateProblem[] = [];
  readonly #partials: ReadonlyMap<string, ParsedTemplate>;
  #calls = 0;

  constructor(partials: ReadonlyMap<string, ParsedTemplate>) {
    this.#partials = partials;
  }

  /** @param calls the partials that are being checked */
  program(
    program: hbs.AST.Program | undefined,
    scope: Scope,
    file: TemplateSource,
    calls: readonly string[],
  ): void {
    for (const statement of program?.body ?? []) this.#statement(statement, scope, file, calls);
  }

  #statement(node: hbs.AST.Statement, scope: Scope, file: TemplateSource, calls: readonly string[]): void {
    switch (node.type) {
      case 'MustacheStatement':
        this.#print(node as hbs.AST.MustacheStatement, scope, file);
        break;
      case 'BlockStatement':
        this.#block(node as hbs.AST.BlockStatement, scope, file, calls);
        break;
      case 'PartialStatement':
        this.#partial(node as hbs.AST.PartialStatement, scope, file, calls);
        break;
      case 'PartialBlockStatement': {
        const block = node as hbs.AST.PartialBlockStatement;
        this.program(block.program, scope, file, calls);
        this.#partial(block, scope, file, calls);
        break;
      }
      case 'Decorator':
      case 'DecoratorBlock':
        this.#report(node, file, say.NO_DECORATORS);
    }
  }

  #print(node: hbs.AST.MustacheStatement, scope: Scope, file: TemplateSource): void {
    const found = this.#call(node, scope, file);
    if (found === 'anything') return;
    if (found.kind === 'list') this.#report(node, file, say.printsList(nameOf(node.path)));
    if (found.kind === 'group') this.#report(node, file, say.printsGroup(nameOf(node.path)));
  }

  #block(node: hbs.AST.BlockStatement, scope: Scope, file: TemplateSource, calls: readonly string[]): void {
    const name = nameOf(node.path);
    const changes = name === 'each' || name === 'with';
    let found: PathTarget = 'anything';
    if (BLOCKS.includes(name)) {
      const [subject, ...rest] = node.params;
      if (!subject || rest.length > 0) this.#report(node, file, say.takesOne(name));
      if (subject) found = this.#value(subject, scope, file);
      if (name === 'each' && found !== 'anything' && found.kind !== 'list') {
        this.#report(node, file, say.eachOfNone(nameOf(subject), found.kind));
      }
    } else {
      this.#report(node, file, say.thereIsNo('block', name, nearest(name, BLOCKS)));
    }
    const inner = changes ? inside(scope, found, node.program.blockParams ?? []) : scope;
    this.program(node.program, inner, file, calls);
    this.program(node.inverse, scope, file, calls);
  }

  #partial(
    node: hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement,
    scope: Scope,
    file: TemplateSource,
    calls: readonly string[],
  ): void {
    const name = nameOf(node.name);
    if (name === '@partial-block') return;
    const partial = this.#partials.get(name);
    if (!partial) {
      const near = nearest(name, [...this.#partials.keys()]);
      this.#report(node, file, say.thereIsNo('partial', name, near));
      return;
    }
    if (calls.includes(name)) {
      this.#report(node, file, say.callsItself(name));
      return;
    }
    this.#calls += 1;
    if (this.#calls > MOST_CALLS) {
      if (this.#calls === MOST_CALLS + 1) this.#report(node, file, say.manyCalls(MOST_CALLS));
      return;
    }
    const [subject] = node.params;
    const base = subject ? inside(scope, this.#value(subject, scope, file)) : scope;
    const pairs = (node.hash as hbs.AST.Hash | undefined)?.pairs ?? [];
    const given = new Map(base.given);
    for (const pair of pairs) given.set(pair.key, this.#value(pair.value, scope, file));
    this.program(partial.program, { ...base, given }, partial, [...calls, name]);
  }

  /** `{{name}}`, `{{helper a b}}` or `(helper a b)`. */
  #call(
    node: hbs.AST.MustacheStatement | hbs.AST.SubExpression,
    scope: Scope,
    file: TemplateSource,
  ): PathTarget {
    const name = nameOf(node.path);
    const helper = Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined;
    if (node.params.length === 0 && !helper && node.type === 'MustacheStatement') {
      return this.#value(node.path, scope, file);
    }
    for (const param of node.params) this.#value(param, scope, file);
    if (!helper) {
      this.#report(node, file, say.thereIsNo('helper', name, nearest(name, Object.keys(HELPERS))));
      return 'anything';
    }
    const [least, most] = helper.takes;
    if (node.params.length < least || node.params.length > most) {
      this.#report(node, file, say.usedLikeThis(name, helper.use));
    }
    if (name === 'word') this.#checkWord(node, file);
    return 'anything';
  }

  #checkWord(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression, file: TemplateSource): void {
    const [first] = node.params;
    if (first?.type !== 'StringLiteral') return;
    const { value } = first as hbs.AST.StringLiteral;
    if (!isWord(value)) this.#report(first, file, say.thereIsNo('word', value, nearest(value, wordNames())));
  }

  #value(node: hbs.AST.Expression, scope: Scope, file: TemplateSource): PathTarget {
    if (node.type === 'SubExpression') return this.#call(node as hbs.AST.SubExpression, scope, file);
    if (node.type !== 'PathExpression') return 'anything';
    const { data, depth, parts } = node as hbs.AST.PathExpression;
    try {
      return resolve(scope, { data, depth, parts: parts.map(String) });
    } catch (thrown) {
      if (!(thrown instanceof WrongPath)) throw thrown;
      this.#report(node, file, thrown.text);
      return 'anything';
    }
  }

  #report(node: hbs.AST.Node, { file }: TemplateSource, message: Text): void {
    if (this.problems.length >= MOST_PROBLEMS) return;
    const { line, column } = node.loc.start;
    this.problems.push({ file, line, column: column + 1, message });
  }
}

function nameOf(node: unknown): string {
  const { original, value } = (node ?? {}) as { original?: unknown; value?: unknown };
  return String(original ?? value ?? '');
}
