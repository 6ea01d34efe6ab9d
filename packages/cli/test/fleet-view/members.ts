import type { FleetMember, FleetState } from '@ccx/contracts';

export const NOW = '2026-11-21T14:00:00.000Z';

export function ago(seconds: number): string {
  return new Date(Date.parse(NOW) - seconds * 1000).toISOString();
}

export function state(is: FleetState['is'], more: Partial<FleetState> = {}): FleetState {
  return { is, why: '', source: 'vendor', since: ago(240), until: null, observedAt: ago(240), ...more };
}

/** A session of which most is unknown. */
export function member(pid: number, more: Partial<FleetMember> = {}): FleetMember {
  return {
    process: { pid, startedAt: `${pid}00`, domain: 'test' },
    alive: true,
    account: { agent: 'claude', configDir: null, id: 'claude:default' },
    agent: 'claude',
    sessionId: `7d54a799-0000-4000-8000-${String(pid).padStart(12, '0')}`,
    name: `agent-${pid}`,
    cwd: `/home/ada/work/project-${pid}`,
    status: 'idle',
    state: state('idle'),
    startedAt: ago(7800),
    updatedAt: ago(240),
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
    entrypoint: 'cli',
    version: '2.1.329',
    extras: {},
    ...more,
  };
}

/** A session in which only what a test is about is told. */
export function unknownMember({
  pid = 4711,
  ...told
}: Partial<FleetMember> & { readonly pid?: number } = {}): FleetMember {
  const silent = { sessionId: null, name: null, cwd: null, status: null, startedAt: null, updatedAt: null };
  return member(pid, { ...silent, entrypoint: null, version: null, ...told });
}

/** The four of the sketch. */
export const FOUR: readonly FleetMember[] = [
  member(1, {
    name: 'fix-login',
    cwd: '/home/ada/shop',
    state: state('waiting', {
      why: 'permission: Bash',
      others: [{ is: 'busy', why: 'Bash was called', source: 'transcript', observedAt: ago(240) }],
    }),
    tmux: { socket: '/tmp/tmux', paneId: '%3', window: null },
    contextPercent: 61,
    goal: 'log in again after the session has expired',
    phase: 'tests',
    dodContract: 'all tests pass',
    dodStatus: '3 of 4',
    extras: {
      gitBranch: 'fix/login',
      costUsd: 1.2,
      tokens: 1_200_000,
      model: 'claude-opus-5-5',
      cpuPercent: 12,
      memoryBytes: 310e6,
    },
  }),
  member(2, {
    name: 'docs',
    cwd: '/home/ada/ccx',
    state: state('busy', { since: ago(40), why: 'works' }),
    contextPercent: 22,
    extras: { gitBranch: 'main', costUsd: 0.31, subagents: 2 },
  }),
  member(3, { name: null, cwd: '/home/ada/api', agent: 'codex', state: state('busy', { since: ago(120) }) }),
  member(4, { name: 'notes', cwd: '/home/ada/notes', state: state('idle', { since: ago(3600) }), contextPercent: 8 }),
];
