import { expect, it } from 'vitest';
import { STATUSES } from '../../../src/approval/status.ts';
import { wordIn } from '../../../src/cards/view/words.ts';
import { PAGE_WORDS_EN } from '../../../src/sandbox/page/wordsEn.ts';
import { PAGE_WORDS_ZH } from '../../../src/sandbox/page/wordsZh.ts';
import { statusText } from '../../../src/words/adminDeliveriesText.ts';

it.each(STATUSES)(
  '%s is called the same on cards, on the page of the demo and on that of operators',
  (status) => {
    const name = status.toLowerCase() as Lowercase<typeof status>;
    const [zh, en] = [wordIn('zh-CN', name), wordIn('en-US', name)];
    expect([PAGE_WORDS_ZH[status], PAGE_WORDS_EN[status]]).toEqual([zh, en]);
    expect(statusText(status)).toEqual({ zh, en });
  },
);
