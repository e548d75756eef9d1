import { describe, expect, it } from 'vitest';
import { readDefinition } from '../../src/feishu/form/formDefinition.ts';
import { shown, whole } from '../feishu/form/readShown.ts';

const NUMBER = '6230615760111983';

describe('without configuration', () => {
  it.each(['银行账号', '收款帐户', '卡号', 'Bank account', 'Card No.', 'bank_account', '口座番号'])(
    'masks the number under %s',
    (name) => {
      expect(shown([{ id: 'w', name, type: 'input', value: '6230 6157 6011 1983' }])).toEqual({
        [name]: '****1983',
      });
      expect(shown([{ id: 'w', name, type: 'number', value: NUMBER }])).toEqual({ [name]: '****1983' });
    },
  );

  it.each(['手机号', '联系电话', 'Phone', 'Mobile number', '携帯電話'])(
    'masks the number under %s',
    (name) => {
      expect(shown([{ id: 'w', name, type: 'input', value: '张三 13122225678' }])).toEqual({
        [name]: '张三 ****5678',
      });
    },
  );

  it.each([
    ['id', 'No. Rekening', 'Nomor Kartu Kredit', 'Nomor Telepon', 'Nomor HP', 'NIK', 'Nomor Paspor'],
    ['ms', 'Nombor Akaun', 'No. Kad Bank', 'No. Telefon Bimbit', 'No. Kad Pengenalan', 'No. KP'],
    ['vi', 'STK', 'Số thẻ ngân hàng', 'SĐT', 'Số CCCD', 'Hộ chiếu', 'Căn cước công dân'],
    ['th', 'บัญชีธนาคาร', 'หมายเลขบัตรเครดิต', 'เบอร์โทรศัพท์', 'เลขประจำตัวประชาชน', 'หนังสือเดินทาง'],
    ['fil', 'Numero ng Telepono', 'Pasaporte', 'PhilHealth No.', 'Numero ng kard'],
    ['es', 'Número de cuenta', 'Tarjeta de crédito', 'Teléfono móvil', 'DNI', 'Cédula', 'Pasaporte'],
    ['pt', 'Conta bancária', 'Número do cartão', 'Telemóvel', 'CPF', 'Passaporte', 'Chave PIX'],
    ['fr', 'Numéro de compte', 'RIB', 'Carte bancaire', 'Téléphone', 'Passeport', "Pièce d'identité"],
    [
      'de',
      'Kontonummer',
      'Bankverbindung',
      'Kreditkarten-Nr.',
      'Mobilnummer',
      'Personalausweis',
      'Führerschein',
    ],
    ['it', 'Conto corrente', 'Numero della carta', 'Cellulare', 'Codice fiscale', 'Carta d’identità'],
    ['ko', '계좌번호', '카드 번호', '휴대폰 번호', '주민등록번호', '여권번호', '연락처'],
    ['zh', '信用卡', '驾驶证', '港澳通行证', '社保号'],
    ['ja', 'クレジットカード', '連絡先', '在留カード番号', 'ＴＥＬ'],
    ['en', 'Debit card', 'WhatsApp', 'Driving licence', 'Fax', 'NRIC', 'Contact No.'],
  ])('masks numbers under labels of Lark’s languages: %s', (_, ...names) => {
    for (const name of names)
      expect(shown([{ id: 'w', name, type: 'input', value: NUMBER }])).toEqual({ [name]: '****1983' });
  });

  it.each([
    'Nomor Faktur',
    'Nombor pesanan',
    'Số hóa đơn',
    'เลขที่ใบสั่งซื้อ',
    'Número de pedido',
    'Pedido n.º',
    'Compte rendu n°',
    'Numéro de commande',
    'Bestellnummer',
    'Skonto',
    'Numero d’ordine',
    '주문번호',
    '発注番号',
    'Order No.',
    '合同编号',
  ])('leaves other numbers alone: %s', (name) => {
    expect(shown([{ id: 'w', name, type: 'input', value: NUMBER }])).toEqual({ [name]: NUMBER });
  });

  it.each(['Saldo rekening', 'Số dư tài khoản', 'Solde du compte', 'Saldo da conta', '계좌 잔액'])(
    'leaves sums beside accounts: %s',
    (name) => {
      expect(shown([{ id: 'w', name, type: 'number', value: 12345678 }])).toEqual({ [name]: '12345678' });
    },
  );

  it('masks other numbers of papers, and digits of any script', () => {
    const form = [
      { id: 'a', name: '身份证号', type: 'input', value: '11010519491231002X' },
      { id: 'b', name: '护照', type: 'input', value: 'E12345678' },
      { id: 'c', name: 'IBAN', type: 'input', value: 'GB29 NWBK 6016 1331 9268 19' },
      { id: 'd', name: '手机', type: 'textarea', value: '１３１２２２２５６７８\n+81 90-1234-5678' },
    ];
    expect(shown(form)).toEqual({
      身份证号: '****002X',
      护照: '****5678',
      IBAN: '****6819',
      手机: '****５６７８\n****5678',
    });
  });

  it('leaves words, dates and sums that are only next to accounts', () => {
    const form = [
      { id: 'a', name: '账户类型', type: 'input', value: '对公' },
      { id: 'b', name: '账户余额', type: 'number', value: 12345678 },
      { id: 'c', name: '电话费', type: 'amount', value: 12345678, currency: 'CNY' },
      { id: 'd', name: '账户开立', type: 'date', value: '2026-11-20T09:00:00+08:00' },
      { id: 'e', name: '手机号', type: 'input', value: '同上' },
      { id: 'f', name: '订单号', type: 'input', value: NUMBER },
    ];
    expect(shown(form)).toEqual({
      账户类型: '对公',
      账户余额: '12345678',
      电话费: '¥12,345,678.00',
      账户开立: '2026-11-20 09:00',
      手机号: '同上',
      订单号: NUMBER,
    });
  });

  it('knows the label from the definition if the form has none', () => {
    const definitions = readDefinition('[{"id":"w","name":"银行卡号","type":"input"}]', 'zh-CN');
    expect(shown([{ id: 'w', name: '@i18n@1', type: 'input', value: NUMBER }], { definitions })).toEqual({
      银行卡号: '****1983',
    });
  });

  it('masks in columns of tables and members of unknown objects', () => {
    const cells = [{ id: 'c', name: '手机号', type: 'input', value: '13122225678' }];
    expect(shown([{ id: 't', name: '明细', type: 'fieldList', value: [cells] }])).toEqual({
      明细: '手机号\n****5678',
    });
    const value = { owner: '张三', phone_number: '13122225678', account: { number: NUMBER } };
    expect(shown([{ id: 'o', name: '其他', type: 'novelty', value }]).其他).not.toMatch(
      /13122225678|6230615760111983/,
    );
  });

  it.each(['请假事由', '休假原因', 'Reason for leave', '休暇の理由'])(
    'hides a self-made field called %s',
    (name) => {
      expect(shown([{ id: 'w', name, type: 'textarea', value: '看病' }])).toEqual({});
    },
  );

  it('hides nothing from conditions', () => {
    expect(whole([{ id: 'w', name: '卡号', type: 'input', value: NUMBER }])).toEqual({ 卡号: NUMBER });
  });
});

