import type { AgentProcess, Clock, ManagerStatus, WorkItem, WorkOutcome } from '@ccx/contracts';

const RECENT = 10;

/** What runs, what ran, and how often it went well. */
export interface Board {
  readonly active: readonly AgentProcess[];
  /** The last ones that ended, oldest first. */
  readonly recent: readonly AgentProcess[];
  readonly stats: ManagerStatus['stats'];
  open(item: WorkItem): BoardEntry;
}

/** One item's line on the board. */
export interface BoardEntry {
  change(part: Partial<Pick<AgentProcess, 'pid' | 'accountId' | 'exitCode'>>): void;
  /** Takes the line from the active ones. Work that never began leaves none among the recent. */
  close(outcome: WorkOutcome, work: 'agent' | 'agentless' | 'not-begun'): void;
}

export function createBoard(clock: Pick<Clock, 'now'>): Board {
  const active = new Map<string, AgentProcess>();
  const recent: AgentProcess[] = [];
  const stats = { totalInvocations: 0, successes: 0, failures: 0 };
  return {
    get active() {
      return [...active.values()];
    },
    get recent() {
      return [...recent];
    },
    get stats() {
      return { ...stats };
    },
    open(item) {
      active.set(item.id, {
        pid: null,
        workType: item.type,
        target: item.dedupKey ?? item.id,
        startedAt: clock.now(),
        status: 'running',
        durationMs: null,
        error: null,
        exitCode: null,
        accountId: null,
      });
      return {
        change(part) {
          const line = active.get(item.id);
          if (line !== undefined) active.set(item.id, { ...line, ...part });
        },
        close(outcome, work) {
          const line = active.get(item.id);
          if (line === undefined) return;
          active.delete(item.id);
          if (work === 'not-begun' && outcome.is === 'wait') return;
          recent.push({
            ...line,
            status: outcome.is === 'done' ? 'completed' : 'failed',
            durationMs: Date.parse(clock.now()) - Date.parse(line.startedAt),
            error: outcome.is === 'done' ? null : outcome.reason,
          });
          if (recent.length > RECENT) recent.shift();
          if (work !== 'agent') return;
          stats.totalInvocations += 1;
          if (outcome.is === 'done') stats.successes += 1;
          else if (outcome.is !== 'wait' && outcome.is !== 'cancelled') stats.failures += 1;
        },
      };
    },
  };
}
