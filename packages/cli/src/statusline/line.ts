import picocolors from 'picocolors';
import { duration } from '../render/duration.ts';
import { money } from '../render/money.ts';
import { printableLine } from '../render/printable.ts';
import { fillFormat } from './fill-format.ts';
import type { SessionFacts, UsedWindow } from './session-facts.ts';

/** What a format may name. */
export const LINE_FIELDS = [
  'model',
  'context',
  'session',
  'session-reset',
  'week',
  'week-reset',
  'cost',
  'account',
] as const;
type LineField = (typeof LINE_FIELDS)[number];

export interface LineOptions {
  readonly facts: SessionFacts;
  readonly account: string;
  readonly format: string;
  readonly color: boolean;
  readonly nowMs: number;
}

const LONGEST_NAME = 60;

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
export function renderLine({ facts, account, format, color, nowMs }: LineOptions): string {
  const { dim, red, yellow } = picocolors.createColors(color);
  const percent = (value: number | null): string | null => {
    if (value === null) return null;
    // Cut, not rounded: 99.6 is not used up yet.
    const text = `${Math.floor(value)}%`;
    if (value >= 100) return red(text);
    return value >= 80 ? yellow(text) : text;
  };
  const reset = ({ resetsAt }: UsedWindow): string | null =>
    resetsAt === null ? null : dim(duration(Date.parse(resetsAt) - nowMs));
  const name = (text: string | null): string | null =>
    text === null ? null : printableLine(text).slice(0, LONGEST_NAME);

  const values: Readonly<Record<LineField, string | null>> = {
    model: name(facts.model),
    context: percent(facts.contextPercent),
    session: percent(facts.session.usedPercent),
    'session-reset': reset(facts.session),
    week: percent(facts.week.usedPercent),
    'week-reset': reset(facts.week),
    cost: facts.costUsd === null ? null : money(facts.costUsd),
    account: name(account),
  };
  return fillFormat(format, (field) => (isLineField(field) ? values[field] : undefined));
}

export function isLineField(name: string): name is LineField {
  return LINE_FIELDS.some((field) => field === name);
}
