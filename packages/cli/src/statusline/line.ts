import type { Instant, QuotaWindow } from '@ccx/contracts';
import type { KeptCost } from '../compose/kept-costs.ts';
import { duration } from '../render/duration.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import { fillFormat } from './fill-format.ts';

/** What a format may name. */
export const LINE_FIELDS = [
  'model',
  'context',
  'session',
  'session-reset',
  'week',
  'week-reset',
  'cost',
  'today',
  'window',
  'account',
] as const;
type LineField = (typeof LINE_FIELDS)[number];

/** What a line can show; `null` is unknown. */
export interface LineFacts {
  readonly model: string | null;
  readonly contextPercent: number | null;
  readonly costUsd: number | null;
  readonly session: Pick<QuotaWindow, 'usedPercent' | 'resetsAt'> | null;
  readonly week: Pick<QuotaWindow, 'usedPercent' | 'resetsAt'> | null;
  /** What the account's calls of today cost; absent where the line does not show it. */
  readonly today?: KeptCost | null;
  /** The same of the five hours. */
  readonly window?: KeptCost | null;
  readonly account: string;
}

export interface LineOptions {
  readonly facts: LineFacts;
  readonly format: string;
  readonly color: boolean;
  readonly now: Instant;
}

const LONGEST_NAME = 60;

type Paint = (text: string) => string;

// The library that colours the rest of ccx takes longer to load than all of this to run.
const COLORS = { dim: paint(2, 22), red: paint(31, 39), yellow: paint(33, 39) };
const PLAIN: typeof COLORS = { dim: (text) => text, red: (text) => text, yellow: (text) => text };

function paint(on: number, off: number): Paint {
  return (text) => `\u001b[${on}m${text}\u001b[${off}m`;
}

/** The format that is used where none is given. Everything in it is left out while it is unknown. */
export function defaultFormat(separator: string): string {
  const parts = [
    '{model}',
    'ctx {context}',
    '5h {session}[ ({session-reset})]',
    'week {week}[ ({week-reset})]',
    '{cost}',
  ];
  return `${parts.map((part) => `[${part} ${separator} ]`).join('')}{account}`;
}

/** The status line: fields filled into a format, percentages coloured by how full they are. */
export function renderLine({ facts, format, color, now }: LineOptions): string {
  const { dim, red, yellow } = color ? COLORS : PLAIN;
  const percent = (value: number | null): string | null => {
    if (value === null || value < 0) return null;
    // Cut, not rounded: 99.6 is not used up yet.
    const text = `${Math.floor(value)}%`;
    if (value >= 100) return red(text);
    return value >= 80 ? yellow(text) : text;
  };
  const reset = (window: LineFacts['session']): string | null => {
    const leftMs = Date.parse(window?.resetsAt ?? '') - Date.parse(now);
    return leftMs > 0 ? dim(duration(leftMs)) : null;
  };
  const name = (text: string | null): string | null =>
    text === null ? null : printableLine(text).slice(0, LONGEST_NAME);

  const usd = (amount: number | null): string | null => (amount === null || amount < 0 ? null : money(amount));

  const kept = (cost: KeptCost | null): string | null =>
    cost === null ? null : `${money(cost.usd)}${cost.leavesOut ? '+' : ''}`;

  const values: Readonly<Record<LineField, string | null>> = {
    model: name(facts.model),
    context: percent(facts.contextPercent),
    session: percent(facts.session?.usedPercent ?? null),
    'session-reset': reset(facts.session),
    week: percent(facts.week?.usedPercent ?? null),
    'week-reset': reset(facts.week),
    cost: usd(facts.costUsd),
    today: kept(facts.today ?? null),
    window: kept(facts.window ?? null),
    account: name(facts.account),
  };
  return fillFormat(format, (field) => (isLineField(field) ? values[field] : undefined));
}

export function isLineField(name: string): name is LineField {
  return LINE_FIELDS.some((field) => field === name);
}
