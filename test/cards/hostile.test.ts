import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '../../src/approval/field.ts';
import { STATUSES } from '../../src/approval/status.ts';
import { renderCard } from '../../src/cards/render/render.ts';
import type { CardInput } from '../../src/cards/view/cardInput.ts';
import { cardRefusal } from '../../src/sandbox/card/cardCheck.ts';
import { loosened } from '../support/cardText.ts';
import { entry, input, LI, MINUTE, packaged, purchase, TEN, WANG, ZHANG } from './cards.ts';
import { readCard, readMarkdown } from './reader.ts';

const templates = packaged();

/** What people have typed, and what they might. */
const HOSTILE = [
  '<at id=all></at>',
  "<at id='ou_123'></at>",
  '</font><at email=a@b.co></at><font color=red>',
  '[点这里](https://evil.example)',
  '![x](img_v2_123)',
  'https://evil.example/a?b=c 中文',
  'https://evil.example后面没有空格',
  'https://evil.example:8080/:OK:/a:DONE:b:c',
  'www.evil.com',
  'mail me: someone@evil.com',
  '**粗** *斜* ~~删~~ __下__ `码`',
  '# 标题\n## 二级',
  '- 一\n- 二\n+ 三\n* 四',
  '1. 一\n2) 二',
  '> 引用',
  '---',
  '标题\n===',
  '    四个空格\n\t制表',
  '```js\nalert(1)\n```',
  '| a | b |\n| - | - |\n| 1 | 2 |',
  ':OK: :DONE: &reg &copy; &lt;at id=all&gt; &#60;at id=all&#62;',
  '"}],"elements":[{"tag":"markdown","content":"x"}],"x":[{"y":"',
  '{{#each fields}}{{this}}{{/each}} {{{approval}}} {{> open}}',
  '\\" \\u0022 \\n $urlVal $' + '{evil} %s',
  '<person id=ou_x></person><link url="https://evil.example">x</link><hr><br><raw>x</raw>',
  '\ue000\u0030\ue001 \ue0001\ue001',
  'a\u0000b\u001bc\u202egnp.exe\u2066x\u2069\ud800 d\udc00',
  '__proto__',
  'constructor',
  '   前后有空格   ',
  '👨‍👩‍👧‍👦 🏳️‍🌈 é ẍ́ 한국어',
  '.hidden 1.5.2 a.b.c ...',
  '[x]: https://evil.example\n[x]',
  '<!-- --><![CDATA[x]]><?x?>',
  'a  \nb\\\nc',
  '~~~\nx\n~~~',
];

/** What of a text is to reach the reader, said without the renderer's own code. */
function readable(text: string): string {
  const kept = [...text.replaceAll('\r\n', '\n').replaceAll('\r', '\n')].filter((char) => {
    const code = char.codePointAt(0) ?? 0;
    const isControl = (code < 0x20 && char !== '\n' && char !== '\t') || (code >= 0x7f && code <= 0x9f);
    const isDirection = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    return (
      !isControl && !isDirection && code !== 0xe000 && code !== 0xe001 && !(code >= 0xd800 && code <= 0xdfff)
    );
  });
  return kept.join('');
}
const label = (text: string): string => readable(text).replace(/\s+/g, ' ').trim();

/** The text everywhere a person can put one. */
function poisoned(text: string): Partial<CardInput> {
  const texts = { kind: 'text', text } as const;
  const fields: Field[] = [
    { id: text, name: `a${text}`, value: texts },
    {
      id: 'w2',
      // Alone it may be a name that says what the field is, such as `name`: the title then shows its text.
      name: `${text}x`,
      value: { kind: 'text', text: `长长长长长长长长长长长长长长长长长长长长\n${text}` },
    },
    { id: 'w3', name: '人', value: { kind: 'people', people: [text, LI, ZHANG] } },
    { id: 'w4', name: '部', value: { kind: 'departments', departments: [{ id: text, name: text }] } },
    {
      id: 'w5',
      name: '链',
      value: {
        kind: 'links',
        links: [
          { text, url: text },
          { text, instanceCode: text },
          { text, url: 'https://ok.example/a b' },
        ],
      },
    },
    {
      id: 'w6',
      name: '表',
      value: {
        kind: 'table',
        columns: [text, '人'],
        rows: [
          [texts, { kind: 'people', people: [LI] }],
          [texts, undefined],
        ],
      },
    },
  ];
  const say = { comment: text, taskId: 't1' };
  return {
    approvalName: text,
    fields,
    names: {
      people: new Map([
        [ZHANG, text],
        [WANG, text],
      ]),
      departments: new Map([['od-1', text]]),
    },
    mentions: [text, 'all', WANG],
    instance: purchase({
      serialNumber: text,
      approvalName: text,
      tasks: purchase().tasks.map((task) => ({ ...task, nodeName: text })),
      comments: [{ person: ZHANG, text, at: TEN + MINUTE }],
      timeline: [
        entry('START', TEN, { person: ZHANG }),
        entry('TRANSFER', TEN + MINUTE, { person: LI, others: [WANG, text], ...say }),
        entry('PASS', TEN + 2 * MINUTE, { person: LI, ...say }),
        entry('REJECT', TEN + 3 * MINUTE, { person: text, ...say }),
        entry('CANCEL', TEN + 4 * MINUTE, { person: ZHANG, ...say }),
      ],
      revertedInstanceCode: text,
    }),
  };
}

