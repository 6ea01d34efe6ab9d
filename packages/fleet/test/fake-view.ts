import type { AgentProcess, ProcessRow, ProcessView } from '../src/processes/process-view.ts';

type Given<T extends ProcessRow> = Partial<T> & Pick<ProcessRow, 'pid'>;

/** What a machine shows; all by pid. */
export interface FakeMachine {
  readonly rows?: readonly Given<ProcessRow>[];
  readonly agents?: readonly (Given<AgentProcess> & Pick<AgentProcess, 'agent'>)[];
  /** Pids that this user may not look at. */
  readonly hidden?: readonly number[];
  readonly variables?: Readonly<Record<number, Readonly<Record<string, string>> | null>>;
  readonly folders?: Readonly<Record<number, string | null>>;
  readonly openFiles?: Readonly<Record<number, readonly string[]>>;
  /** Pids that take in the orphans of others. */
  readonly adopting?: readonly number[];
  /** Vendors' names of other pid namespaces. */
  readonly foreign?: readonly string[];
}

export const DOMAIN = 'linux:test-boot:4026531836:4026531834:-';

const ROW: Omit<ProcessRow, 'pid'> = { parent: 1, startedAt: '0', state: 'alive', terminal: true };

/** A machine made up for a test. Starts are in milliseconds since 1970, '' is unknown; what is not given is not known. */
export function fakeView(machine: FakeMachine = {}): ProcessView {
  const { hidden = [], variables = {}, folders = {}, openFiles = {}, foreign = [], adopting = [] } = machine;
  const processes = (machine.agents ?? []).map((one): AgentProcess => ({ ...ROW, args: [], ...one }));
  const all = [...(machine.rows ?? []).map((row): ProcessRow => ({ ...ROW, ...row })), ...processes];
  const find = (pid: number): ProcessRow | 'hidden' | null =>
    hidden.includes(pid) ? 'hidden' : (all.find((row) => row.pid === pid) ?? null);
  return {
    domain: DOMAIN,
    find,
    list: () => all,
    agents: () => processes,
    variables: ({ pid, startedAt }) =>
      all.some((row) => row.pid === pid && row.startedAt === startedAt) ? (variables[pid] ?? null) : null,
    folder: ({ pid }) => folders[pid] ?? null,
    adopts: ({ pid }) => adopting.includes(pid),
    openFiles: ({ pid }) => openFiles[pid] ?? [],
    memoryBytes: () => null,
    cpuMs: () => null,
    startedMs: ({ startedAt }) => (startedAt === '' ? null : Number(startedAt)),
    isForeign: (pidDomain) => foreign.includes(pidDomain),
  };
}
