import type { FleetMember } from '@ccx/contracts';
import { DOMAIN } from './fake-view.ts';

/** A member in which only what a test is about is told. */
export function makeMember(of: Partial<FleetMember> & { readonly pid?: number } = {}): FleetMember {
  const { pid = 1, ...fields } = of;
  return {
    process: { pid, startedAt: String(pid * 10), domain: DOMAIN },
    alive: true,
    account: null,
    agent: 'claude',
    sessionId: null,
    name: null,
    cwd: null,
    status: null,
    state: { is: 'idle', why: '', source: 'vendor', since: null, until: null },
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
