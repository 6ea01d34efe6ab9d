import { ccxPaths, type Account, type Env, type Instant } from '@ccx/contracts';
import {
  createQuotaCache,
  newsOf,
  parseStatuslineInput,
  sinceReset,
  type StatuslineInput,
} from '@ccx/quota-probe/statusline';

/** What a session told its status line; windows that have ended since say nothing. */
export function readTold(json: string, about: { readonly account: Account; readonly now: Instant }): StatuslineInput {
  const told = parseStatuslineInput(json, about);
  if (!told.reading.ok) return told;
  const { snapshot } = told.reading;
  const windows = snapshot.windows.map((window) => sinceReset(window, about.now));
  return { ...told, reading: { ok: true, snapshot: { ...snapshot, windows } } };
}

/** Remembers the quota that a session told, where it is news. */
export async function keepQuota({ reading }: StatuslineInput, now: Instant, env: Env, home: string): Promise<void> {
  if (!reading.ok) return;
  const { snapshot } = reading;
  const cache = createQuotaCache({ dir: ccxPaths(env, home).quota });
  const { good } = await cache.read(snapshot.account);
  const windows = newsOf(snapshot.windows, good?.windows ?? [], now);
  if (windows.length === 0) return;
  await cache.write({ ok: true, snapshot: { ...snapshot, windows } }, snapshot.account);
}
