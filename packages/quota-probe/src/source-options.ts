import type { Clock } from '@ccx/contracts';
import type { Command } from './process/find-cli.ts';

/** What every source that starts a CLI may be told. */
export interface SourceOptions {
  /** ccx's own empty folder, in which the CLI is started: nothing of a project is read, and trust in it means nothing. */
  readonly folder: string;
  readonly clock: Clock;
  /** Instead of the CLI on the PATH. */
  readonly command?: Command;
  /** @default 30_000 */
  readonly timeoutMs?: number;
  /** A folder for a cassette of the screen; for sources that draw one. */
  readonly recordTo?: string;
}

export const PROBE_TIMEOUT_MS = 30_000;
