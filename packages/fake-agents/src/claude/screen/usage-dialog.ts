import type { Level } from '../quota-levels.ts';
import { row, rule, type Row } from './rows.ts';

/** A window as the dialog shows it. */
export interface ShownWindow {
  readonly title: string;
  readonly level: Level & { readonly percent: number };
  /** `3:51am (UTC)`; null without a reset. */
  readonly resets: string | null;
}

/** What the usage tab holds below the session's costs. */
export type UsageState =
  | { readonly is: 'loading' }
  | { readonly is: 'windows'; readonly windows: readonly ShownWindow[]; readonly credits: string | null }
  | { readonly is: 'failed'; readonly words: readonly string[] }
  | { readonly is: 'nothing'; readonly words: readonly string[] };

const BAR = 50;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** The Settings dialog with its Usage tab, as Claude Code 2.1.329 draws it. */
export function usageDialog(costs: string, state: UsageState, columns: number): readonly Row[] {
  const [, ...hints] =
    state.is === 'failed' ? ['', '←/→ to switch', 'r to retry', 'Esc to close'] : ['', '←/→ to switch', 'Esc to close'];
  return [
    rule(columns),
    row('  Settings  Status   Config   Usage   Stats', 'accent'),
    row(''),
    row('  Session', 'bold'),
    ...costs.split('\n').map((line) => row(`  ${line.replace(/^([^:]*:)/, '$1 ')}`)),
    row(''),
    ...body(state, columns),
    row(''),
    row(`  ${hints.join(' · ')}`, 'dim'),
  ];
}

function body(state: UsageState, columns: number): readonly Row[] {
  if (state.is === 'loading') return [row('  ✻ Loading usage data…')];
  if (state.is === 'failed') return state.words.map((line) => row(line));
  if (state.is === 'nothing') return state.words.map((line) => row(`  ${line}`));
  const windows = state.windows.map((window) => windowRows(window, columns));
  const credits = state.credits === null ? [] : [[row('  Usage credits', 'bold'), row(`  ${state.credits}`, 'dim')]];
  return [...windows, ...credits].flatMap((rows, index) => (index === 0 ? rows : [row(''), ...rows]));
}

function windowRows({ title, level, resets }: ShownWindow, columns: number): readonly Row[] {
  // Observed: rounded down; above 100 printed as it is, with a full bar.
  const used = `${Math.floor(level.percent)}% used`;
  const bar = barOf(level.percent).padEnd(BAR);
  if (columns < 80) {
    return [
      row(`  ${title}${resets === null ? '' : ` · Resets ${resets}`}`, 'bold'),
      row(`  ${bar}`, 'accent'),
      row(`  ${used}`),
    ];
  }
  const reset = resets === null ? [] : [row(`  Resets ${resets}`, 'dim')];
  return [row(`  ${title}`, 'bold'), row(`  ${bar} ${used}`), ...reset];
}

function barOf(percent: number): string {
  const eighths = Math.round((Math.min(100, Math.max(0, percent)) / 100) * BAR * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
