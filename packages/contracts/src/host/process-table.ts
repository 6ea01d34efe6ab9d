import { CcxError } from '../error.ts';
import { procTable } from './proc-table.ts';
import { psTable } from './ps-table.ts';

/** One line of the process table, with what tells a process from the next bearer of its pid. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** `null` where the system does not tell it (macOS). */
  readonly session: number | null;
  /** Digits that grow with time: clock ticks since boot (Linux), seconds since 1970 (macOS). */
  readonly startedAt: string;
  /** `dead`: ended and not yet collected by its parent. */
  readonly state: 'alive' | 'stopped' | 'dead';
}

/** An environment variable by which the members of a tree are recognised wherever they went. */
export interface TreeMarker {
  readonly name: string;
  readonly value: string;
}

/** How the processes of this host are read; one implementation per operating system. */
export interface ProcessTable {
  /** The boot and the pid namespace that this table shows. Throws `platform_unsupported` where they cannot be proved. */
  domain(): Promise<string>;
  /** One process; `null` when there is none, `hidden` when there is one that this user may not look at. */
  find(pid: number): Promise<ProcessRow | 'hidden' | null>;
  /** All processes that this user may see, those that appeared during the reading included. */
  list(): Promise<readonly ProcessRow[]>;
  /** Those of `rows` whose environment holds the marker, as far as this user owns them. */
  carriers(rows: readonly ProcessRow[], marker: TreeMarker): Promise<ReadonlySet<number>>;
}

/** The table of this operating system; throws `platform_unsupported` where there is none. */
export function processTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  if (platform === 'linux') return procTable;
  if (platform === 'darwin') return psTable;
  throw new CcxError('platform_unsupported', `Processes cannot be told apart on "${platform}".`, {
    hint: 'On Windows, run it inside WSL.',
  });
}
