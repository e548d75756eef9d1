import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';

/** The middle of the values; of an even number, the mean of the two in the middle. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The value that a share of all, 0 to 1, does not exceed. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** `3 902 (3 511–4 167)`: the median of the rounds, and the least and the most. */
export function spread(values, unit = '', digits = 0) {
  if (values.length === 0 || values.some((value) => !Number.isFinite(value))) return 'not measured';
  const write = (value) => value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
  const [least, most] = [Math.min(...values), Math.max(...values)].map(write);
  const ends = least === most ? '' : ` (${least}–${most})`;
  return `${write(median(values))}${unit && ` ${unit}`}${ends}`;
}

/** `+4 %`: how much further one median is than another. */
export function change(values, from) {
  const percent = Math.round((median(values) / median(from) - 1) * 100);
  return `${percent > 0 ? '+' : ''}${percent} %`;
}

/** A Markdown table of rows of text. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** What the figures were taken on. */
export function describeMachine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} × ${model}, ${memory} GB, ${process.platform} ${process.arch}, Node.js ${process.version}`;
}

/** Which state of the program was measured, if git knows. */
export function describeCommit(root) {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
