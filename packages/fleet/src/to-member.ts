import type { Account, FleetMember, FleetState, ProcessId, RunRecord } from '@ccx/contracts';
import { isAlive } from './liveness.ts';
import { cutName, renameOf, targetOf } from './naming.ts';
import { runOf } from './own-runs.ts';
import { terminalPane } from './panes/terminal-pane.ts';
import { ASKED_VARIABLES, kittyPid } from './process-variables.ts';
import { isLeft } from './processes/is-left.ts';
import type { ProcessView } from './processes/process-view.ts';
import type { ScanMemory } from './scan-memory.ts';
import type { Sidecars } from './sidecar/read-sidecars.ts';
import type { FleetRoot, FoundSession, StateEvidence } from './source.ts';
import { decideState } from './state/decide-state.ts';

interface Surroundings {
  readonly root: FleetRoot;
  /** All that are looked into, this one too. */
  readonly roots: readonly FleetRoot[];
  readonly sidecars: Sidecars;
  readonly proc: ProcessView;
  readonly memory: ScanMemory;
  readonly runs: readonly RunRecord[];
}

/** Joins what is known of one session; `null` for a process that ccx itself has started to ask for a quota. */
export function toMember(
  found: FoundSession,
  { root, roots, sidecars, proc, memory, runs }: Surroundings,
): FleetMember | null {
  const foreign = found.foreignDomain;
  const alive = foreign === null ? isAlive(found, proc) : null;
  const process: ProcessId = {
    pid: found.pid,
    startedAt: found.startedAt ?? '',
    domain: foreign ?? proc.domain,
  };
  // Only of a process that is proved to be this one; another's environment is nobody's business.
  const variables =
    alive === true
      ? memory.once(`environment ${process.pid} ${process.startedAt}`, () => proc.variables(process, ASKED_VARIABLES))
      : null;
  if (variables?.['CCX_PROBE_ID'] !== undefined) return null;
  const run = alive === true ? runOf(process, runs, proc) : null;
  const notes = sidecars.goals(found.sessionId);
  return {
    process,
    alive,
    account: run !== null && mayBeOn(run.target.account, root, roots) ? run.target.account : root.account,
    agent: root.agent,
    sessionId: found.sessionId,
    name: notes.rename === '' ? found.name : cutName(notes.rename),
    cwd: found.cwd,
    status: found.status,
    state: stateOf(found, alive, isSuspended(found, proc)),
    startedAt: found.began ?? run?.startedAt ?? null,
    updatedAt: found.updated,
    kittyPid: variables === null ? null : kittyPid(variables),
    tmux: null,
    goal: notes.goal,
    phase: notes.phase,
    emojis: notes.emojis,
    dodContract: notes.dodContract,
    dodStatus: notes.dodStatus,
    role: notes.role,
    contextPercent: sidecars.contextPercent(found.sessionId),
    target: targetOf(found.sessionId, found.cwd),
    rename: renameOf(notes.goal, found.cwd),
    entrypoint: found.entrypoint,
    version: found.version,
    extras: run === null ? {} : { workItemId: run.workItemId },
    transcriptPath: found.transcriptPath,
    attended: alive === true ? isAttended(found.pid, proc) : null,
    terminal: variables === null ? null : terminalPane(variables),
    ...(found.sessionFile !== null && { sessionFile: found.sessionFile }),
    ...(run !== null && { runId: run.runId }),
  };
}

/** `null` where the system does not tell whether it has a terminal. */
function isAttended(pid: number, proc: ProcessView): boolean | null {
  const row = proc.find(pid);
  if (row === null || row === 'hidden' || row.terminal === null) return null;
  return row.terminal || !isLeft(row, proc);
}

/** What a run's agent starts may run on another account, even of another agent: then its config dir tells which. */
function mayBeOn(account: Account, root: FleetRoot, roots: readonly FleetRoot[]): boolean {
  if (account.agent !== root.agent) return false;
  const own = roots.filter((one) => one.account?.id === account.id);
  return own.length === 0 || own.some(({ folder }) => folder === root.folder);
}

function stateOf(found: FoundSession, alive: boolean | null, suspended: boolean): FleetState {
  // When it ended stands nowhere.
  const base = { source: 'process', since: null, until: null, observedAt: null };
  if (found.foreignDomain !== null) {
    return { ...base, is: 'unreachable', why: 'it runs in a container or on another machine' };
  }
  if (alive === false) {
    const after = found.status === null ? '' : ` while it was ${found.status}`;
    return { ...base, is: 'dead', why: `its process ended${after} and left its file behind` };
  }
  if (alive === null) return { ...base, is: 'stale', why: 'nothing proves that its process is still the same' };
  return decideState(suspended ? [SUSPENDED, ...found.evidence] : found.evidence);
}

/** Ctrl-Z: whatever its files say, it does nothing until its person lets it. */
const SUSPENDED: StateEvidence = {
  is: 'waiting',
  why: 'suspended, fg goes on',
  source: 'process',
  since: null,
  observedAt: null,
};

function isSuspended({ pid }: FoundSession, proc: ProcessView): boolean {
  const row = proc.find(pid);
  return row !== null && row !== 'hidden' && row.state === 'stopped';
}
