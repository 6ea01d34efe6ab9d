import type { AgentKind } from '@ccx/contracts';

/** One process, with what tells it from the next bearer of its pid. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  /** The kernel's token of its start: ticks since boot (Linux), seconds since 1970 (macOS). */
  readonly startedAt: string;
  /** `dead`: a zombie, ended and not yet collected by its parent. */
  readonly state: 'alive' | 'stopped' | 'dead';
  /** Whether it has a controlling terminal; `null` is unknown. */
  readonly terminal: boolean | null;
}

/** A process whose identity is known. */
export type ProcessKey = Pick<ProcessRow, 'pid' | 'startedAt'>;

/** A process of this user that runs an agent's CLI. */
export interface AgentProcess extends ProcessRow {
  readonly agent: AgentKind;
  /** Without the CLI's own name. */
  readonly args: readonly string[];
}

/**
 * One look at the processes of this machine. What it has answered it answers again: a scan sees one state of things.
 * Nothing here starts a process or signals one.
 */
export interface ProcessView {
  /** The boot and the pid namespace in which these pids mean something, as in `ProcessId`. */
  readonly domain: string;
  /** `hidden`: there is one that this user may not look at. */
  find(pid: number): ProcessRow | 'hidden' | null;
  /** All that this user may see. */
  list(): readonly ProcessRow[];
  /** The agents' CLIs of this user, zombies left out. */
  agents(): readonly AgentProcess[];
  /**
   * These variables of a process, as they were when it was started. The process is proved to be this one before and
   * after it is read; `null` where it is not, or where its environment cannot be read.
   */
  variables(of: ProcessKey, names: readonly string[]): Readonly<Record<string, string>> | null;
  /** Its working directory; `null` where it cannot be known, or where it lies in another mount namespace. */
  folder(of: ProcessKey): string | null;
  /** Whether it takes in processes whose parent has ended, as the session manager of a desktop does. */
  adopts(of: ProcessKey): boolean;
  /** Absolute paths of the regular files that it holds open; none where they cannot be known. */
  openFiles(of: ProcessKey): readonly string[];
  /** Resident memory; `null` is unknown. Read when it is asked for. */
  memoryBytes(of: ProcessKey): number | null;
  /** CPU time that it has used so far, in milliseconds; `null` is unknown. Read when it is asked for. */
  cpuMs(of: ProcessKey): number | null;
  /** When it was started, in milliseconds since 1970, to about a second; `null` is unknown. */
  startedMs(of: ProcessKey): number | null;
  /** Whether a vendor's name of a pid namespace (Claude Code's `pidDomain`) is another one than this. */
  isForeign(pidDomain: string): boolean;
}
