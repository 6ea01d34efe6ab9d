import type { QuotaWindow } from '@ccx/contracts';
import { kindOfWindow, slug, WEEK_MINUTES } from '../../window.ts';
import type { StatusField } from './card.ts';

/** What the card says of one window; what it does not say is `null`. */
export interface LimitRow {
  readonly kind: 'session' | 'weekly' | 'monthly' | 'extra';
  /** As the card writes it, with the name of the group that it stands in. */
  readonly label: string;
  readonly appliesTo: string | null;
  readonly windowMinutes: number | null;
  readonly usedPercent: number | null;
  readonly bound: QuotaWindow['bound'];
  readonly amount: QuotaWindow['amount'];
  /** `(resets 02:38)`; without the closing bracket where it was cut. */
  readonly reset: string | null;
}

const WINDOW =
  /^(?:(?<model>\S.*?)\s+)??(?<span>\d{1,3}\s?[hmd]|daily|weekly|monthly|annual|(?:secondary )?usage)\s+limit$/i;
const GROUP = /^(?<model>\S.*?)\s+limit$/i;
const INDIVIDUAL = /^monthly credit limit$/i;
const CREDITS = /^credits$/i;

/** A number counts only with the word that says what it counts. */
const PERCENT = /(?<less><\s?)?(?<![\d.,])(?<value>\d{1,3}(?:\.\d+)?)\s*%\s*(?<word>left|remaining|used)(?!\p{L})/iu;
const RESET = /\(\s?resets?\s[^()]*\)?/i;
const COUNTED = /(?<![\d.,])(?<used>\d[\d.,\s]*)\s+of\s+(?<limit>\d[\d.,\s]*)\s+credits\s+used(?!\p{L})/iu;
const BALANCE = /^(?<balance>\d[\d.,\s]*?)(?:\s+credits)?$/i;

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60 };

/** Every row of the card that is a window, also without a number. Credits that are none are no window. */
export function limitRows(fields: readonly StatusField[]): readonly LimitRow[] {
  let group: string | null = null;
  return fields.flatMap(({ label, words }) => {
    const { model = null, span } = WINDOW.exec(label)?.groups ?? {};
    if (span !== undefined) return windowRow(model ?? group, span, words);
    if (words === '') group = GROUP.exec(label)?.groups?.['model'] ?? null;
    if (INDIVIDUAL.test(label)) return [individualRow(label, words)];
    return CREDITS.test(label) ? creditsRow(label, words) : [];
  });
}

function windowRow(model: string | null, span: string, words: string): readonly LimitRow[] {
  // A name without a letter that an id may have is none.
  if (model !== null && slug(model) === '') return [];
  const name = `${span} limit`;
  const row: LimitRow = {
    kind: kindOf(span),
    label: model === null ? name : `${model} ${name}`,
    appliesTo: model,
    windowMinutes: minutesOf(span),
    ...percentIn(words),
    amount: null,
    reset: resetIn(words),
  };
  return [row];
}

function individualRow(label: string, words: string): LimitRow {
  const { used, limit } = COUNTED.exec(words)?.groups ?? {};
  return {
    kind: 'monthly',
    label,
    appliesTo: null,
    windowMinutes: null,
    ...percentIn(words),
    amount: used === undefined || limit === undefined ? null : creditsOf(numberIn(used), numberIn(limit)),
    reset: resetIn(words),
  };
}

/** What is left of credits, of which nothing is used yet. */
function creditsRow(label: string, words: string): readonly LimitRow[] {
  const balance = numberIn(BALANCE.exec(words)?.groups?.['balance'] ?? '');
  const unlimited = /^unlimited\b/i.test(words);
  if (!unlimited && (balance === null || balance === 0)) return [];
  const amount = creditsOf(0, unlimited ? null : balance);
  return [
    {
      kind: 'extra',
      label,
      appliesTo: null,
      windowMinutes: null,
      usedPercent: null,
      bound: 'exact',
      amount,
      reset: null,
    },
  ];
}

function creditsOf(used: number | null, limit: number | null): QuotaWindow['amount'] {
  return used === null ? null : { used, limit, unit: 'credits' };
}

/** `<1% left` is nearly nothing, and not yet nothing. */
function percentIn(words: string): Pick<LimitRow, 'usedPercent' | 'bound'> {
  const { less, value, word = '' } = PERCENT.exec(words)?.groups ?? {};
  const bound = less === undefined ? 'exact' : 'at-least';
  if (value === undefined) return { usedPercent: null, bound: 'exact' };
  if (/used/i.test(word)) return { usedPercent: less === undefined ? Number(value) : 0, bound };
  return { usedPercent: Number(value) > 100 ? null : 100 - Number(value), bound };
}

function resetIn(words: string): string | null {
  return RESET.exec(words)?.[0].replaceAll(/\s+/g, ' ') ?? null;
}

/** Thousands are grouped as the person's language has it; three digits behind the last sign are a group. */
function numberIn(text: string): number | null {
  const compact = text.replaceAll(/\s/g, '');
  const { whole = '', fraction = '' } =
    /^(?<whole>\d+(?:[.,]\d{3})*)(?:[.,](?<fraction>\d{1,2}))?$/.exec(compact)?.groups ?? {};
  return whole === '' ? null : Number(`${whole.replaceAll(/[.,]/g, '')}.${fraction === '' ? '0' : fraction}`);
}

function minutesOf(span: string): number | null {
  if (/^weekly$/i.test(span)) return WEEK_MINUTES;
  if (/^daily$/i.test(span)) return MINUTES['d'] ?? null;
  const { count = '0', unit = '' } = /^(?<count>\d+)\s?(?<unit>[hmd])$/i.exec(span)?.groups ?? {};
  return Number(count) * (MINUTES[unit.toLowerCase()] ?? 0) || null;
}

function kindOf(span: string): LimitRow['kind'] {
  return /^(?:monthly|annual)$/i.test(span) ? 'monthly' : kindOfWindow(minutesOf(span));
}
