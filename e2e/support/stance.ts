import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_KINDS, AGENTS } from '@ccx/contracts';
import type { Finished } from './program.ts';
import { startProgram } from './program.ts';
import type { TracedCall } from './system-trace.ts';
import { readTrace, traceArguments } from './system-trace.ts';
import type { World } from './world.ts';

/** Why tests of this kind are skipped. */
export const NO_TRACE: string =
  'strace is missing or may not trace; the FIFOs of stance.test.ts stand in for the files, nothing for the network';

/** Runs Node with these arguments under strace, to its end. */
export async function traced(
  { home, env }: Pick<World, 'home' | 'env'>,
  args: readonly string[],
): Promise<{ readonly end: Finished; readonly calls: readonly TracedCall[] }> {
  const file = join(home.tmp, 'trace');
  const [strace = '', ...options] = traceArguments(file);
  const program = startProgram(strace, [...options, process.execPath, ...args], {
    env,
    cwd: home.cwd,
    deadlineMs: 80_000,
  });
  const end = await program.ended;
  return { end, calls: readTrace(readFileSync(file, 'utf8')) };
}

const CREDENTIAL_FILES: readonly string[] = AGENT_KINDS.map((kind) => AGENTS[kind].credentialFile);

/** Whether a path is a vendor's credential file, or the token by which its sessions know each other. */
function isCredentialFile(path: string): boolean {
  return CREDENTIAL_FILES.some((name) => path.endsWith(`/${name}`)) || /\/sessions\/[^/]*\.key$/.test(path);
}

/** What broke the stance: a credential file that we opened, a host outside this machine that we asked for. */
export function violations(calls: readonly TracedCall[]): readonly string[] {
  return calls
    .filter(({ side }) => side === 'ours')
    .filter(({ call, target }) => (call === 'open' ? isCredentialFile(target) : !isLoopback(target)))
    .map(({ pid, call, target }) => `${pid} ${call} ${target}`);
}

function isLoopback(address: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+):\d+$/.test(address);
}
