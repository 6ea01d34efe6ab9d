import type { Terminal } from '../render/terminal.ts';

/** What a command is given beside its own words. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** What stands behind `--`: it belongs to the agent. */
  readonly agentArgs: readonly string[];
}
