import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AGENTS, type AgentKind } from '@ccx/contracts';
import { codeOf } from './error-code.ts';
import { SIGNS } from './signs.ts';

/** What a folder shows from outside. */
export interface Look {
  /** What was found of the agent's, as {@link SIGNS} writes it. */
  readonly found: readonly string[];
  /** Whether that proves a config dir. */
  readonly proved: boolean;
  readonly hasLogin: boolean;
  /** Why nothing can be said; `null` where it can. */
  readonly problem: string | null;
}

/** A fixed number of questions to the file system, however much the folder holds; no file is opened. */
export async function lookAt(agent: AgentKind, configDir: string): Promise<Look> {
  const { credentialFile, transcripts } = AGENTS[agent];
  const proofs = [credentialFile, `${transcripts}/`, ...SIGNS[agent].proofs];
  const { hints } = SIGNS[agent];
  try {
    if (!(await stat(configDir)).isDirectory()) return nothing('is no folder');
    const all = [...proofs, ...hints];
    const there = await Promise.all(all.map((path) => isThere(configDir, path)));
    const found = all.filter((_, index) => there[index]);
    return {
      found,
      proved: found.some((path) => proofs.includes(path)) || found.length > 1,
      hasLogin: found.includes(credentialFile),
      problem: null,
    };
  } catch (error) {
    return nothing(isMissing(error) ? 'is not there' : `cannot be looked into (${codeOf(error)})`);
  }
}

async function isThere(configDir: string, path: string): Promise<boolean> {
  try {
    const found = await stat(join(configDir, path));
    return path.endsWith('/') ? found.isDirectory() : found.isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function nothing(problem: string): Look {
  return { found: [], proved: false, hasLogin: false, problem };
}

/** A link in a circle leads nowhere too. */
function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error));
}
