import type { QuotaWindow } from '@ccx/contracts';

/** What the lines of one window say; what they do not say is `null`. */
export interface Row {
  readonly usedPercent: number | null;
  readonly bound: QuotaWindow['bound'];
  readonly amount: QuotaWindow['amount'];
  readonly resetRaw: string | null;
  /** The words of the reset may go on below the last line, and mean another time then. */
  readonly resetIsCut: boolean;
}

/** A number counts only with the word that says what it counts. */
const PERCENT =
  /(?<less><\s*)?(?<![\d.,])(?<value>\d{1,4}(?:\.\d+)?)\s*%\s*(?<word>used|spent|consumed|left|remaining|available)(?![a-qs-z])/i;
const MONEY = /\$\s?(?<used>\d[\d,]*(?:\.\d+)?)\s*\/\s*\$\s?(?<limit>\d[\d,]*(?:\.\d+)?)\s*spent/i;
const RESET = /resets?\s*(?=\S)/i;
/** How the words of a reset go on in the next line of a narrow terminal. */
const CONTINUED = /^(?:\(|at\b|\d{1,2}(?:[:.]\d\d)?\s?[ap]m\b)/i;
/** The CLI needs no more lines for one window, at any width. */
const MOST_LINES = 5;

/** Reads what stands between a heading and the next; `isLast`: nothing stands below these lines. */
export function rowOf(section: readonly string[], isLast: boolean): Row {
  const lines = section.map((line) => line.trim()).filter((line) => line !== '');
  const near = lines.slice(0, MOST_LINES);
  const text = near.join('\n');
  const { resetRaw, lastLine } = resetOf(near);
  return {
    ...percentOf(text),
    amount: amountOf(text),
    resetRaw,
    resetIsCut: resetRaw !== null && isLast && lastLine === lines.length - 1 && !resetRaw.endsWith(')'),
  };
}

/** The CLI rounds down what is used; how it rounded what is left, as versions before 2.0 told it, is not known. */
function percentOf(text: string): Pick<Row, 'usedPercent' | 'bound'> {
  const { less, value, word = '' } = PERCENT.exec(text)?.groups ?? {};
  if (value === undefined) return { usedPercent: null, bound: 'exact' };
  if (/left|remaining|available/i.test(word)) {
    return { usedPercent: Math.max(0, 100 - Number(value)), bound: less === undefined ? 'exact' : 'at-least' };
  }
  return { usedPercent: less === undefined ? Number(value) : 0, bound: 'at-least' };
}

function amountOf(text: string): QuotaWindow['amount'] {
  const { used, limit } = MONEY.exec(text)?.groups ?? {};
  if (used === undefined || limit === undefined) return null;
  return { used: Number(used.replaceAll(',', '')), limit: Number(limit.replaceAll(',', '')), unit: 'usd' };
}

function resetOf(lines: readonly string[]): { readonly resetRaw: string | null; readonly lastLine: number } {
  const index = lines.findIndex((line) => RESET.test(line));
  const line = lines[index];
  if (line === undefined) return { resetRaw: null, lastLine: -1 };
  const words = withoutPercent(line.slice(line.search(RESET)));
  const next = lines[index + 1];
  const goesOn = next !== undefined && !words.includes('(') && CONTINUED.test(next);
  const raw = goesOn ? `${words} ${withoutPercent(next)}` : words;
  return { resetRaw: withoutOpenBracket(raw), lastLine: goesOn ? index + 1 : index };
}

function withoutPercent(words: string): string {
  return words.replace(PERCENT, '').trim();
}

/** `(Resets 5am (UTC))` is in brackets as a whole. */
function withoutOpenBracket(words: string): string {
  const [open, closed] = [words.split('(').length, words.split(')').length];
  return closed > open && words.endsWith(')') ? words.slice(0, -1) : words;
}
