/** The exact sum of decimals, without binary fractions. */
export function sumOf(decimals: readonly string[]): string {
  const places = Math.max(0, ...decimals.map((decimal) => decimal.split('.')[1]?.length ?? 0));
  const sum = decimals.reduce((total, decimal) => total + scaled(decimal, places), 0n);
  if (places === 0) return String(sum);
  const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function scaled(decimal: string, places: number): bigint {
  const [whole = '0', fraction = ''] = decimal.replace(/^[+-]/, '').split('.');
  const amount = BigInt(whole + fraction.padEnd(places, '0'));
  return decimal.startsWith('-') ? -amount : amount;
}

/** Whether a text is a decimal. */
export function isDecimal(text: string): boolean {
  return /^[+-]?\d+(\.\d+)?$/.test(text);
}

/** The canonical form of a decimal: equal numbers are equal texts, with any number of digits. */
export function canonical(decimal: string): string {
  const [, sign = '', whole = '0', fraction = ''] = /^([+-]?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(decimal) ?? [];
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}
