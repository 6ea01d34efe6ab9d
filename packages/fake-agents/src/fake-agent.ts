import { fileURLToPath } from 'node:url';

/** The agents that have a scripted stand-in. */
export type FakeAgentKind = 'claude' | 'codex' | 'gemini';

/** A command that can be spawned. */
export interface FakeAgentCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * The absolute path of a stand-in's executable, to be spawned directly or put in the place of the vendor's binary. It
 * needs a `node` of version 22.18 or newer on the PATH; `fakeAgentCommand` needs none.
 *
 * @example
 * fakeAgentPath('claude'); // '/…/node_modules/@ccx/fake-agents/dist/bin/fake-claude.js'
 */
export function fakeAgentPath(agent: FakeAgentKind): string {
  const here = import.meta.url;
  const extension = here.endsWith('.ts') ? 'mjs' : 'js';
  return fileURLToPath(new URL(`./bin/fake-${agent}.${extension}`, here));
}

/**
 * The same stand-in, run by the Node that runs the caller, whatever the PATH says.
 *
 * @example
 * const { file, args } = fakeAgentCommand('claude');
 * spawn(file, [...args, '-p', 'hi']);
 */
export function fakeAgentCommand(agent: FakeAgentKind): FakeAgentCommand {
  return { file: process.execPath, args: [fakeAgentPath(agent)] };
}
