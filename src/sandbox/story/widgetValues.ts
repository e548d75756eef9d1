import type { WireWidget } from '../world/definition.ts';
import type { StoryLanguage } from './storyLanguage.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** What makes one submission differ from the next. */
export interface Round {
  readonly language: StoryLanguage;
  /** Ms since the epoch. */
  readonly now: number;
  /** Counts submissions. */
  readonly round: number;
}

export function amount(id: string, name: string, value: number, currency: string): WireWidget {
  return { id, name, type: 'amount', value, ext: { currency, capitalValue: '', currencyRange: [currency] } };
}

export function option(id: string, name: string, key: string, text: string): WireWidget {
  return { id, name, type: 'radioV2', ext: null, value: text, option: { key, text } };
}

export function date(id: string, name: string, at: number): WireWidget {
  return { id, name, type: 'date', ext: null, value: rfc3339(at), timezoneOffset: -480 };
}

/** With China's offset, as the platform writes dates of a tenant there. */
export function rfc3339(at: number): string {
  return `${new Date(at + 8 * HOUR_MS).toISOString().slice(0, 19)}+08:00`;
}
