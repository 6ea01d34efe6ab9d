import type { AgentProcess, ProcessRow, ProcessView } from '../src/processes/process-view.ts';

/** What a test says of the processes; all else is not there. */
export interface FakeProcesses {
  readonly rows?: readonly (Partial<ProcessRow> & Pick<ProcessRow, 'pid' | 'startedAt'>)[];
  readonly agents?: readonly (Partial<AgentProcess> & Pick<AgentProcess, 'pid' | 'startedAt' | 'agent'>)[];
  readonly hidden?: readonly number[];
  readonly variables?: Readonly<Record<number, Readonly<Record<string, string>>>>;
  readonly folders?: Readonly<Record<number, string>>;
  readonly openFiles?: Readonly<Record<number, readonly string[]>>;
  readonly foreign?: readonly string[];
}

export const DOMAIN = 'linux:test-boot:4026531836:4026531834:-';

/** The processes that a test makes up; agents are rows too. */
export function fakeView(of: FakeProcesses = {}): ProcessView {
  const whole = (row: Partial<ProcessRow> & Pick<ProcessRow, 'pid' | 'startedAt'>): ProcessRow => ({
    parent: 1,
    state: 'alive',
    terminal: true,
    ...row,
  });
  const agents = (of.agents ?? []).map((one): AgentProcess => ({ args: [], ...one, ...whole(one) }));
  const rows = new Map([...(of.rows ?? []).map(whole), ...agents].map((row) => [row.pid, row]));
  return {
    domain: DOMAIN,
    find: (pid) => (of.hidden?.includes(pid) ? 'hidden' : (rows.get(pid) ?? null)),
    list: () => [...rows.values()],
    agents: () => agents,
    variables: ({ pid, startedAt }) => (rows.get(pid)?.startedAt === startedAt ? (of.variables?.[pid] ?? {}) : null),
    folder: ({ pid }) => of.folders?.[pid] ?? null,
    openFiles: ({ pid }) => of.openFiles?.[pid] ?? [],
    memoryBytes: () => null,
    cpuMs: () => null,
    startedMs: () => null,
    isForeign: (pidDomain) => of.foreign?.includes(pidDomain) === true,
  };
}
