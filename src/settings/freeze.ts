/**
 * Freezes a value deeply. A frozen Map still accepts entries, so its writing methods are replaced by ones that throw.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const method of ['set', 'delete', 'clear'])
      Object.defineProperty(value, method, { value: refuseChange });
    for (const entry of value.values()) deepFreeze(entry);
  }
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}

function refuseChange(): never {
  throw new TypeError('The settings are frozen: change the file and start again.');
}
