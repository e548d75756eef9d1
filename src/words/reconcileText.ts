import type { Text } from '../base/language.ts';
import { plural } from '../base/plural.ts';

// Texts that `reconcile` prints.

export const RECONCILE_HEAD = {
  en: ['STATUS', 'CHANGED', 'APPROVAL', 'INSTANCE'],
  zh: ['状态', '变化时间', '审批', '实例'],
} as const;

export const ONE_OF_TWO: Text = {
  en: '--since lists instances and --open-only lists none: give one of them.',
  zh: '--since 会列出实例，--open-only 不列出：两者只能选一个。',
};

export const progressOf = (listed: number, looked: number, found: number): Text => ({
  en: `${listed} listed, ${looked} looked up, ${found} found`,
  zh: `已列出 ${listed} 条，已查询 ${looked} 条，发现 ${found} 条`,
});

export const endedEarly = (why: Text, isKept: boolean): Text => ({
  en: `the run ended early: ${why.en}.${isKept ? ' Its findings are kept.' : ''}`,
  zh: `核对没有完成就结束了：${why.zh}。${isKept ? '已找到的内容已保留。' : ''}`,
});

export const refusedToShow = (count: number): Text => ({
  en: `Feishu refuses to show ${count} of them: check the app's scopes, and the approvals it may read.`,
  zh: `飞书拒绝显示其中 ${count} 条：请检查应用的权限，以及它可以读取的审批。`,
});

export const counted = (listed: number, looked: number): Text => ({
  en: `${listed} ${plural(listed, 'instance')} listed, ${looked} looked up.`,
  zh: `列出 ${listed} 条实例，查询 ${looked} 条。`,
});

export const adoptedNow = (count: number, isDryRun: boolean): Text => ({
  en: `${count} pending ${isDryRun ? 'would be recorded' : `${plural(count, 'is', 'are')} recorded`}, without a card.`,
  zh: `${isDryRun ? '将记录' : '已记录'} ${count} 条正在等待的审批，不发卡片。`,
});

/** What happens to the changes that were found. */
export const foundThese = (count: number, fate: 'would-be' | 'relayed' | 'at-start'): Text => {
  const relayed = `${plural(count, 'is', 'are')} relayed`;
  const en = { 'would-be': 'would be relayed', relayed, 'at-start': `${relayed} when the bot is started` }[
    fate
  ];
  const zh = { 'would-be': '将会转发', relayed: '会转发', 'at-start': '会在机器人启动后转发' }[fate];
  return { en: `${count} ${plural(count, 'change')} ${en}:`, zh: `发现 ${count} 处变化，${zh}：` };
};

export const NOTHING_FOUND = {
  stopped: {
    en: 'Nothing was found until then; the rest was not compared.',
    zh: '到此为止没有发现遗漏；其余没有核对。',
  },
  refused: { en: 'Nothing could be compared.', zh: '没有任何内容可以核对。' },
  nothing: {
    en:
      'Nothing was compared: no open instance is known, and none can have been created since the approvals were ' +
      'configured. "--since 7d" compares what was created in that time.',
    zh: '没有可核对的内容：没有已知的未结束实例，配置审批之后也没有新建的实例。“--since 7d”会核对这段时间内新建的实例。',
  },
  partly: {
    en: 'Nothing was missed in what Feishu shows; the rest could not be compared.',
    zh: '飞书显示的部分没有遗漏；其余无法核对。',
  },
  missed: { en: 'Nothing was missed.', zh: '没有遗漏。' },
} as const;
