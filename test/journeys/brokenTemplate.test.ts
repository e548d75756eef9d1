import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHAT, startJourney } from '../support/journey.ts';
import { tempFolder } from '../support/tempFolder.ts';

describe('a template that breaks on what it meets', () => {
  it('costs nobody the card: a plain one goes out, with a warning and a metric', async () => {
    const folder = join(tempFolder(), 'templates');
    mkdirSync(folder);
    // Valid for every sample, broken for an unforeseen form: a bare word in place of a number.
    writeFileSync(
      join(folder, 'pending.hbs'),
      `{"schema":"2.0","config":{"update_multi":true},
        "header":{"title":{"tag":"plain_text","content":"{{approval}}"}},
        "body":{"elements":[{"tag":"hr"}{{#each fields}}{{#if (eq this.name "金额")}} oops {{/if}}{{/each}}]}}`,
    );
    const { submit, cards, warnings, metrics } = await startJourney({ templates: [folder] });
    const code = submit();
    const [card] = await cards(CHAT, 1);
    expect(card).toContain(code);
    expect(JSON.parse(card ?? '')).toMatchObject({ schema: '2.0' });
    expect(warnings.map((line) => line.text)).toContain('a template could not be used: a plain card is sent');
    expect(await metrics()).toContain('relay_card_fallbacks_total{status="PENDING"} 1');
  });
});
