import type { AgentKind, QuotaSource } from '@ccx/contracts';
import { claudeControlSource } from './claude/control.ts';
import { claudePtySource, claudeTmuxSource } from './claude/pty.ts';
import { claudePrintSource } from './claude/print.ts';
import { codexRpcSource } from './codex/app-server.ts';
import { codexLogSource } from './codex/log.ts';
import { codexPtySource } from './codex/pty.ts';
import { geminiLogSource } from './gemini/log.ts';
import { geminiPtySource } from './gemini/pty.ts';
import type { SourceOptions } from './source-options.ts';

type MakeSource = (options: SourceOptions) => QuotaSource;

/** Each agent's sources, from cheap to dear. One folder per agent, one line here. */
export const SOURCES: Readonly<Record<AgentKind, readonly MakeSource[]>> = {
  claude: [claudeControlSource, claudePrintSource, claudePtySource],
  codex: [codexLogSource, codexRpcSource, codexPtySource],
  gemini: [geminiLogSource, geminiPtySource],
};

/** On no ladder, only where they are named: to find out whether a fault is the terminal's or the CLI's. */
export const DIAGNOSTIC_SOURCES: Readonly<Record<AgentKind, readonly MakeSource[]>> = {
  claude: [claudeTmuxSource],
  codex: [],
  gemini: [],
};
