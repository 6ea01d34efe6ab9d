import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { agentEnv, AGENTS, type Env, type RunAttempt, type RunTarget } from '@ccx/contracts';
import { adapterOf } from '../agents.ts';
import { createSessionCarrier } from '../carry/carry-session.ts';
import { configDirIn } from '../environment.ts';
import type { EffectsPorts, RecordedCalls } from './effects.ts';

/** Asks the agents' own files. */
export function historyOnDisk({ env, home }: { readonly env: Env; readonly home: string }): EffectsPorts {
  const folder = ({ account }: RunTarget): Promise<string | null> => {
    const configDir = configDirIn(account.agent, agentEnv(account, undefined, env).env, home);
    return realpath(join(configDir, AGENTS[account.agent].transcripts)).catch(() => null);
  };
  const carrier = createSessionCarrier({ env, home });
  return {
    recordedCalls,
    carrySession: (move) => carrier.carry(move),
    async sharesHistory(from, to) {
      if (from.account.agent !== to.account.agent) return false;
      if (!AGENTS[to.account.agent].resumes) return false;
      if (from.account.id === to.account.id) return true;
      const [there, here] = await Promise.all([folder(from), folder(to)]);
      return there !== null && there === here;
    },
  };
}

async function recordedCalls({ target, transcriptPath, startedAt }: RunAttempt): Promise<RecordedCalls> {
  if (transcriptPath === null) return 'any';
  const { recordTools, readOnlyTools } = adapterOf(target.account.agent);
  const tools = await recordTools(transcriptPath, startedAt);
  if (tools === null) return 'any';
  if (tools.length === 0) return 'none';
  return tools.every((tool) => readOnlyTools.has(tool)) ? 'reads' : 'any';
}
