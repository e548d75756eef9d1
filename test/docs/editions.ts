import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One page in two languages. */
export interface Edition {
  readonly english: string;
  readonly chinese: string;
}

/** What stands below one heading and has to be the same in every language. Each is a list of comparable texts. */
interface Section {
  readonly title: string;
  readonly level: number;
  readonly parts: Readonly<Record<string, readonly string[]>>;
}

const CHINESE = 'docs/zh-CN';
/** For people who change the program: in English alone. */
const ENGLISH_ONLY = ['architecture.md', 'performance.md'];
const HAN = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef“”‘’…—·]/gu;

/** Every page that exists in both languages, or has to. */
export function editions(): Edition[] {
  const docs = readdirSync('docs').filter((name) => name.endsWith('.md') && !ENGLISH_ONLY.includes(name));
  return [
    { english: 'README.md', chinese: 'README.zh-CN.md' },
    ...docs.map((name) => ({ english: join('docs', name), chinese: join(CHINESE, name) })),
  ];
}

const englishOf = (path: string): string => {
  if (path === 'README.zh-CN.md') return 'README.md';
  const twin = join('docs', path.slice(CHINESE.length + 1));
  return path.startsWith(`${CHINESE}/`) && existsSync(twin) ? twin : path.replace(/-(?:zh|en)(?=\.png$)/, '');
};

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

/** The anchors of a page in their order. */
export function anchorsOf(page: string): string[] {
  const prose = readFileSync(page, 'utf8').replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** Where a link leads, whatever the language of the page that it leads to: an anchor becomes the number of its heading. */
function targetOf(page: string, link: string): string {
  if (/^(https?|mailto):/.test(link)) return link;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (anchor === undefined) return englishOf(target);
  return `${englishOf(target)}, heading ${anchorsOf(target).indexOf(decodeURIComponent(anchor)) + 1}`;
}

/** Labels in a list, such as those of a form. */
const LIST_OF_WORDS = /\[(?:[^\]]*\p{Script=Han}[^\]]*|\w+ \w+)\]/gu;

/** The code between backticks, without what is written in a language. */
const codeOf = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].flatMap(([, written = '']) => {
    const code = written.replace(LIST_OF_WORDS, '[]');
    return code.search(HAN) >= 0 || / "|<[^>]+>/.test(code) ? [] : [code];
  });

const HASH_COMMENT = /(?:^|\s)#\s.*$/;
const COMMENTS: Readonly<Record<string, RegExp>> = { js: /\s*\/\/\s.*$/, json: /$^/, diff: /$^/ };

/** A block of code without its comments and whatever is written in a language; of a drawing or an output its height. */
function blockOf(language: string, lines: readonly string[]): string {
  const isCode =
    language !== '' || lines.some((line) => /^\s*(?:npx|npm|docker|curl|approval-relay) /.test(line));
  if (!isCode) return `${lines.length} lines`;
  const bare = lines.map((line) =>
    (language === 'diff' ? line.replace(/^\+.*$/, '+') : line)
      .replace(COMMENTS[language] ?? HASH_COMMENT, '')
      .replaceAll(/"[^"]*[\s\p{Script=Han}][^"]*"/gu, '""')
      .replaceAll(HAN, '')
      .replaceAll(/\s+/g, ' '),
  );
  return bare.join('\n').trim();
}

function partsOf(page: string, text: string): Section['parts'] {
  const blocks: string[] = [];
  const prose = text.replaceAll(
    /^( *)```(\w*)\n([\s\S]*?)^ *```$/gm,
    (_, indent: string, language: string, block: string) => {
      const lines = block.trimEnd().split('\n');
      blocks.push(
        blockOf(
          language,
          lines.map((line) => line.slice(indent.length)),
        ),
      );
      return '';
    },
  );
  const rows = prose.split('\n').flatMap((line) => (/^\s*\|.*\|$/.test(line) ? [line.trim()] : []));
  const links = [...prose.matchAll(/(?:\]\(|src=")([^)"\s]+)[)"]/g)].map(([, link = '']) =>
    targetOf(page, link),
  );
  return {
    'code blocks': blocks,
    'rows of tables': rows.map(
      (row) => `${codeOf(row.split(/(?<!\\)\|/)[1] ?? '').join(' ')} (${row.split(/(?<!\\)\|/).length})`,
    ),
    links: links.filter((link) => link !== englishOf(page)).sort(),
    'items of lists': (prose.match(/^ *(?:-|\d+\.) /gm) ?? []).map((item) => item.replace(/\S+/, '-')),
    names: [...new Set(codeOf(prose))].sort(),
    'marks for the tests': [...prose.matchAll(/<!-- (\S+)/g)].map(([, mark = '']) => mark),
  };
}

function sectionsOf(page: string): Section[] {
  // A `#` within a block of code is no heading.
  const text = readFileSync(page, 'utf8').replaceAll(/^ *```[\s\S]*?^ *```$/gm, (block) =>
    block.replaceAll(/^#/gm, ' #'),
  );
  return text.split(/^(?=#+ )/m).map((section) => {
    const [, marks = '', title = ''] = /^(#+) (.*)$/m.exec(section) ?? [];
    return { title, level: marks.length, parts: partsOf(page, section) };
  });
}

/** In which of its sections the Chinese edition is not built like the English one. */
export function differences({ english, chinese }: Edition): string[] {
  const theirs = sectionsOf(chinese);
  const ours = sectionsOf(english);
  const levels = (sections: readonly Section[]): string => sections.map(({ level }) => level).join(' ');
  if (levels(ours) !== levels(theirs)) {
    const titles = (sections: readonly Section[]): string => sections.map(({ title }) => title).join(' / ');
    return [`${chinese}: headings: ${titles(ours)} ≠ ${titles(theirs)}`];
  }
  return ours.flatMap(({ title, parts }, i) =>
    Object.entries(parts).flatMap(([kind, these]) => {
      const those = theirs[i]?.parts[kind] ?? [];
      if (these.join('\n') === those.join('\n')) return [];
      const lacking = these.filter((one) => !those.includes(one));
      const added = those.filter((one) => !these.includes(one));
      const counts = these.length === those.length ? '' : ` ${these.length} and ${those.length}`;
      return [
        `${chinese}, ${title}: ${kind}${counts}; only English: ${lacking.join(', ')}; only Chinese: ${added.join(', ')}`,
      ];
    }),
  );
}
