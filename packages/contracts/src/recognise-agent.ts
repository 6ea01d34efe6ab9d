import { AGENT_KINDS, AGENTS, type AgentKind } from './agent.ts';

/** Which agent's CLI a process runs, and what it was told. */
export interface RecognisedAgent {
  readonly agent: AgentKind;
  /** Without the CLI's own name. */
  readonly args: readonly string[];
}

const INTERPRETERS = ['node', 'nodejs', 'bun', 'deno'];
/** What npm adds to the names of programs and scripts: `claude.exe` also on Linux, `gemini.js`. */
const ENDING = /\.(?:exe|c?js|mjs)$/;

/**
 * Which agent's CLI was started with this command line; `null` for everything else. A CLI is known by its own name,
 * or, behind an interpreter, by the name of its script or by its npm package. Seen on Linux with Claude Code 2.1.329
 * (`…/bin/claude.exe`), Codex 0.169.0 (`…/codex`) and Gemini CLI 0.61.0 (`node …/gemini.js`) on 2026-11-21.
 */
export function recogniseAgent(commandLine: readonly string[]): RecognisedAgent | null {
  const [program = '', ...rest] = commandLine;
  if (!INTERPRETERS.includes(nameOf(program))) return found(agentCalled(nameOf(program)), rest);
  const script = rest.findIndex((arg) => !arg.startsWith('-'));
  const own = found(agentCalled(nameOf(rest[script] ?? '')), rest.slice(script + 1));
  if (own !== null) return own;
  const at = rest.findIndex((arg) => agentOfPackage(arg) !== null);
  return found(agentOfPackage(rest[at] ?? ''), rest.slice(at + 1));
}

function found(agent: AgentKind | null, args: readonly string[]): RecognisedAgent | null {
  return agent === null ? null : { agent, args };
}

function agentCalled(name: string): AgentKind | null {
  return AGENT_KINDS.find((kind) => AGENTS[kind].binaries.includes(name)) ?? null;
}

function agentOfPackage(path: string): AgentKind | null {
  return AGENT_KINDS.find((kind) => path.includes(`/node_modules/${AGENTS[kind].npmPackage}/`)) ?? null;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(ENDING, '');
}
