/**
 * The English form of a word for a count: `plural(1, 'change')` is `change`, `plural(2, 'is', 'are')` is
 * `are`.
 */
export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}
