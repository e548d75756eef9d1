import { describe, expect, it } from 'vitest';
import { markSource, unmark } from '../../../src/cards/check/sourceMarks.ts';

/** What a marked source says of the place of a text, as line:column. */
function placeOf(source: string, wanted: string): string {
  const { text, sourceOf } = unmark(markSource(source, 0), [{ file: 'x.hbs', source }]);
  const place = sourceOf(text.indexOf(wanted));
  return `${place?.file}:${place?.line}:${place?.column}`;
}

describe('where a piece of a template stands', () => {
  it.each([
    ['at the beginning', 'here', 'x.hbs:1:1'],
    ['on a later line', 'a\nb here', 'x.hbs:2:3'],
    ['behind a value', 'a {{b}} here', 'x.hbs:1:9'],
    ['behind a comment with braces in it', '{{!-- a\n}} b --}}\nhere', 'x.hbs:3:1'],
    ['behind braces that nothing ends', 'a\n{{ b here', 'x.hbs:2:6'],
    ['behind a value that takes the spaces away', '{{~a~}}\n  here', 'x.hbs:2:3'],
  ])('%s', (_, source, place) => {
    expect(placeOf(source, 'here')).toBe(place);
  });

  it('changes nothing of the text', () => {
    const source = '{\n  "a": "{{b}}",\n  {{#each c}}\n  {{!-- d --}}{{~e~}}  {{/each}}\n}';
    expect(unmark(markSource(source, 3), []).text).toBe(source);
  });

  it('takes a moment for a source that is nothing but braces', () => {
    expect(markSource('{{'.repeat(30_000), 0)).toContain('{{');
    expect(markSource('{{a}}\n'.repeat(10_000), 0)).toContain('{{a}}');
  });
});
