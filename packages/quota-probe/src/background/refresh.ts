import { accountId, AGENT_KINDS, type Account } from '@ccx/contracts';
import { acquireLock } from '@ccx/contracts/host';
import { besideCache, createQuotaCache } from '../cache/quota-cache.ts';
import { fieldsOf, numberOf, parseFields, textOf } from '../fields.ts';
import { probeQuota, type ProbeQuotaOptions } from '../probe-quota.ts';

/** What another process may be told about how to ask. */
export type BackgroundProbe = Pick<ProbeQuotaOptions, 'command' | 'args' | 'cwd' | 'timeoutMs'>;

/** What a background process is told. */
export interface Refresh {
  readonly account: Account;
  readonly dir: string;
  readonly probe: BackgroundProbe;
}

/** No background process lives longer. */
const LONGEST_MS = 30_000;

/** `null` for a text that {@link Refresh} was not written as. */
export function parseRefresh(text: string): Refresh | null {
  const said = parseFields(text);
  const [account, probe] = [fieldsOf(said?.['account']), fieldsOf(said?.['probe'])];
  const agent = AGENT_KINDS.find((kind) => kind === account?.['agent']);
  const dir = textOf(said?.['dir']);
  if (account === null || agent === undefined || dir === null) return null;
  const configDir = textOf(account['configDir']);
  const [command, cwd, timeoutMs] = [
    textOf(probe?.['command']),
    textOf(probe?.['cwd']),
    numberOf(probe?.['timeoutMs']),
  ];
  const args = Array.isArray(probe?.['args']) ? probe['args'].filter((arg) => typeof arg === 'string') : [];
  return {
    account: { agent, configDir, id: textOf(account['id']) ?? accountId(agent, configDir) },
    dir,
    probe: {
      ...(command !== null && { command, args }),
      ...(cwd !== null && { cwd }),
      ...(timeoutMs !== null && { timeoutMs }),
    },
  };
}

/** Brings the cache up to date, unless another background process does so already. */
export async function refresh({ account, dir, probe }: Refresh): Promise<void> {
  const cache = createQuotaCache({ dir });
  const path = besideCache(cache.path(account), 'refresh.lock');
  const lock = await acquireLock(path, { waitMs: 0, expiresMs: LONGEST_MS });
  if (lock === null) return;
  try {
    await probeQuota({
      timeoutMs: LONGEST_MS,
      ...probe,
      account,
      cache,
      urgency: 'background',
      signal: AbortSignal.timeout(LONGEST_MS),
    });
  } finally {
    await lock.release();
  }
}
