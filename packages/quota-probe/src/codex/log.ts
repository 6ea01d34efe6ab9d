import { homedir } from 'node:os';
import { join } from 'node:path';
import { AGENTS, type Account, type Env, type QuotaReading, type QuotaSource } from '@ccx/contracts';
import { problem } from '../problem.ts';
import type { SourceOptions } from '../source-options.ts';
import { type BucketRecord, readingOf } from './rate-limits.ts';
import { newestLimits, type RolloutLimits } from './rollouts.ts';

/**
 * What Codex wrote down at its last answers. It costs nothing and is as old as they are. The last record may belong to
 * the bucket of a single model, so that the last of each bucket counts.
 */
export function codexLogSource({ clock }: Pick<SourceOptions, 'clock'>): QuotaSource {
  return {
    id: 'log',
    agent: 'codex',
    cost: { process: false, usageEndpoint: false, mayOpenWindow: false },
    async read(account, { env, signal }): Promise<QuotaReading> {
      signal.throwIfAborted();
      const rollouts = await newestLimits(join(configDirOf(account, env), AGENTS.codex.transcripts));
      signal.throwIfAborted();
      const now = clock.now();
      // Others in the same folder may be of another login, which somebody used before.
      const accountUuid = rollouts[0]?.accountUuid ?? null;
      const own = rollouts.filter((rollout) => rollout.accountUuid === accountUuid);
      const records = lastOfEach(own, now);
      if (records.length === 0) return problem('nothing-recorded', 'Codex has written down no limits here.', now);
      const login = accountUuid === null ? null : { accountUuid, email: null, organization: null };
      const reading = readingOf(records, { account, now, source: 'log', login });
      const over = reading.ok && reading.snapshot.windows.every(({ usedPercent }) => usedPercent === null);
      return over
        ? problem('nothing-recorded', 'Every window that Codex wrote down has begun anew since.', now)
        : reading;
    },
  };
}

/** The newest record of each bucket; one of the future is of a clock that was wrong. */
function lastOfEach(rollouts: readonly RolloutLimits[], now: string): readonly BucketRecord[] {
  const last = new Map<string, BucketRecord>();
  for (const { buckets } of rollouts) {
    for (const [id, record] of buckets) {
      const known = last.get(id);
      const newer = known === undefined || record.capturedAt > known.capturedAt;
      if (newer && record.capturedAt <= now) last.set(id, record);
    }
  }
  return [...last.values()];
}

function configDirOf({ configDir }: Account, env: Env): string {
  return configDir ?? join(env['HOME'] ?? homedir(), AGENTS.codex.defaultConfigDir);
}