describe('a configuration', () => {
  const form = [
    { id: 'w1', custom_id: 'title', name: '标题', type: 'input', value: '显示器' },
    {
      id: 'w2',
      name: '手机',
      type: 'telephone',
      value: { country_code: '+86', national_number: '13122225678' },
    },
    {
      id: 'w3',
      name: '明细',
      type: 'fieldList',
      value: [
        [
          { id: 'c1', custom_id: 'item', name: '品名', type: 'input', value: '显示器' },
          { id: 'c2', name: '供应商', type: 'input', value: '甲公司 合同 20261120001' },
          { id: 'c3', name: '经办', type: 'contact', value: ['u1'], open_ids: ['ou_1'] },
        ],
      ],
      ext: [],
    },
    { id: 'w4', name: '请假', type: 'leaveGroupV2', value: { name: '病假', reason: '看病' } },
  ];
  const ALL = ['标题', '手机', '明细', '假期类型'];

  it.each(['标题', ' 标题 ', 'w1', 'TITLE'])('hides %s', (name) => {
    expect(Object.keys(shown(form, {}, { hide: [name] }))).toEqual(ALL.slice(1));
  });

  it('hides columns and whole tables, groups and their parts', () => {
    expect(shown(form, {}, { hide: ['item', 'c3'] }).明细).toBe('供应商\n甲公司 合同 20261120001');
    expect(Object.keys(shown(form, {}, { hide: ['明细', '请假'] }))).toEqual(['标题', '手机']);
    expect(Object.keys(shown(form, {}, { hide: ['品名', '供应商', '经办', '假期类型'] }))).toEqual([
      '标题',
      '手机',
    ]);
  });

  it('shows only what it lists, columns included', () => {
    expect(Object.keys(shown(form, {}, { only: ['w1', '请假'] }))).toEqual(['标题', '假期类型']);
    expect(shown(form, {}, { only: ['品名'] })).toEqual({ 明细: '品名\n显示器' });
    expect(shown(form, {}, { only: [] })).toEqual({});
  });

  it('does not lift a mask by listing', () => {
    expect(shown(form, {}, { only: ['手机', '请假事由'] })).toEqual({ 手机: '+86 ****5678' });
  });

  it('lifts masks by showing', () => {
    expect(shown(form, {}, { show: ['手机', '请假事由'] })).toMatchObject({
      手机: '+86 13122225678',
      请假事由: '看病',
    });
  });

  it('masks anything down to the ends of its long numbers', () => {
    const masked = shown(form, {}, { mask: ['标题', '手机', '供应商', '经办'] });
    expect(masked).toMatchObject({
      标题: '••••',
      手机: '****5678',
      明细: '品名 | 供应商 | 经办\n显示器 | ****0001 | ••••',
    });
  });

  it('goes by the strictest of its lists', () => {
    expect(shown(form, {}, { hide: ['w2'], mask: ['w2'], show: ['w2'] }).手机).toBeUndefined();
    expect(shown(form, {}, { mask: ['w2'], show: ['w2'] }).手机).toBe('****5678');
    expect(shown(form, {}, { only: ['标题'], hide: ['标题'] })).toEqual({});
  });

  it('covers the sum of a column with the column', () => {
    const sums = [
      {
        id: 't',
        name: '表',
        type: 'fieldList',
        ext: [{ id: 'c', type: 'number', value: '3' }],
        value: [
          [
            { id: 'b', name: '品名', type: 'input', value: '甲' },
            { id: 'c', name: '数量', type: 'number', value: 3 },
          ],
        ],
      },
    ];
    expect(shown(sums, {}, { hide: ['数量'] })).toEqual({ 表: '品名\n甲' });
    expect(shown(sums, {}, { mask: ['数量'] })).toEqual({ 表: '品名 | 数量\n甲 | ••••\n合计 | ••••' });
  });
});

