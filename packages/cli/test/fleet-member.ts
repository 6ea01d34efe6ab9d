import type { FleetMember } from '@ccx/contracts';

/** A member in which only what a test is about is told. */
export function fleetMember(of: Partial<FleetMember> & { readonly pid?: number } = {}): FleetMember {
  const { pid = 4711, ...fields } = of;
  return {
    process: { pid, startedAt: String(pid), domain: 'linux:test' },
    alive: true,
    account: { agent: 'claude', configDir: null, id: 'claude:default' },
    agent: 'claude',
    sessionId: null,
    name: null,
    cwd: null,
    status: null,
    state: { is: 'idle', why: 'has nothing to do', source: 'vendor', since: null, until: null },
    startedAt: null,
    updatedAt: null,
    kittyPid: null,
    tmux: null,
    goal: '',
    phase: '',
    emojis: '',
    dodContract: '',
    dodStatus: '',
    role: '',
    contextPercent: null,
    target: '',
    rename: '',
    entrypoint: null,
    version: null,
    extras: {},
    ...fields,
  };
}
