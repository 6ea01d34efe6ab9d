import type { AgentKind } from '@ccx/contracts';
import { claudeSigns } from './claude.ts';
import { codexSigns } from './codex.ts';
import { geminiSigns } from './gemini.ts';

/**
 * By what a config dir of an agent is known, beside its transcripts and its credential file, which `AGENTS` names. Paths
 * are relative to the config dir; one with `/` at its end is a folder. They are looked for and never opened.
 */
export interface Signs {
  /** Only this agent writes it: one is proof. */
  readonly proofs: readonly string[];
  /** Other programs have such a thing too: two are proof. */
  readonly hints: readonly string[];
}

/** One file per agent, one line here. */
export const SIGNS: Readonly<Record<AgentKind, Signs>> = {
  claude: claudeSigns,
  codex: codexSigns,
  gemini: geminiSigns,
};
