/* A process that loads the package, and with `read` also what is remembered of 20 accounts. Started by run.ts. */
import type { QuotaWindow } from '../../packages/contracts/src/index.ts';
import type * as quotaProbe from '../../packages/quota-probe/src/index.ts';
import { manyAccounts } from './accounts.ts';

const built: typeof quotaProbe = await import(
  String(new URL('../../packages/quota-probe/dist/index.js', import.meta.url))
);
const [mode = '', dir = ''] = process.argv.slice(2);
if (mode !== 'load') {
  const cache = built.createQuotaCache({ dir });
  const accounts = manyAccounts();
  if (mode === 'fill') {
    const capturedAt = new Date().toISOString();
    for (const account of accounts) {
      const snapshot = { schemaVersion: 1, account, cliVersion: null, plan: 'max', login: null } as const;
      const windows = Array.from({ length: 3 }, (_, at): QuotaWindow => ({
        id: at === 0 ? 'session' : `weekly:${at}`,
        label: 'Window',
        appliesTo: null,
        usedPercent: 42,
        bound: 'exact',
        amount: null,
        resetsAt: null,
        resetRaw: null,
        windowMinutes: 300,
        state: 'ok',
        source: 'control',
        capturedAt,
      }));
      await cache.write({ ok: true, snapshot: { ...snapshot, windows } }, account);
    }
  }
  const states = await Promise.all(accounts.map((account) => cache.read(account)));
  const known = states.filter(({ good }) => good?.windows.length === 3).length;
  if (known !== accounts.length) throw new Error(`${known} of ${accounts.length} accounts were remembered`);
}
