import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { agentEnv, AGENTS, type AgentKind, type Env, type RunAttempt, type RunTarget } from '@ccx/contracts';
import { findAdapter } from '../agents.ts';
import { claudeCalledTool } from '../claude/called-tool.ts';
import { configDirIn } from '../environment.ts';
import type { EffectsPorts } from './effects.ts';

/** Records that are asked here, whole; those of other agents are asked through their adapter, for this run alone. */
const RECORDS: Readonly<Partial<Record<AgentKind, (path: string) => Promise<boolean>>>> = { claude: claudeCalledTool };

/** Asks the agents' own files. */
export function historyOnDisk({ env, home }: { readonly env: Env; readonly home: string }): EffectsPorts {
  const folder = ({ account }: RunTarget): Promise<string | null> => {
    const configDir = configDirIn(account.agent, agentEnv(account, undefined, env).env, home);
    return realpath(join(configDir, AGENTS[account.agent].transcripts)).catch(() => null);
  };
  return {
    recordedCalls: async (attempt) => ((await recordShowsTool(attempt)) ? 'any' : 'none'),
    async sharesHistory(from, to) {
      if (from.account.agent !== to.account.agent) return false;
      if (!AGENTS[to.account.agent].resumes) return false;
      if (from.account.id === to.account.id) return true;
      const [there, here] = await Promise.all([folder(from), folder(to)]);
      return there !== null && there === here;
    },
  };
}

async function recordShowsTool({ target, transcriptPath, startedAt }: RunAttempt): Promise<boolean> {
  if (transcriptPath === null) return true;
  const { agent } = target.account;
  const read = RECORDS[agent];
  if (read !== undefined) return read(transcriptPath).catch(() => true);
  const question = { transcriptPath, since: startedAt, now: startedAt, failure: null };
  return (await findAdapter(agent)?.afterRun?.(question))?.effects !== 'none';
}
