import { accessSync, constants } from 'node:fs';
import type { Profile } from '@ccx/contracts';
import { listTranscripts, type Obstacle } from '@ccx/usage';

/** A place that may hold calls and cannot be read. */
export interface UsageObstacle {
  readonly path: string;
  readonly is: Obstacle;
}

/** What stands in the way of reading the transcripts of these accounts now, each place once. */
export function usageObstacles(accounts: readonly Profile[], home: string): readonly UsageObstacle[] {
  const found = accounts.flatMap(({ agent, configDir, id }) => {
    const { files, obstacles } = listTranscripts({ agent, configDir, id }, { home });
    const locked = files.filter((path) => !isReadable(path));
    return [...obstacles, ...locked.map((path) => ({ path, is: 'unreadable' as const }))];
  });
  return [...new Map(found.map((one) => [one.path, one])).values()];
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
