import type { WireWidget } from '../world/definition.ts';
import { currencyIn, purchaseKinds, purchaseNote } from './storyApprovals.ts';
import { type StoryText, storyTextIn } from './storyLanguage.ts';
import { amount, DAY_MS, date, option, type Round } from './widgetValues.ts';

interface Purchase {
  readonly item: string;
  readonly count: number;
  readonly price: number;
  readonly supplier: string;
  readonly reason: string;
}

/** Values of a purchase request, as get-instance returns them. */
export function purchaseForm({ language, now, round }: Round): WireWidget[] {
  const say = storyTextIn(language);
  const { item, count, price, supplier, reason } = purchaseOf({ language, round }, say);
  const currency = currencyIn(say);
  return [
    {
      id: 'widget_reason',
      name: say('采购事由', 'Purpose'),
      type: 'textarea',
      ext: null,
      value: reason,
    },
    option('widget_kind', say('采购类型', 'Category'), 'opt_1', purchaseKinds(say)[0] ?? ''),
    {
      id: 'widget_items',
      name: say('采购明细', 'Items'),
      type: 'fieldList',
      // The column sums, as the platform adds them.
      ext: [{ id: 'widget_count', type: 'number', value: String(count + 1) }],
      value: [
        [
          { id: 'widget_item', name: say('名称', 'Item'), type: 'input', value: item },
          { id: 'widget_count', name: say('数量', 'Quantity'), type: 'number', value: count },
          {
            id: 'widget_price',
            name: say('单价', 'Unit price'),
            type: 'amount',
            value: price,
            ext: { currency },
          },
        ],
        // Empty cells are left out.
        [
          {
            id: 'widget_item',
            name: say('名称', 'Item'),
            type: 'input',
            value: say('配送与安装', 'Delivery and installation'),
          },
          { id: 'widget_count', name: say('数量', 'Quantity'), type: 'number', value: 1 },
        ],
      ],
    },
    amount('widget_amount', say('采购金额', 'Total amount'), count * price, currency),
    { id: 'widget_supplier', name: say('供应商', 'Supplier'), type: 'input', ext: null, value: supplier },
    date('widget_due', say('期望到货', 'Needed by'), now + 14 * DAY_MS),
    {
      id: 'widget_quote',
      name: say('报价单', 'Quotation'),
      type: 'attachmentV2',
      ext: say('报价单,盖章版.pdf', 'quotation,signed.pdf'),
      value: ['https://internal-api-drive-stream.example.com/space/api/box/stream?code=secret\\u0026mount=1'],
    },
    { id: 'widget_note', name: say('说明', 'Note'), type: 'text', ext: null, value: purchaseNote(say) },
  ];
}

function purchaseOf({ language, round }: Pick<Round, 'language' | 'round'>, say: StoryText): Purchase {
  const usd = language === 'en';
  const chairs: Purchase = {
    item: say('人体工学椅', 'Ergonomic chair'),
    count: 12,
    price: usd ? 189 : 1_299,
    supplier: say('震旦（中国）有限公司', 'Northwind Office Supply'),
    reason: say('新工位扩容，六月入职 12 人', 'Twelve people start in June and need a desk'),
  };
  const screens: Purchase = {
    item: say('27 英寸 4K 显示器', '27-inch 4K monitor'),
    count: 8,
    price: usd ? 349 : 2_399,
    supplier: say('京东企业购', 'Brightscreen Business'),
    reason: say('设计组更换显示器', 'New monitors for the design team'),
  };
  const memory: Purchase = {
    item: say('服务器内存 64GB', 'Server memory, 64 GB'),
    count: 24,
    price: usd ? 245 : 1_680,
    supplier: say('浪潮电子信息', 'Contoso Hardware'),
    reason: say('训练集群扩容', 'More memory for the training cluster'),
  };
  return [chairs, screens, memory][round % 3] ?? chairs;
}
