import type { UsageReportKind } from '@ccx/usage';
import { cutMiddle } from '../render/cut.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';

const LONGEST = 40;

export interface RowNames {
  readonly terminal: Pick<Terminal, 'home' | 'symbols'>;
  /** Of accounts, by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

/** What a person calls a row of a report; calls that name none stand under `-`. */
export function rowName(kind: UsageReportKind, key: string | null, { terminal, names }: RowNames): string {
  if (key === null) return '-';
  if (kind === 'daily' || kind === 'weekly') return dayName(key);
  if (kind === 'monthly') return key.slice(0, 7);
  if (kind === 'session') return key.slice(0, 8);
  if (kind === 'profile') return names.get(key) ?? printableLine(key);
  const shown = kind === 'project' || kind === 'worktree' ? shortPath(key, terminal.home) : key;
  return cutMiddle(printableLine(shown), LONGEST, terminal.symbols.ellipsis);
}

/** `Thu 2026-11-19`: days are read downwards, and the weekday tells more than the number. */
function dayName(day: string): string {
  const date = new Date(`${day}T12:00:00.000Z`);
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getUTCDay()] ?? '';
  return `${weekday} ${day}`;
}
