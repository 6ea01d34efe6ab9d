import type { AgentHome } from '../agent-home.ts';

/** Gemini CLI 0.61.0 (2026-11-21). It writes its settings through a link and leaves the link in place. */
export const geminiHome: AgentHome = {
  items: {
    settings: 'settings.json',
    skills: 'skills',
    commands: 'commands',
    agents: 'agents',
    keybindings: 'keybindings.json',
    memory: 'GEMINI.md',
  },
  isDaemon: () => false,
  stopDaemon: null,
};
