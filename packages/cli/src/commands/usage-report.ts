import { usageReport, type UsageReport, type UsageReportRequest } from '@ccx/usage';
import type { UsageBook } from '../compose/usage.ts';
import type { Terminal } from '../render/terminal.ts';
import { usageCsv } from '../usage-view/usage-csv.ts';
import { sessionNamed } from './session-named.ts';
import type { UsageView } from './usage-view.ts';

/** In these a column tells whose calls they were. */
const PERIODS: ReadonlySet<string> = new Set(['daily', 'weekly', 'monthly']);

/** Sums of calls: by day, by model and so on. */
export function reportView(
  request: UsageReportRequest,
  { store, accounts, pricing }: UsageBook,
  terminal: Terminal,
): UsageView {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  // Looked up when a report is made: the session may be one that has just been read.
  const meant = (): UsageReportRequest => {
    const { sessionId } = request;
    return sessionId === undefined ? request : { ...request, sessionId: sessionNamed(sessionId, store) };
  };
  const make = (): UsageReport => usageReport(store, meant(), { pricing, quotas: store });
  const shares = ({ by, kind }: UsageReport): UsageReport | null => {
    if (by !== null || !PERIODS.has(kind)) return null;
    // A limit counts the rows that are shown, of which each may have several accounts.
    const { limit: _, ...all } = meant();
    const report = usageReport(store, { ...all, by: 'profile' }, { pricing });
    return new Set(report.rows.map((row) => row.by)).size > 1 ? report : null;
  };
  return {
    json: () => ({ ...make(), accounts: Object.fromEntries(names) }),
    csv: () => usageCsv(make(), names),
    lines: async () => {
      const report = make();
      if (report.totals.calls === 0) {
        const { nothingFound } = await import('../usage-view/nothing-found.ts');
        return nothingFound(request, accounts, report.skipped, terminal);
      }
      const { usageRows } = await import('../usage-view/usage-rows.ts');
      return usageRows(report, { terminal, names, shares: shares(report) });
    },
  };
}
