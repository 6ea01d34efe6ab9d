import type { ProcessId } from './process.ts';
import type { Instant } from './time.ts';

/**
 * What is known of the daemon from outside. `startToken` and `processIdentity` prove which process it is; they stand
 * in its file and are left out of every answer over HTTP.
 */
export interface DaemonStatus {
  /** `null` where none was ever started. */
  readonly pid: number | null;
  /** Version of ccx that runs in it. */
  readonly version: string | null;
  readonly startedAt: Instant | null;
  readonly port: number | null;
  /** Always on the loopback interface, e.g. `http://127.0.0.1:7777`. */
  readonly url: string | null;
  /** Absolute path of the local socket; `null` where it has none. */
  readonly socketPath: string | null;
  readonly dbPath: string;
  readonly logPath: string;
  /** The program that was started, to tell an upgraded one from a foreign process. */
  readonly executablePath: string | null;
  /** Made anew at each start; whoever adopts the lock must know it. */
  readonly startToken?: string;
  readonly processIdentity?: ProcessId;
  /** Profiles whose folders it watches now. */
  readonly profilesWatched: number;
  /** In the background, inside a command's own process, or not at all. */
  readonly mode: 'daemon' | 'foreground' | 'offline';
  readonly status: 'starting' | 'running' | 'offline';
  /** Whether a background daemon lives and is the one that its file names. */
  readonly running: boolean;
}
