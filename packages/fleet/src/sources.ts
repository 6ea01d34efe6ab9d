import { claudeSource } from './claude/source.ts';
import { codexSource } from './codex/source.ts';
import { geminiSource } from './gemini/source.ts';
import type { AgentProcess } from './processes/process-view.ts';
import type { FleetSource } from './source.ts';

/** One per agent; a fourth agent is a row here and a folder. */
export const FLEET_SOURCES: readonly FleetSource[] = [claudeSource, codexSource, geminiSource];

/** Whether a process serves the sessions of its agent in the background. */
export function isServer({ agent, args }: Pick<AgentProcess, 'agent' | 'args'>): boolean {
  return FLEET_SOURCES.find((source) => source.agent === agent)?.serves?.(args) === true;
}
