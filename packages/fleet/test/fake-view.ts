import type { AgentProcess, ProcessRow, ProcessView } from '../src/processes/process-view.ts';

type Given<T extends ProcessRow> = Partial<T> & Pick<ProcessRow, 'pid'>;

/** What a machine shows; all by pid. */
export interface FakeMachine {
  readonly rows?: readonly Given<ProcessRow>[];
  readonly agents?: readonly (Given<AgentProcess> & Pick<AgentProcess, 'agent' | 'args'>)[];
  readonly variables?: Readonly<Record<number, Readonly<Record<string, string>> | null>>;
  readonly folders?: Readonly<Record<number, string | null>>;
  readonly openFiles?: Readonly<Record<number, readonly string[]>>;
}

const ROW: Omit<ProcessRow, 'pid'> = { parent: 1, startedAt: '0', state: 'alive', terminal: true };

/** A machine made up for a test. Starts are in milliseconds since 1970, '' is unknown; what is not given is not known. */
export function fakeView({
  rows = [],
  agents = [],
  variables = {},
  folders = {},
  openFiles = {},
}: FakeMachine): ProcessView {
  const processes = agents.map((one): AgentProcess => ({ ...ROW, ...one }));
  const all = [...rows.map((row): ProcessRow => ({ ...ROW, ...row })), ...processes];
  return {
    domain: 'fake',
    find: (pid) => all.find((row) => row.pid === pid) ?? null,
    list: () => all,
    agents: () => processes,
    variables: ({ pid }) => variables[pid] ?? null,
    folder: ({ pid }) => folders[pid] ?? null,
    openFiles: ({ pid }) => openFiles[pid] ?? [],
    startedMs: ({ startedAt }) => (startedAt === '' ? null : Number(startedAt)),
    isForeign: () => false,
  };
}
