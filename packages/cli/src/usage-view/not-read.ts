import type { UsageReport } from '@ccx/usage';

/** What may have held calls, one and several of it. What a vendor writes beside its calls is none. */
const REMARKABLE: ReadonlyMap<string, readonly [one: string, several: string]> = new Map([
  ['malformed', ['malformed line', 'malformed lines']],
  ['unknown-shape', ['line of unknown shape', 'lines of unknown shape']],
  ['too-long', ['line that is too long', 'lines that are too long']],
  ['unreadable', ['place without permission', 'places without permission']],
  ['not-a-file', ['FIFO or device', 'FIFOs or devices']],
  ['link', ['link', 'links']],
]);

/** A line about what could not be read; none where all could. */
export function notRead(skipped: UsageReport['skipped']): readonly string[] {
  const lost = Object.entries(skipped).flatMap(([reason, times]) => {
    const words = REMARKABLE.get(reason);
    return words === undefined || times === 0 ? [] : [`${times} ${words[times === 1 ? 0 : 1]}`];
  });
  return lost.length === 0 ? [] : [` not read: ${lost.join(', ')} (ccx usage --audit)`];
}
