import type { AgentHome } from '../agent-home.ts';

/** Subcommands that serve other processes; a TUI starts the first by itself, and it outlives the TUI. */
const SERVERS: readonly string[] = ['app-server', 'exec-server', 'mcp-server', 'remote-control'];

/**
 * Codex 0.169.0 (2026-11-21). It writes its settings through a link and leaves the link in place. It opens no
 * `prompts/` any more, and its key bindings are part of its settings (`tui.keymap`).
 */
export const codexHome: AgentHome = {
  items: { settings: 'config.toml', skills: 'skills', agents: 'agents', memory: 'AGENTS.md' },
  isDaemon: (args) => args.some((arg) => SERVERS.includes(arg)),
  stopDaemon: 'codex app-server daemon stop',
};
