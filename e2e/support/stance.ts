import { AGENT_KINDS, AGENTS } from '@ccx/contracts';
import type { TracedCall } from './system-trace.ts';

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
