import type { Instant, QuotaWindow } from '@ccx/contracts';
import type { ProbeResult } from '../probe-quota.ts';

const HEAD = ['account', 'window', 'used', 'resets in', 'source', 'age'] as const;
/** Numbers stand right. */
const RIGHT: ReadonlySet<number> = new Set([2]);

/** A line per window, plain text; what is unknown is `-`. A problem stands below the last numbers of its account. */
export function quotaTable(results: readonly ProbeResult[], now: Instant): readonly string[] {
  const rows = results.flatMap(({ state, reading }): readonly (readonly string[])[] => {
    const name = state.account.configDir === null ? state.account.agent : state.account.id;
    const windows = (reading.ok ? reading.snapshot : state.good)?.windows ?? [];
    return windows.map((window, at) => [at === 0 ? name : '', ...cellsOf(window, now)]);
  });
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        RIGHT.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const problems = results.flatMap(({ state, reading }) => {
    if (reading.ok) return [];
    const { code, detail, retryAt } = reading.problem;
    const again = retryAt === null ? '' : ` Again in ${duration(Date.parse(retryAt) - Date.parse(now))}.`;
    return [`${state.account.id}: ${detail.replaceAll(/\s+/g, ' ')}${again} [${code}]`];
  });
  return [...(rows.length === 0 ? [] : [line(HEAD), ...rows.map(line)]), ...problems];
}

function cellsOf(window: QuotaWindow, now: Instant): readonly string[] {
  const { id, usedPercent, bound, amount, state, resetsAt, source, capturedAt } = window;
  const ageMs = Date.parse(now) - Date.parse(capturedAt);
  return [
    id,
    usedPercent === null ? usedOf(state, amount) : `${bound === 'at-least' ? '>=' : ''}${Math.floor(usedPercent)}%`,
    resetsAt === null ? '-' : duration(Date.parse(resetsAt) - Date.parse(now)),
    source,
    ageMs < 60_000 ? 'now' : duration(ageMs),
  ];
}

function usedOf(state: QuotaWindow['state'], amount: QuotaWindow['amount']): string {
  if (state === 'exhausted') return 'all';
  return amount === null ? '-' : `${amount.used} ${amount.unit}`;
}

/** `3d 4h`, `2h 10m`, `12m`, `40s`. */
function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return hours > 0 ? `${days}d ${hours}h` : `${days}d`;
  if (hours > 0) return minutes > 0 ? `${hours}h ${minutes}m` : `${hours}h`;
  return minutes > 0 ? `${minutes}m` : `${seconds}s`;
}
