import { AGENTS, CcxError, type AgentKind, type Env } from '@ccx/contracts';
import { findExecutable } from '@ccx/contracts/host';
import type { Binary } from './runner-options.ts';

/** A program that was found. */
export interface Program {
  readonly file: string;
  /** Come before all other arguments. */
  readonly args: readonly string[];
}

/** The program of an agent, `null` where there is none. Starts nothing. */
export async function findProgram(agent: AgentKind, binary: Binary | undefined, env: Env): Promise<Program | null> {
  const wanted = typeof binary === 'object' ? binary : { file: binary, args: [] };
  const names = wanted.file === undefined ? AGENTS[agent].binaries : [wanted.file];
  const file = await findExecutable(names, { env });
  return file === null ? null : { file, args: wanted.args };
}

/** @throws {CcxError} `agent_missing`, with the command that installs it */
export async function requireProgram(agent: AgentKind, binary: Binary | undefined, env: Env): Promise<Program> {
  const program = await findProgram(agent, binary, env);
  if (program !== null) return program;
  const { title, binaries, npmPackage } = AGENTS[agent];
  if (binary === undefined) {
    throw new CcxError('agent_missing', `${title} is not installed: no "${binaries.join('" or "')}" on the PATH.`, {
      hint: `npm install -g ${npmPackage}`,
    });
  }
  const file = typeof binary === 'object' ? binary.file : binary;
  throw new CcxError('agent_missing', `The program for ${title} is "${file}", which is no file that can be run.`, {
    hint: `npm install -g ${npmPackage}`,
  });
}
