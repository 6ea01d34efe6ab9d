import { AGENTS, type AgentKind } from '@ccx/contracts';
import type { AgentAdapter } from './agent-adapter.ts';
import { supportedOptions } from './argument-table.ts';
import type { Program } from './binary.ts';
import { installedVersion } from './installed-version.ts';
import type { PromptMode } from './runner-options.ts';

/** Whether an agent could be started, from the file system alone. */
export interface Health {
  readonly agent: AgentKind;
  readonly ok: boolean;
  /** Absolute path of the program, `null` where none was found. */
  readonly binary: string | null;
  /** One sentence for a person. */
  readonly detail: string;
}

/** What this runner would start for an agent, and how. */
export interface Info {
  readonly agent: AgentKind;
  readonly title: string;
  readonly binary: string | null;
  /** From the package beside the program; `null` where there is none. Nothing is started for it. */
  readonly version: string | null;
  /** The arguments that every run begins with. */
  readonly baseArgs: readonly string[];
  readonly promptMode: PromptMode;
  /** Options of a request for which the agent has an equivalent. */
  readonly options: readonly string[];
}

export function healthOf(agent: AgentKind, program: Program | null): Health {
  const { title, npmPackage } = AGENTS[agent];
  if (program !== null) return { agent, ok: true, binary: program.file, detail: `${title} is at ${program.file}.` };
  return { agent, ok: false, binary: null, detail: `${title} is not installed (npm install -g ${npmPackage}).` };
}

export async function infoOf(
  adapter: AgentAdapter,
  program: Program | null,
  about: { readonly baseArgs: readonly string[] | undefined; readonly promptMode: PromptMode },
): Promise<Info> {
  return {
    agent: adapter.agent,
    title: AGENTS[adapter.agent].title,
    binary: program?.file ?? null,
    version: program === null ? null : await installedVersion(program.file, AGENTS[adapter.agent].npmPackage),
    baseArgs: [...(program?.args ?? []), ...(adapter.leadingArgs ?? []), ...(about.baseArgs ?? adapter.streamArgs)],
    promptMode: about.promptMode,
    options: supportedOptions(adapter.table),
  };
}
