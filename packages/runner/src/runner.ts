import type { AgentKind, Runner } from '@ccx/contracts';
import { adapterOf } from './agents.ts';
import { findProgram } from './binary.ts';
import { healthOf, infoOf, type Health, type Info } from './health.ts';
import { conductChain } from './chain/conduct-chain.ts';
import { openRun, startRun } from './run-handle.ts';
import type { RunnerOptions } from './runner-options.ts';
import { setUp } from './runner-setup.ts';

/** Runs prompts on agents, and tells what it would run. */
export interface AgentRunner extends Runner {
  /** Whether an agent is installed; looks at the file system and starts nothing. */
  checkHealth(agent: AgentKind): Promise<Health>;
  /**
   * What would be started, and how; starts nothing.
   *
   * @throws {CcxError} `invalid_argument` for an agent that this version cannot run
   */
  info(agent: AgentKind): Promise<Info>;
}

/**
 * One runner for all agents.
 *
 * @example
 * const runner = createRunner({ dialects, ledger: createFileLedger({ dir }), logDir: join(dir, 'logs') });
 * const run = runner.run({ prompt: 'Say hello.', cwd: process.cwd(), permission: 'safe' }, target);
 * for await (const event of run) if (event.type === 'text') process.stdout.write(event.text);
 * const result = await run.result; // result.status, result.last.summary, result.last.logPath
 */
export function createRunner(options: RunnerOptions): AgentRunner {
  const setup = setUp(options);
  return {
    run: (request, target, runOptions = {}) => startRun(setup, request, target, runOptions),
    chain: (request, need, router, runOptions = {}) =>
      openRun(setup, runOptions, (run) => conductChain(setup, run, { request, need, router })),
    async checkHealth(agent) {
      return healthOf(agent, await findProgram(agent, setup.binaries[agent], setup.env));
    },
    async info(agent) {
      const program = await findProgram(agent, setup.binaries[agent], setup.env);
      return infoOf(adapterOf(agent), program, { baseArgs: setup.baseArgs[agent], promptMode: setup.promptMode });
    },
  };
}
