import type { UsageReport } from '@ccx/usage';

/** What may have held calls. What a vendor writes beside its calls is none. */
const REMARKABLE: ReadonlySet<string> = new Set([
  'malformed',
  'unknown-shape',
  'too-long',
  'unreadable',
  'not-a-file',
  'link',
]);

/** A line about what could not be read; none where all could. */
export function notRead(skipped: UsageReport['skipped']): readonly string[] {
  const lost = Object.entries(skipped).filter(([reason, lines]) => REMARKABLE.has(reason) && lines > 0);
  if (lost.length === 0) return [];
  return [` not read: ${lost.map(([reason, lines]) => `${lines} ${reason}`).join(', ')} (ccx usage --audit)`];
}
