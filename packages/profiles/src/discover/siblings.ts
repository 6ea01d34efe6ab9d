import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { AGENT_KINDS, AGENTS, type AgentKind, type Env } from '@ccx/contracts';
import type { SkippedFolder } from './discovery.ts';
import { codeOf } from './error-code.ts';

/** Of one agent in one folder; more is no person's accounts. */
const MOST = 200;

/** A folder whose name says that it may be, or hold, a config dir of this agent. */
export interface Sibling {
  readonly agent: AgentKind;
  /** As it was found. */
  readonly path: string;
}

export interface Siblings {
  readonly siblings: readonly Sibling[];
  readonly skipped: readonly SkippedFolder[];
}

/**
 * The folders named as an agent's default place and more: `~/.claude-work`, and in `XDG_CONFIG_HOME` (default `~/.config`)
 * also without the dot. Files are not spoken of: `~/.claude.json` is one in every home.
 */
export async function siblingsIn(home: string, env: Env): Promise<Siblings> {
  const named = env['XDG_CONFIG_HOME'] ?? '';
  const atHome = await foldersOf(home);
  const atConfig = await foldersOf(isAbsolute(named) ? named : join(home, '.config'));
  const parts = AGENT_KINDS.flatMap((agent) => {
    const dotted = AGENTS[agent].defaultConfigDir;
    const bare = dotted.replace(/^\./, '');
    return [
      bounded(agent, atHome, (name) => name.startsWith(dotted)),
      bounded(agent, atConfig, (name) => name.startsWith(dotted) || name.startsWith(bare)),
    ];
  });
  return {
    siblings: parts.flatMap(({ siblings }) => siblings),
    skipped: [atHome, atConfig, ...parts].flatMap(({ skipped }) => skipped),
  };
}

interface Folders {
  readonly parent: string;
  readonly names: readonly string[];
  readonly skipped: readonly SkippedFolder[];
}

async function foldersOf(parent: string): Promise<Folders> {
  try {
    const entries = await readdir(parent, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
    return { parent, names: folders.map(({ name }) => name).toSorted(), skipped: [] };
  } catch (error) {
    const code = codeOf(error);
    return {
      parent,
      names: [],
      skipped: code === 'ENOENT' ? [] : [{ path: parent, reason: `cannot be read (${code})` }],
    };
  }
}

function bounded(agent: AgentKind, { parent, names }: Folders, matches: (name: string) => boolean): Siblings {
  const matching = names.filter(matches);
  const rest = matching.length - MOST;
  const reason = `${rest} more folders named like ${join(parent, AGENTS[agent].defaultConfigDir)} were not looked at`;
  return {
    siblings: matching.slice(0, MOST).map((name) => ({ agent, path: join(parent, name) })),
    skipped: rest > 0 ? [{ path: parent, reason }] : [],
  };
}
