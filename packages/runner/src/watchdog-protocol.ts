import type { ProcessId } from '@ccx/contracts';

/** What ccx tells its watchdog, one JSON text a line. */
export type WatchdogMessage =
  /** From now on the processes of this run are guarded. `child` null: not started yet, found by its marker. */
  | { readonly is: 'open'; readonly runId: string; readonly domain: string; readonly child: ProcessId | null }
  | { readonly is: 'closed'; readonly runId: string };

/** `null` for anything that is not a message, such as a line that a dying writer could not finish. */
export function readMessage(line: string): WatchdogMessage | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('is' in value) || !('runId' in value)) return null;
    const { is, runId } = value;
    if (typeof runId !== 'string' || runId === '') return null;
    if (is === 'closed') return { is, runId };
    if (is !== 'open' || !('domain' in value) || typeof value.domain !== 'string') return null;
    const child = 'child' in value && isProcessId(value.child) ? value.child : null;
    return { is, runId, domain: value.domain, child };
  } catch {
    return null;
  }
}

export function isProcessId(value: unknown): value is ProcessId {
  if (typeof value !== 'object' || value === null) return false;
  if (!('pid' in value) || !('startedAt' in value) || !('domain' in value)) return false;
  return typeof value.pid === 'number' && typeof value.startedAt === 'string' && typeof value.domain === 'string';
}
