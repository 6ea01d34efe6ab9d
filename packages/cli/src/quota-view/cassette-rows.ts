import { AGENTS, type Account, type QuotaReading } from '@ccx/contracts';
import type { CassetteManifest } from '@ccx/quota-probe';
import type { Terminal } from '../render/terminal.ts';
import { quotaRows } from './quota-rows.ts';

/** What a recorded screen shows, as `ccx quota` would have shown it then. */
export function cassetteRows(
  account: Account,
  reading: QuotaReading,
  manifest: CassetteManifest,
  terminal: Terminal,
): readonly string[] {
  const problem = reading.ok ? null : reading.problem;
  const entry = { name: account.agent, account, reading, problem, exhausted: false, backAt: null, tried: [] };
  return quotaRows([entry], terminal, { now: manifest.capturedAt, maxAgeMs: Infinity });
}

/** Whose screen it is, in one line. */
export function cassetteTitle({ agent, cliVersion, command, capturedAt }: CassetteManifest): string {
  return [AGENTS[agent].title, cliVersion, command, capturedAt].filter((part) => part !== null).join(' ');
}
