/**
 * A process that may be signalled. A pid alone is reused by the kernel within hours, so it never crosses a file
 * or a package without the two fields that tell one bearer from the next.
 */
export interface ProcessId {
  readonly pid: number;
  /** When the kernel says it started, in the kernel's own unit (Linux: clock ticks since boot, from `/proc/PID/stat`). */
  readonly startedAt: string;
  /** The boot and the pid namespace in which `pid` means this process. */
  readonly domain: string;
}

/** Environment variables; `undefined` stands for "not set". */
export type Env = Readonly<Record<string, string | undefined>>;
