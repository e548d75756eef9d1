import type { WarningCatalogue } from '../../approval/warning.ts';
import { spaced, type Text } from '../../base/language.ts';
import { plural } from '../../base/plural.ts';
import { calendarEndText } from '../../words/configText.ts';
import { hookRemedy } from '../../words/hookText.ts';
import { roughSpan } from '../../words/spanText.ts';

const TIME_SERVICE = {
  en: 'Let a time service (chrony, systemd-timesyncd) keep the clock of this machine.',
  zh: '请用时间同步服务（chrony、systemd-timesyncd）校准本机时钟。',
};

/** The warnings about hooks, templates, the configuration and the clock of this machine. */
export const OWN_WARNING_TEXTS = {
  'hook-failing': ({ hook, cause }) => ({
    message: {
      en: `The hook ${hook} does not take what it is sent (${cause}): its deliveries wait or are parked.`,
      zh: `hook ${hook} 没有接收发给它的内容（${cause}）：相应的发送在等待或已搁置。`,
    },
    remedy: hookRemedy(cause),
  }),
  'template-broken': ({ template }) => ({
    message: {
      en: `The template ${template} could not be used: plain cards are sent instead.`,
      zh: `模板 ${template} 无法使用：已改发普通卡片。`,
    },
    remedy: {
      en: 'Check it with "approval-relay validate", and look at the log line for the place.',
      zh: '请用 approval-relay validate 检查它，并在日志中查看出错位置。',
    },
  }),

  'config-not-taken': ({ problems, first }) => {
    const errors = errorsText(problems, first);
    return {
      message: {
        en: `The changed configuration was not taken: it has ${errors.en}. The last good one holds.`,
        zh: `修改后的配置未生效：${errors.zh}。仍使用上一份有效配置。`,
      },
      remedy: {
        en: 'Run "approval-relay validate", which says what is wrong in each place.',
        zh: '请运行 approval-relay validate，它会说明每一处的错误。',
      },
    };
  },
  'config-needs-restart': ({ keys }) => ({
    message: {
      en: `The configuration is in force, but what it changes in ${keys.join(', ')} takes effect at a restart.`,
      zh: `配置已生效，但 ${keys.join('、')} 需重启后生效。`,
    },
    remedy: { en: 'Restart approval-relay.', zh: '请重启 approval-relay。' },
  }),
  'config-differs': () => ({
    message: {
      en: "The replicas have different configurations: the worker's decides.",
      zh: '各副本的配置不同：以 worker 的配置为准。',
    },
    remedy: { en: 'Give every replica the same file.', zh: '请让所有副本使用同一份配置。' },
  }),
  'calendar-ends': ({ ends, isOver }) => calendarEndText(ends, isOver),

  'clock-jumped': ({ aheadMs }) => {
    const span = roughSpan(aheadMs);
    return {
      message: {
        en: `The clock of this machine jumped ${aheadMs > 0 ? 'ahead' : 'back'} by ${span.en}.`,
        zh: `本机时钟突然${aheadMs > 0 ? '快' : '慢'}了${spaced(span.zh)}。`,
      },
      remedy: TIME_SERVICE,
    };
  },
  'clock-differs': ({ aheadMs }) => {
    const span = roughSpan(aheadMs);
    return {
      message: {
        en:
          `The clock of this machine is ${span.en} ${aheadMs > 0 ? 'ahead of' : 'behind'} Feishu's: nothing old is ` +
          'deleted, and lists do not begin earlier, until they agree.',
        zh: `本机时钟比飞书${aheadMs > 0 ? '快' : '慢'}${spaced(span.zh)}：在两者一致之前，不会删除旧数据，也不会列出更早的实例。`,
      },
      remedy: TIME_SERVICE,
    };
  },
  'store-clock-differs': ({ aheadMs }) => {
    const span = roughSpan(aheadMs);
    return {
      message: {
        en: `The clock of this machine is ${span.en} ${aheadMs > 0 ? 'ahead of' : 'behind'} the database's.`,
        zh: `本机时钟比数据库${aheadMs > 0 ? '快' : '慢'}${spaced(span.zh)}。`,
      },
      remedy: {
        en: 'Let a time service keep the clocks of both machines.',
        zh: '请用时间同步服务校准两台机器的时钟。',
      },
    };
  },
} as const satisfies Partial<WarningCatalogue>;

function errorsText(problems: number, first: string | undefined): Text {
  if (first === undefined)
    return { en: problems === 1 ? 'an error' : `${problems} errors`, zh: `有 ${problems} 处错误` };
  const others = problems - 1;
  if (others === 0) return { en: `an error at ${first}`, zh: `${first} 处有错误` };
  return {
    en: `an error at ${first}, and ${others} ${plural(others, 'other')}`,
    zh: `${first} 处有错误，另有 ${others} 处错误`,
  };
}
