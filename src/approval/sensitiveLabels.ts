import { LRUCache } from 'lru-cache';

/**
 * Names of accounts, cards, telephones and identity papers, in the languages in which Feishu and Lark are sold. Each
 * entry is a regular expression without flags; Latin letters are without accents.
 */
const SENSITIVE: Readonly<Record<string, readonly string[]>> = {
  zh: [
    '[账帐賬帳][号户號戶]',
    '卡[号號]|[银銀]行卡|信用卡|[储儲]蓄卡',
    '手[机機]|[电電][话話]|座[机機]|[联聯][系络繫絡]方式|[传傳]真',
    '身份[证證]|[证證]件[号號]|[护護]照|通行[证證]|居住[证證]|[驾駕][驶駛]?[证證照]|社保[号號卡]|社[会會]保[险障險]',
  ],
  ja: [
    '口座|カード番号|クレジットカード|通帳',
    '電話|携帯|連絡先|ファックス|ファクス',
    'マイナンバー|個人番号|身分証|旅券|パスポート|免許証|在留カード|保険証',
  ],
  ko: [
    '계좌|통장|카드 ?번호|신용 ?카드|체크 ?카드',
    '전화|휴대 ?폰|핸드폰|연락처|팩스',
    '주민 ?등록|주민 ?번호|신분증|여권|외국인 ?등록|운전 ?면허',
  ],
  en: [
    '\\baccount\\b|\\bacct\\b|\\ba\\/c\\b|\\biban\\b|routing (?:no|num)|sort code',
    '\\bcard\\s*(?:no|num)|(?:credit|debit|bank) card',
    '\\bphone|telephone|phone|\\bmobile\\b|\\btel\\b|\\bcell\\b|\\bfax\\b|whats ?app|\\bcontact (?:no|num)',
    '\\bpassport|\\b(?:national|identity|personal)?\\s*id\\s*(?:card|no\\b|num)|identification (?:card|no|num)|national num',
    "social security|\\bssn\\b|\\bnric\\b|driv(?:er|ing)'?s? licen[cs]e|tax(?:payer)? id",
  ],
  id: [
    'rekening|\\bno ?rek\\b|(?:kartu|nomor|no) (?:kredit|debit|atm|kartu)\\b',
    'telepon|\\bt[ei]?lp\\b|ponsel|hand ?phone|\\b(?:no|nomor|nomer|num) (?:hp|wa|kontak)\\b|^hp\\b|\\bhp\\/wa\\b',
    '\\bktp\\b|\\bnik\\b|\\bnpwp\\b|paspor\\b|\\bkitas\\b|kartu (?:keluarga|identitas|tanda)|\\b(?:no|nomor) (?:kk|sim)\\b|\\bbpjs\\b',
  ],
  ms: [
    '\\bakaun\\b|\\b(?:kad|nombor|no) (?:kredit|debit|bank|kad)\\b',
    'telefon|tel bimbit',
    'kad pengenalan|my ?kad\\b|\\b(?:no|nombor) (?:kp|ic)\\b|\\bpasport\\b|lesen memandu',
  ],
  vi: [
    'tai khoan|\\bstk\\b|\\bso the\\b|the (?:tin dung|ngan hang|ghi no)',
    'dien thoai|\\bsdt\\b|\\bdi dong\\b|\\bso dt\\b|\\bzalo\\b',
    '\\bcccd\\b|\\bcmnd\\b|\\bcmt\\b|can cuoc|chung minh (?:nhan dan|thu)|ho chieu|bang lai|lai xe|ma so thue|so bao hiem',
  ],
  th: [
    'บัญชี|พร้อมเพย์|บัตรเครดิต|บัตรเดบิต|หมายเลขบัตร|เลขบัตร|เลขที่บัตร',
    'เบอร์โทร|โทรศัพท์|เบอร์มือถือ|มือถือ|เบอร์ติดต่อ|โทรสาร',
    'บัตรประชาชน|บัตรประจำตัว|เลขประจำตัว|พาสปอร์ต|หนังสือเดินทาง|ใบขับขี่',
  ],
  fil: [
    '\\bnumero ng (?:bangko|kard|card)|\\bgcash\\b',
    'telepono|selpon|\\bcell ?phone|\\bcp (?:no|num)',
    'pasaporte|\\btin\\b|\\bsss\\b|phil ?health|pag ?ibig|\\bumid\\b|philsys|pagkakakilanlan|numero ng id\\b|lisensya',
  ],
  es: [
    '\\bcuenta\\b|\\bclabe\\b|\\bcbu\\b|\\btarjeta\\b',
    'telefono|\\bmovil\\b|\\bcelular\\b|\\bgsm\\b',
    '\\bdni\\b|\\bnie\\b|\\bnif\\b|\\bcedula\\b|\\bcurp\\b|\\brfc\\b|documento (?:nacional )?de identi|\\bidentificacion\\b|licencia de conducir|carne de conducir|seguro social',
  ],
  pt: [
    '\\bconta\\b(?! (?:a|para) )|\\bcartao\\b|\\bchave pix\\b|^pix\\b|\\bnib\\b',
    'telefone|\\bcelular\\b|telemovel',
    '\\bcpf\\b|\\brg\\b|passaporte|\\bidentidade\\b|\\bcnh\\b|cartao de cidadao|titulo de eleitor',
  ],
  fr: [
    '\\bcompte\\b(?! rendu)|\\brib\\b|carte (?:bancaire|bleue|de credit|de debit)|(?:no|num|numero) de carte',
    'telephone|\\bportable\\b',
    "passeport|carte (?:nationale )?d'identite|carte vitale|\\bcni\\b|\\bnir\\b|securite sociale|piece d'identite|permis de conduire",
  ],
  de: [
    '(?<!s)konto(?!rahmen|auszug)|bankverbindung|kreditkarte|bankkarte|girocard|karten ?(?:nummer|nr)',
    'telefon|\\bhandy|mobil(?:nummer|funk|telefon)|rufnummer|\\bfax',
    'ausweis|reisepass|\\bpass ?(?:nummer|nr)|sozialversicherung|steuer ?(?:id|identifikation)|fuhrerschein|krankenversicherten',
  ],
  it: [
    '\\bconto (?:corrente|bancario)|(?:numero|num|no|n) (?:di |del )?conto|coordinate bancarie|carta di (?:credito|debito)|(?:numero|num) (?:della |di )?carta',
    'telefono|cellulare|\\brecapito\\b',
    "codice fiscale|passaporto|carta d'identita|documento d'identita|\\bpatente\\b|tessera sanitaria",
  ],
};

