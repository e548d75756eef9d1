import type { Text } from '../base/language.ts';

/** `90 s`, `12 min`, `26 h`, `3 days`: rounded, without the sign. */
export function roughSpan(ms: number): Text {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  if (seconds < 120) return { en: `${seconds} s`, zh: `${seconds} 秒` };
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return { en: `${minutes} min`, zh: `${minutes} 分钟` };
  const hours = Math.round(seconds / 3_600);
  if (hours < 48) return { en: `${hours} h`, zh: `${hours} 小时` };
  const days = Math.round(seconds / 86_400);
  return { en: `${days} days`, zh: `${days} 天` };
}
