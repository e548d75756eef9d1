/** What may begin no line: what separates, and what closes. */
const NEVER_FIRST = /^\s*[·・,，、。.;；:：!！?？%％‰)）\]］}｝」』】〉》〕”’…]/u;
/** What may end no line: what opens, and the sign of a currency. */
const NEVER_LAST = /[(（[［{｛「『【〈《〔“‘¥￥$€£₩₹฿₫₱]\s*$/u;
/** What stands on one line: dates, times, amounts, a number and what it counts. */
const WHOLE =
  /\d{4}[-/]\d{1,2}[-/]\d{1,2}|(?<![\d.-])\d{1,2}[-/]\d{1,2}(?![\d-])|\d{1,2}:\d\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}(?:, \d{4})?(?!\d)|-?(?:[A-Z]{3} -?|[A-Z]{0,4}[$¥€£₩₹฿₫₱])\d[\d,]*(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?/gu;
/** Invisible: glue that holds a date together. */
const GLUE = /[\u2060\u200b\ufeff]/g;

/** What a typesetter would not let pass in a text that takes these lines. */
export function lineFaults(lines: readonly string[]): string[] {
  const shown = lines.map((line) => line.replace(GLUE, '').replaceAll('\u00a0', ' '));
  const where = shown.join('⏎');
  const faults: string[] = [];
  if (shown.slice(1).some((line) => NEVER_FIRST.test(line))) faults.push(`a line begins badly: ${where}`);
  if (shown.slice(0, -1).some((line) => NEVER_LAST.test(line))) faults.push(`a line ends badly: ${where}`);
  // A space at which a line was broken is not drawn: it is put back where two words met.
  const whole = shown.map((line) => line.trimEnd());
  for (const between of ['', ' ']) {
    const text = whole.join(between);
    let at = 0;
    const breaks = whole.slice(0, -1).map((line) => {
      at += line.length + between.length;
      return at;
    });
    for (const found of text.matchAll(WHOLE)) {
      const end = found.index + found[0].length;
      if (breaks.some((point) => point - between.length > found.index && point < end))
        faults.push(`broken: ${found[0]} in ${where}`);
    }
  }
  return [...new Set(faults)];
}
