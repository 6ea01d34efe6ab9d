import { type QuotaRow, usedOfLeft } from './row.ts';

/** How a panel's percentages are meant where no word stands behind them. */
type Heading = 'used' | 'left' | 'unsaid';

/** The dialog of `/model`, above its bars; `/stats` has the same words above a table of tokens, without percentages. */
const DIALOG = /^model usage$/i;
/** The table of `/stats` until 0.37. */
const TABLE = /^model usage\s.*\busage left$/i;
/** The block of `/stats` in which all models that Auto chooses from are one. */
const POOL = /^(?<name>auto|gemini-[\w.-]+) usage$/i;
/** What else begins below a panel: the composer, the keys of the dialog, a table of tokens. */
const END = /^(?:[>*!] |\(press esc|model\s+reqs\b|usage limits span|workspace \()/i;
/** The families, whose rows need no heading: nowhere else stand these words. */
const NAMES = /^(?:pro|flash|flash lite)$/i;

const ROW =
  /^(?<name>[a-z][\w.-]*(?: [\w.-]+){0,2}?)(?:\s{2,}(?<requests>-|\d[\d,]*))?\s+(?:(?<bar>▬+)\s+)?(?<value>\d{1,3}(?:\.\d+)?)%(?:\s+(?<word>used|left|remaining)\b)?(?:\s+(?<reset>\(?resets?\b.*))?$/i;
const POOLED = /^(?<value>\d{1,3}(?:\.\d+)?)% used(?: (?<reset>\(limit resets .*))?$/i;
const REACHED = /^limit reached(?:, (?<reset>resets .*))?$/i;

/** The rows of the last panel, and those that stand alone. */
export function panelRows(lines: readonly string[]): readonly QuotaRow[] {
  let heading: Heading = 'unsaid';
  let pool: string | null = null;
  let rows: QuotaRow[] = [];
  for (const line of lines) {
    const begins = headingOf(line);
    if (begins !== null) {
      heading = begins;
      pool = POOL.exec(line)?.groups?.['name'] ?? null;
      rows = [];
    } else if (END.test(line)) {
      heading = 'unsaid';
      pool = null;
    } else {
      const row = (pool === null ? null : pooledRow(line, pool)) ?? modelRow(line, heading);
      if (row !== null) rows.push(row);
    }
  }
  return rows;
}

function headingOf(line: string): Heading | null {
  if (TABLE.test(line)) return 'left';
  if (DIALOG.test(line)) return 'used';
  return POOL.test(line) ? 'unsaid' : null;
}

function modelRow(line: string, heading: Heading): QuotaRow | null {
  const { name, bar, value, word, requests, reset } = ROW.exec(line)?.groups ?? {};
  if (name === undefined || value === undefined || Number(value) > 100) return null;
  if (heading === 'unsaid' && !NAMES.test(name)) return null;
  const isLeft = word === undefined ? heading === 'left' && requests !== undefined : !/used/i.test(word);
  const isUsed = word === undefined ? heading === 'used' && bar !== undefined : !isLeft;
  if (!isLeft && !isUsed) return null;
  return { name, usedPercent: isLeft ? usedOfLeft(Number(value)) : Number(value), reset: reset ?? null };
}

function pooledRow(line: string, name: string): QuotaRow | null {
  const { value, reset } = POOLED.exec(line)?.groups ?? {};
  if (value !== undefined)
    return Number(value) > 100 ? null : { name, usedPercent: Number(value), reset: reset ?? null };
  const reached = REACHED.exec(line);
  return reached === null ? null : { name, usedPercent: 100, reset: reached.groups?.['reset'] ?? null };
}