const OURS =
  /^(<font color='(grey|blue|green|red|orange|purple|turquoise|default)'>|<\/font>|<br>|<at id=ou_0{28}wang>|<\/at>|<person id='ou_0+(li|wang|zhang)' show_name=true show_avatar=false>|<\/person>)$/;
const AMOUNT = /^-?[A-Z]{0,4}[$¥€£₩₹฿₫₱]? ?-?\d[\d,.]*…?$/;
const BOLD = /^strong_(open|close)$/;
const APP_LINK = 'https://applink.feishu.cn/client/mini_program/open?appId=';

function expectHarmless(card: CardInput): ReturnType<typeof readCard> {
  const { content, fallback } = renderCard(templates, card);
  expect(fallback).toBeUndefined();
  expect(Buffer.byteLength(content)).toBeLessThan(28 * 1024);
  expect(cardRefusal(content)).toBeUndefined();
  const read = readCard(content);
  for (const text of read.texts) {
    // The template sets amounts in bold, and those hold no more than figures and a currency.
    expect(AMOUNT.test(text.visible) ? text.markup.filter((kind) => !BOLD.test(kind)) : text.markup).toEqual(
      [],
    );
    for (const tag of text.tags) expect(tag).toMatch(OURS);
    for (const link of text.links) expect(link.startsWith(APP_LINK) || isTyped(link, card)).toBe(true);
  }
  for (const url of read.urls) expect(url.startsWith(APP_LINK)).toBe(true);
  return read;
}

/** An address that stands in a link field is a link: that is what the field is for. */
function isTyped(link: string, { fields }: CardInput): boolean {
  const urls = fields.flatMap(({ value }) => (value.kind === 'links' ? value.links : []));
  return urls.some(
    (one) => 'url' in one && URL.canParse(one.url) && new URL(one.url).host === new URL(link).host,
  );
}

const person = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
);
const typed = fc.oneof(
  person,
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 4 })), { maxLength: 3 })
    .map((all) => all.join('')),
  fc.string({
    unit: fc.constantFrom(...' \n\t<>&;#:/@.[]()!*_~`-+=|"\'\\0123456789$xX人{}\ue000\ue001'.split('')),
    maxLength: 40,
  }),
);

describe('the reader these tests trust', () => {
  it.each(HOSTILE.slice(0, HOSTILE.indexOf('"}],"elements":[{"tag":"markdown","content":"x"}],"x":[{"y":"')))(
    'sees what would work if it were not escaped: %j',
    (text) => {
      const { markup, tags, links } = readMarkdown(text);
      expect([...markup, ...tags, ...links]).not.toEqual([]);
    },
  );
});

describe('what people typed', () => {
  it.each(HOSTILE)('shows as it is and does nothing: %j', (text) => {
    for (const status of STATUSES) {
      for (const detail of ['full', 'fewer-mentions', 'no-mentions'] as const) {
        const { texts, plain } = expectHarmless(input(status, { ...poisoned(text), detail }));
        const seen = [...plain, ...texts.map((one) => one.visible)].map(loosened);
        const shown = loosened(readable(text).trim());
        expect(seen.some((one) => one.includes(shown))).toBe(true);
      }
    }
  });

  it('shows as it is and does nothing, whatever it is', () => {
    fc.assert(
      fc.property(typed, fc.constantFrom(...STATUSES), (text, status) => {
        const { texts } = expectHarmless(input(status, poisoned(text)));
        const value = `长长长长长长长长长长长长长长长长长长长长\n${readable(text)}`.trim();
        const name = label(`${text}x`);
        if (value.length < 300 && name.length <= 40) {
          expect(texts.map((one) => loosened(one.visible))).toContain(loosened(`${name}\n${value}`));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does nothing in a notice or an update, which notify nobody', () => {
    fc.assert(
      fc.property(typed, fc.constantFrom(...STATUSES), fc.boolean(), (text, status, isNotice) => {
        const kind = isNotice ? ({ purpose: 'notice' } as const) : { rings: false };
        const read = expectHarmless(input(status, { ...poisoned(text), ...kind }));
        const tags = read.texts.flatMap((one) => one.tags);
        if (!isNotice) expect(tags.filter((tag) => tag.startsWith('<at'))).toEqual([]);
        // A notice mentions only the one person with a valid id.
        if (isNotice) expect(tags.filter((tag) => tag.startsWith('<at'))).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });

  it('does nothing in a reminder or a summary', () => {
    fc.assert(
      fc.property(
        typed,
        fc.constantFrom('reminder' as const, 'summary' as const),
        fc.constantFrom('full' as const, 'no-mentions' as const),
        (text, purpose, detail) => {
          const step = { person: text, node: text, since: TEN, waited: '2 个工作日', count: 1 };
          const steps = [step, { ...step, person: WANG }];
          const one = { instanceCode: text, approvalName: text, applicant: ZHANG, steps };
          const note = { isEscalated: false, steps, instances: [one, { ...one, applicant: text }], count: 9 };
          const card = { ...poisoned(text), purpose, detail, reminder: note };
          const read = expectHarmless(input('PENDING', card));
          const rung = read.texts.flatMap((line) => line.tags).filter((tag) => tag.startsWith('<at'));
          expect(rung).toHaveLength(detail === 'full' ? 1 : 0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does nothing in the plain cards either', () => {
    fc.assert(
      fc.property(
        typed,
        fc.constantFrom(...STATUSES),
        fc.constantFrom('plain' as const, 'minimal' as const),
        (text, status, detail) => {
          const card = input(status, { ...poisoned(text), detail });
          expect(expectHarmless(card).texts).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
