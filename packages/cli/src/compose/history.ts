import { ccxPaths, type Env } from '@ccx/contracts';
import type { RunHistoryEntry } from '@ccx/runner';

const KEPT_MS = 30 * 24 * 3_600_000;

/** The runs of this machine's person, as far back as they are kept, oldest first. */
export async function runHistory(env: Env, home: string): Promise<readonly RunHistoryEntry[]> {
  const { createFileLedger } = await import('@ccx/runner');
  return createFileLedger({ dir: ccxPaths(env, home).runs }).history(KEPT_MS);
}
