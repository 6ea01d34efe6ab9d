import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { agentEnv, AGENTS, type Env, type RunAttempt, type RunTarget } from '@ccx/contracts';
import { findAdapter } from '../agents.ts';
import { claudeCalledTool } from '../claude/called-tool.ts';
import { configDirIn } from '../environment.ts';
import type { EffectsPorts } from './effects.ts';

/** One line per agent whose record tells; without one every run counts as one that called a tool. */
const RECORDS: Readonly<Partial<Record<string, (path: string) => Promise<boolean>>>> = { claude: claudeCalledTool };

/** Asks the agents' own files. */
export function historyOnDisk({ env, home }: { readonly env: Env; readonly home: string }): EffectsPorts {
  const folder = ({ account }: RunTarget): Promise<string | null> => {
    const configDir = configDirIn(account.agent, agentEnv(account, undefined, env).env, home);
    return realpath(join(configDir, AGENTS[account.agent].transcripts)).catch(() => null);
  };
  return {
    recordShowsTool: (attempt) => recordShowsTool(attempt),
    async sharesHistory(from, to) {
      if (from.account.agent !== to.account.agent) return false;
      if (findAdapter(to.account.agent)?.table.session === null) return false;
      if (from.account.id === to.account.id) return true;
      const [there, here] = await Promise.all([folder(from), folder(to)]);
      return there !== null && there === here;
    },
  };
}

async function recordShowsTool({ target, transcriptPath }: RunAttempt): Promise<boolean> {
  const read = RECORDS[target.account.agent];
  if (read === undefined || transcriptPath === null) return true;
  return read(transcriptPath).catch(() => true);
}
