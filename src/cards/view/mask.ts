/**
 * What a tenant's data-loss rules look for (230028: plaintext telephone numbers and e-mail addresses,
 * open.feishu.cn/document/server-docs/im-v1/message/create): mobile numbers of China with or without separators,
 * numbers with a country code, fixed lines with an area code, e-mail addresses.
 */
const PHONES =
  /(?<!\d)1[3-9]\d[-\s.]?\d{4}[-\s.]?\d{4}(?!\d)|\+\d[\d\s().-]{5,}\d|(?<!\d)0\d{1,4}[-\s]\d{1,4}[-\s]?\d{3,8}(?!\d)/g;
/** The name in front of the `@`. It only begins where a word does, so a long word is read once, and not from each letter on. */
const EMAIL_NAMES = /(?<![^\s@,;:<>()（），；：])[^\s@,;:<>()（），；：]+@(?=[^\s@]+\.[A-Za-z])/g;

/** Masks what looks like a telephone number or an e-mail address; both stay recognisable to who knows them. */
export function maskContacts(text: string): string {
  return text
    .replace(PHONES, (phone) => {
      const digits = phone.replace(/\D/g, '').length;
      let seen = 0;
      return phone.replace(/\d/g, (digit) => {
        seen += 1;
        return seen <= 3 || seen > digits - 2 ? digit : '*';
      });
    })
    .replace(EMAIL_NAMES, (name) => `${String.fromCodePoint(name.codePointAt(0) ?? 0)}***＠`);
}
