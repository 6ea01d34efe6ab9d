import type { ReportRow, UsageReport } from '@ccx/usage';
import { localMinute } from '../render/local-minute.ts';
import type { Terminal } from '../render/terminal.ts';

/** What only the row of a session has. */
export interface SessionColumn {
  readonly heading: string;
  readonly cell: (row: ReportRow) => string;
  /** In which order columns go where the terminal is narrow. */
  readonly drop: number;
}

/** When a session made its last call, and what it changed in the 5 hours of its account where that is known of any. */
export function sessionColumns(
  { kind, by, rows, timeZone }: UsageReport,
  { symbols }: Pick<Terminal, 'symbols'>,
): readonly SessionColumn[] {
  if (kind !== 'session' || by !== null) return [];
  const minute = localMinute(timeZone);
  const changeOf = ({ windows = [] }: ReportRow): string =>
    windows
      .filter(({ windowId }) => windowId === 'session')
      .map(({ before, after }) => `${Math.floor(before)}${symbols.arrow}${Math.floor(after)}%`)
      .join(' ');
  return [
    { heading: 'last call', cell: ({ lastCallAt }) => (lastCallAt === null ? '-' : minute(lastCallAt)), drop: 4 },
    ...(rows.some((row) => changeOf(row) !== '') ? [{ heading: '5 hours', cell: changeOf, drop: 2 }] : []),
  ];
}