describe('what nobody can name, since the definition is not to be had', () => {
  const table = [
    { id: 'a', type: 'input', value: '椅子' },
    { id: 'b', type: 'amount', value: 987654 },
  ];
  const form = [
    { id: 't', name: '明细', type: 'fieldList', value: [table] },
    { id: 's', name: '@i18n@7123', type: 'input', value: '月薪三万' },
    { id: 'n', name: '备注', type: 'input', value: '急' },
  ];

  it.each([{ hide: ['单价'] }, { mask: ['工资'] }])(
    'is not shown if something is chosen by name: %o',
    (choice) => {
      expect(shown(form, {}, choice)).toEqual({ 备注: '急' });
    },
  );

  it('is shown if nothing is hidden, or if it is asked for', () => {
    expect(Object.values(shown(form))).toContain('月薪三万');
    expect(Object.values(shown(form, {}, { hide: ['单价'], show: ['s'] }))).toContain('月薪三万');
  });
});

describe('a number that somebody typed in an odd way', () => {
  it.each([
    '131/2222/5678',
    '131，2222，5678',
    '131\n2222\n5678',
    '131\u200b2222\u200b5678',
    '131\t2222\t5678',
    '(131) 2222-5678',
  ])('is masked: %j', (value) => {
    expect(shown([{ id: 'a', name: '手机号', type: 'input', value }]).手机号).toBe('****5678');
  });

  it('is two numbers if both are long', () => {
    const value = '13122225678，13133336666/13144447777';
    expect(shown([{ id: 'a', name: '手機', type: 'input', value }]).手機).toBe('****5678，****6666/****7777');
  });

  it.each(['銀行帳號', '賬戶', '銀行卡', '聯絡方式', '联络方式', '身份證', '證件號碼', '護照', '傳真'])(
    'is masked under %s',
    (name) => {
      expect(shown([{ id: 'a', name, type: 'input', value: NUMBER }])).toEqual({ [name]: '****1983' });
    },
  );

  it('is masked in every part of an account, and where a country should be', () => {
    const account = {
      widgetAccountName: `张三 ${NUMBER}`,
      widgetAccountNumber: NUMBER,
      widgetAccountBankBranch: { text: `西湖支行 ${NUMBER}` },
    };
    expect(shown([{ id: 'a', name: '收款', type: 'account', value: account }])).toEqual({
      收款: '张三 ****1983 · 西湖支行 ****1983 · ****1983',
    });
    expect(shown([{ id: 'a', name: '收款', type: 'account', value: [account] }]).收款).toContain('****1983');
    expect(shown([{ id: 'a', name: '收款', type: 'account', value: `${NUMBER} 张三 工商银行` }])).toEqual({
      收款: '****1983 张三 工商银行',
    });
    const telephone = { country_code: '+8613122225678', national_number: '13122225678' };
    expect(shown([{ id: 'a', name: '电', type: 'telephone', value: telephone }])).toEqual({ 电: '****5678' });
  });

  it('cannot bring what a mask leaves along', () => {
    const widget = { id: 'a', name: '密', type: 'input', value: '****秘密内容 ****住院治疗' };
    expect(shown([widget], {}, { mask: ['密'] })).toEqual({ 密: '••••' });
    const date = { id: 'a', name: '密', type: 'date', value: '2026-11-20T09:00:00+08:00' };
    expect(shown([date], {}, { mask: ['密'] })).toEqual({ 密: '••••' });
  });
});

describe('the reason for a leave', () => {
  it.each([
    [[[{ id: 'widgetLeaveGroupReason', type: 'textarea', value: '住院' }]]],
    ['{"name":"病假","reason":"住院"'],
  ])('is hidden in a shape that nobody knows: %j', (value) => {
    expect(shown([{ id: 'l', name: '请假', type: 'leaveGroupV2', value }])).toEqual({});
  });

  it('is hidden outside of its group, and under what people call it', () => {
    expect(shown([{ id: 'widgetLeaveGroupReason', name: '事由', type: 'textarea', value: '住院' }])).toEqual(
      {},
    );
    for (const name of ['請假事由', '调休事由', '产假原因', '年假理由', '休假备注'])
      expect(shown([{ id: 'a', name, type: 'textarea', value: '住院' }])).toEqual({});
  });
});
