import { join } from 'node:path';
import { ccxPaths, type Env } from '@ccx/contracts';
import type { AgentRunner, RunnerOptions } from '@ccx/runner';

export interface ComposeRunnerOptions {
  readonly env: Env;
  readonly home: string;
  /** Programs to start instead of those on the PATH; the demo's scripted agents come in here. */
  readonly binaries?: NonNullable<RunnerOptions['binaries']>;
}

/** A runner for all agents over the person's own ledger and logs; runs that an earlier ccx left behind are ended first. */
export async function composeRunner(options: ComposeRunnerOptions): Promise<AgentRunner> {
  const [{ createFileLedger, createRunner }, { dialects }] = await Promise.all([
    import('@ccx/runner'),
    import('@ccx/stream-json'),
  ]);
  const { runs } = ccxPaths(options.env, options.home);
  const ledger = createFileLedger({ dir: runs });
  await ledger.reap();
  return createRunner({
    dialects,
    ledger,
    logDir: join(runs, 'logs'),
    env: options.env,
    home: options.home,
    ...(options.binaries !== undefined && { binaries: options.binaries }),
  });
}
