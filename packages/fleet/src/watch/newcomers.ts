import { readdirSync, readFileSync } from 'node:fs';
import { recogniseAgent } from '@ccx/contracts';

/** Agents that have begun since the last question. Only Linux tells of processes without starting one. */
export interface Newcomers {
  haveCome(): boolean;
}

/**
 * Looks at processes that were not there before, and once more at the next question: a program is seen a moment before
 * it becomes the agent.
 */
export function watchNewcomers(root = '/proc'): Newcomers {
  let known: ReadonlySet<string> = new Set(pidsIn(root));
  let young: readonly string[] = [];
  return {
    haveCome() {
      const now = pidsIn(root);
      const fresh = now.filter((pid) => !known.has(pid));
      const agents = [...young, ...fresh].filter((pid) => isAgent(`${root}/${pid}/cmdline`));
      known = new Set(now);
      young = fresh.filter((pid) => !agents.includes(pid));
      return agents.length > 0;
    },
  };
}

function isAgent(path: string): boolean {
  try {
    const words = readFileSync(path, 'utf8').split('\0');
    return recogniseAgent(words.filter((word) => word !== '')) !== null;
  } catch {
    return false;
  }
}

function pidsIn(root: string): readonly string[] {
  try {
    return readdirSync(root).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