const PATTERN = new RegExp(
  Object.values(SENSITIVE)
    .flat()
    .map((one) => one.normalize('NFKC'))
    .join('|'),
  'i',
);

/** Whether the name of a field is that of an account, a telephone number or the number of an identity paper. */
export function isSensitiveLabel(label: string): boolean {
  const known = judgedLabels.get(label);
  if (known !== undefined) return known;
  const isSensitive = PATTERN.test(comparable(label));
  judgedLabels.set(label, isSensitive);
  return isSensitive;
}

/** The same labels come with every card of an approval. */
const judgedLabels = new LRUCache<string, boolean>({ max: 2_000 });

/** Full width, accents and dots do not matter. Ids for programs match too: `bank_account`, `phoneNumber`. */
function comparable(label: string): string {
  return label
    .normalize('NFKC')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[\u00c0-\u024f\u1e00-\u1eff]/g, (letter) =>
      letter
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .replace(/[đĐ]/, 'd')
        .replace('ß', 'ss'),
    )
    .replace(/[‘’`]/g, "'")
    .replace(/[_.\u00a0°º#:-]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const SUM = new RegExp(
  [
    '[费費额額]|数量|數量|料金|残高|数$|금액|잔액|요금',
    '\\bamount|\\bbalance|\\bfees?\\b|\\bcount\\b|\\btotal',
    '\\b(?:saldo|jumlah|nominal|biaya|baki|so tien|so du|monto|importe|valor|taxa|montant|solde|frais|betrag|gebuhr|importo|halaga)\\b',
    'จำนวน|ยอด|ค่า',
  ]
    .join('|')
    .normalize('NFKC'),
  'i',
);

/** A sum, not an account: `账户余额`, `电话费`, `Saldo rekening`. Only meaningful for a number. */
export function isSumLabel(label: string): boolean {
  return SUM.test(comparable(label));
}
