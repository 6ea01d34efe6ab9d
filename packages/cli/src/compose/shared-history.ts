import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { AGENTS, type Account } from '@ccx/contracts';

/** Whether two of these accounts keep their transcripts in one folder. */
export function shareHistory(accounts: readonly Account[], home: string): boolean {
  const folders = accounts.map(({ agent, configDir }) => {
    const { defaultConfigDir, transcripts } = AGENTS[agent];
    return realPath(join(configDir ?? join(home, defaultConfigDir), transcripts));
  });
  const there = folders.filter((folder) => folder !== null);
  return new Set(there).size < there.length;
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
