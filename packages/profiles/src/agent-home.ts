import type { LiveSession } from './live/live-session.ts';

/** What a person may make for one agent and want in several accounts. */
export type LinkItem = 'settings' | 'skills' | 'commands' | 'agents' | 'keybindings' | 'memory';

export const LINK_ITEMS: readonly LinkItem[] = ['settings', 'skills', 'commands', 'agents', 'keybindings', 'memory'];

/**
 * What differs from agent to agent in a config dir, beyond the names and places of `AGENTS`. One folder per agent.
 * Credentials, `.claude.json`, peer keys and locks are nobody's item: they belong to one login, or to one process.
 */
export interface AgentHome {
  /** Below the config dir, one name each. An absent item is one that the agent does not read from there. */
  readonly items: Readonly<Partial<Record<LinkItem, string>>>;
  /**
   * Sessions that files in this config dir tell of, for an agent that keeps such files: more than its processes show,
   * and also those in other pid namespaces. Absent: it keeps none.
   *
   * @throws {CcxError} `io_failed` where the files cannot be read: that nobody lives must be known
   */
  readonly sessionsOnRecord?: (configDir: string) => Promise<readonly LiveSession[]>;
  /** Whether the CLI with these arguments, its own name left out, serves other processes in the background. */
  readonly isDaemon: (args: readonly string[]) => boolean;
  /** What a person types to end such a process; `null` where there is none. */
  readonly stopDaemon: string | null;
}
