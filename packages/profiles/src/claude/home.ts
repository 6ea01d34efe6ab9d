import type { AgentHome } from '../agent-home.ts';
import { claudeSessions } from './sessions.ts';

/**
 * Claude Code 2.1.329 (2026-11-21). It writes its settings through a link and leaves the link in place. What
 * `--resume` needs of a session lies below `projects/`; `history.jsonl` holds only what was typed.
 */
export const claudeHome: AgentHome = {
  items: {
    settings: 'settings.json',
    skills: 'skills',
    commands: 'commands',
    agents: 'agents',
    keybindings: 'keybindings.json',
    memory: 'CLAUDE.md',
  },
  sessionsOnRecord: claudeSessions,
  isDaemon: () => false,
  stopDaemon: null,
};
