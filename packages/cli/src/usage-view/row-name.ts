import type { UsageReportKind } from '@ccx/usage';
import { cutMiddle } from '../render/cut.ts';
import { printableLine } from '../render/printable.ts';
import { shortPath } from '../render/short-path.ts';
import type { Terminal } from '../render/terminal.ts';

/** How wide the name of a row is at most, where nothing is said. */
export const LONGEST_NAME = 40;

export interface RowNames {
  readonly terminal: Pick<Terminal, 'home' | 'symbols'>;
  /** Of accounts, by their ids. */
  readonly names: ReadonlyMap<string, string>;
  /** How wide a name is at most. @default {@link LONGEST_NAME} */
  readonly longest?: number;
}

/** What a person calls a row of a report; calls that name none stand under `-`. */
export function rowName(kind: UsageReportKind, key: string | null, options: RowNames): string {
  const { terminal, names } = options;
  if (key === null) return '-';
  if (kind === 'daily' || kind === 'weekly') return dayName(key);
  if (kind === 'monthly') return key.slice(0, 7);
  if (kind === 'session') return key.slice(0, 8);
  if (kind === 'profile') return cutName(names.get(key) ?? withoutName(key, options), options);
  const shown = kind === 'project' || kind === 'worktree' ? shortPath(key, terminal.home) : key;
  return cutName(shown, options);
}

/** A name in its cell: on one line, cut in its middle where it is too wide. */
export function cutName(
  name: string,
  { terminal, longest = LONGEST_NAME }: Pick<RowNames, 'terminal' | 'longest'>,
): string {
  return cutMiddle(printableLine(name), longest, terminal.symbols.ellipsis);
}

/** `claude (~/.claude-old)`: an account whose profile was taken away, by the agent and the folder that its id names. */
function withoutName(id: string, { terminal }: RowNames): string {
  const [agent = '', ...rest] = id.split(':');
  const folder = rest.join(':');
  return folder.startsWith('/') ? `${agent} (${shortPath(folder, terminal.home)})` : id;
}

/** `Thu 2026-11-19`: days are read downwards, and the weekday tells more than the number. */
function dayName(day: string): string {
  const date = new Date(`${day}T12:00:00.000Z`);
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][date.getUTCDay()] ?? '';
  return `${weekday} ${day}`;
}
