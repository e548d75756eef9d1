import { isScalar, type Scalar } from 'yaml';

/** The text of a string; the source of what YAML takes for a number, a boolean or a date. */
export function textOf(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? '');
}

/** Whether a key is an unquoted `<<`. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && textOf(key) === '<<';
}

/** Where a node begins in the text. */
export function offsetOf(node: unknown): number {
  return (node as { range?: readonly number[] } | null)?.range?.[0] ?? 0;
}
