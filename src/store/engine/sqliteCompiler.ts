import {
  type BinaryOperationNode,
  ColumnNode,
  type OperationNode,
  ReferenceNode,
  SqliteQueryCompiler,
  ValueNode,
} from 'kysely';

/** Columns with our own words that are in the condition of a partial index (migrations.ts). */
const WORDS: ReadonlySet<string> = new Set(['state', 'kind']);

/**
 * Writes `state = 'waiting'` instead of `state = ?`. The value of such a parameter could prove the condition of a
 * partial index (`where state = 'parked'`), so SQLite plans the statement anew each time it is bound: 0.14 ms of the
 * 0.18 that it took to find a chat's next delivery.
 */
export class SqliteCompiler extends SqliteQueryCompiler {
  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const { leftOperand, rightOperand } = node;
    const isOurs =
      isWord(leftOperand) && ValueNode.is(rightOperand) && typeof rightOperand.value === 'string';
    super.visitBinaryOperation(
      isOurs ? { ...node, rightOperand: ValueNode.createImmediate(rightOperand.value) } : node,
    );
  }
}

function isWord(node: OperationNode): boolean {
  return ReferenceNode.is(node) && ColumnNode.is(node.column) && WORDS.has(node.column.column.name);
}
