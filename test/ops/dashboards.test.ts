import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startJourney } from '../support/journey.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly targets: readonly { readonly expr: string }[];
}

const { groups } = parse(readFileSync('docs/alerts.yml', 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = readFileSync('docs/grafana.json', 'utf8');
const { panels } = JSON.parse(dashboard) as { panels: Panel[] };

/** What an expression of Prometheus asks for: each name, without what a histogram puts behind its own. */
function metricsIn(expr: string): string[] {
  const names = expr.match(/\b(?:relay|process|nodejs)_[a-z_]+/g) ?? [];
  return names.map((name) => name.replace(/_(?:bucket|count|sum)$/, ''));
}

describe('the alert rules and the dashboard', () => {
  let exposed = new Set<string>();

  beforeAll(async () => {
    const journey = await startJourney();
    const text = await journey.metrics();
    exposed = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
    await journey.stop();
  });

  it('ask for metrics that the program exposes', () => {
    const expressions = [
      ...rules.map(({ expr }) => expr),
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...(dashboard.match(/label_values\([^)]*\)/g) ?? []),
    ];
    for (const expr of expressions) {
      // `up` is Prometheus' own.
      if (!/^up\{/.test(expr)) expect([expr, metricsIn(expr)]).not.toEqual([expr, []]);
      for (const name of metricsIn(expr))
        expect([expr, [...exposed]]).toEqual([expr, expect.arrayContaining([name])]);
    }
  });

  it('name each alert once, and say what to do about it', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { labels, annotations } of rules) {
      expect(labels.severity).toMatch(/^(?:critical|warning|info)$/);
      expect(annotations.summary.length * annotations.description.length).toBeGreaterThan(0);
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { title, description } of panels) expect([title, description]).not.toContain('');
  });
});
