import { type Alias, type Document, isAlias, isCollection, isScalar, type Node, visit } from 'yaml';

/**
 * The anchors (`&name`) of a document. The library can resolve an alias itself, but walks the whole document for each
 * one, which a file full of aliases turns into minutes.
 */
export class Anchors {
  readonly #nodes = new Map<string, Node[]>();

  constructor(document: Document) {
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node) || !(isScalar(node) || isCollection(node)) || !node.anchor) return;
        const known = this.#nodes.get(node.anchor);
        if (known) known.push(node);
        else this.#nodes.set(node.anchor, [node]);
      },
    });
  }

  /** What an alias stands for: the last anchor of that name above it. */
  find(alias: Alias): Node | undefined {
    const before = alias.range?.[0] ?? 0;
    return this.#nodes.get(alias.source)?.findLast((node) => (node.range?.[0] ?? 0) < before);
  }
}
