import { join, relative } from 'node:path';
import { agentEnv, AGENTS, type Env, type RunTarget } from '@ccx/contracts';
import { adapterOf } from '../agents.ts';
import { configDirIn } from '../environment.ts';
import { compareCopy, placeCopy, type Copy } from './copy-record.ts';

/** A session that is to go on on another account. */
export interface SessionMove {
  readonly sessionId: string;
  readonly from: RunTarget;
  readonly to: RunTarget;
  /** Where its agent worked. */
  readonly cwd: string;
}

/** Brings one session's own record to another account; answers why that is not so, as a clause for a person, or `null`. */
export interface SessionCarrier {
  /** Whether the record could be copied now. Changes nothing. */
  check(move: SessionMove): Promise<string | null>;
  /** Copies what is missing there. An earlier version of ours is replaced, a different file never. */
  carry(move: SessionMove): Promise<string | null>;
}

/**
 * Carries sessions between the config dirs of this machine: transcripts and what belongs to them, never settings, never
 * a login. That the other account's agent takes the session is proved by nothing but its resuming it.
 */
export function createSessionCarrier({ env, home }: { readonly env: Env; readonly home: string }): SessionCarrier {
  const configDirOf = ({ account }: RunTarget): string =>
    configDirIn(account.agent, agentEnv(account, undefined, env).env, home);

  async function forEachFile(
    move: SessionMove,
    look: (file: string, copy: string) => Promise<Copy>,
  ): Promise<string | null> {
    const { sessionId, from, to, cwd } = move;
    const { agent } = from.account;
    if (agent !== to.account.agent || !AGENTS[agent].resumes) return unreachable(sessionId);
    const { transcripts } = AGENTS[agent];
    try {
      const adapter = adapterOf(agent);
      const configDir = configDirOf(from);
      const path = await adapter.transcript({ configDir, cwd, sessionId });
      if (path === null) return `session ${sessionId} has no record that could be carried over`;
      // The transcript last: it is what makes a session one that can be resumed.
      for (const file of [...((await adapter.recordFiles?.(path)) ?? []), path]) {
        const copy = join(configDirOf(to), transcripts, relative(join(configDir, transcripts), file));
        if ((await look(file, copy)) === 'other') return `${copy} is another record than that of session ${sessionId}`;
      }
      return null;
    } catch (error) {
      return `session ${sessionId} could not be carried over: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  return {
    check: (move) => forEachFile(move, compareCopy),
    // All of it is looked at before any of it is written.
    carry: async (move) => (await forEachFile(move, compareCopy)) ?? forEachFile(move, placeCopy),
  };
}

/** Why a session cannot go on elsewhere where nothing is carried. */
export function unreachable(sessionId: string): string {
  return `the history of session ${sessionId} cannot be reached there`;
}
