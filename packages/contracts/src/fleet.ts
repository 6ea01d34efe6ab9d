import type { Account } from './account.ts';
import type { AgentKind } from './agent.ts';
import type { ProcessId } from './process.ts';
import type { Candidate } from './routing.ts';
import type { Instant } from './time.ts';

/** What a session is doing, and how that is known. */
export interface FleetState {
  /**
   * `waiting` needs the person; `background` works on without them; `shell` has only a background command open;
   * `limited` stands until a quota resets; `stale` has not been heard of for too long; `unreachable` lives in another
   * pid namespace or machine.
   */
  readonly is: 'busy' | 'waiting' | 'idle' | 'background' | 'shell' | 'limited' | 'stale' | 'dead' | 'unreachable';
  /** What it waits for or why it is thought to be so; for people. */
  readonly why: string;
  /** Which evidence decided: the vendor's status, an event, a hook, the transcript, CPU time. */
  readonly source: string;
  /** `null` is unknown. */
  readonly since: Instant | null;
  /** When a `limited` one comes back; `null` is unknown or does not apply. */
  readonly until: Instant | null;
  /** When the evidence was written, for its age; `null` is unknown. */
  readonly observedAt?: Instant | null;
  /** What other evidence says that did not decide, best first. */
  readonly others?: readonly Pick<FleetState, 'is' | 'why' | 'source' | 'observedAt'>[];
}

/** Where a session is shown in tmux. */
export interface TmuxPane {
  /** Path or name of the server's socket. */
  readonly socket: string;
  /** `%N`, the same for the pane's whole life. */
  readonly paneId: string;
  /** `@N`, which changes when panes are broken out or joined; `null` is unknown. */
  readonly window: string | null;
}

/** Where a session is shown in a terminal that can be told to bring it to the front, other than tmux. */
export interface TerminalPane {
  readonly program: 'wezterm' | 'kitty';
  /** The program's own number of the pane or window. */
  readonly id: string;
  /** Where the program listens; `null` where it is found by itself. */
  readonly socket: string | null;
}

/**
 * One agent session of this machine. `goal`, `phase`, `emojis`, `dodContract`, `dodStatus` and `role` are what the
 * session or its person wrote into its sidecar file, empty where nothing was written.
 */
export interface FleetMember {
  readonly process: ProcessId;
  /** `null`: the process exists but nothing proves that it is this session. Never signalled. */
  readonly alive: boolean | null;
  /** `null` where the config dir belongs to no known account. */
  readonly account: Account | null;
  readonly agent: AgentKind;
  readonly sessionId: string | null;
  /** The name that a person gave it. */
  readonly name: string | null;
  readonly cwd: string | null;
  /** The vendor's own status word, as it was found. */
  readonly status: string | null;
  readonly state: FleetState;
  readonly startedAt: Instant | null;
  /** When the vendor last wrote the session's file. */
  readonly updatedAt: Instant | null;
  /** Pid of the kitty terminal that holds it; `null` where it is none. */
  readonly kittyPid: number | null;
  readonly tmux: TmuxPane | null;
  readonly goal: string;
  readonly phase: string;
  readonly emojis: string;
  /** The agreed definition of done. */
  readonly dodContract: string;
  readonly dodStatus: string;
  readonly role: string;
  /** 0 to 100, how full the context is; `null` is unknown. */
  readonly contextPercent: number | null;
  /** First 8 characters of the session id, `@`, last segment of `cwd`. */
  readonly target: string;
  /** The goal's first 48 characters, else the last segment of `cwd`. */
  readonly rename: string;
  /** How the CLI was started, in the vendor's words, e.g. `cli` or `sdk-ts`. */
  readonly entrypoint: string | null;
  /** Version of the CLI. */
  readonly version: string | null;
  readonly extras: FleetExtras;
  /** Absolute path of the file by which the vendor tells of it; absent where it keeps none. */
  readonly sessionFile?: string;
  /** Absolute path of its history; `null` is unknown. */
  readonly transcriptPath?: string | null;
  /** The run of ccx that drives it; absent for a session that a person or another program started. */
  readonly runId?: string;
  readonly terminal?: TerminalPane | null;
  /** Whether it has a terminal or somebody who started it and still lives; `null` is unknown. */
  readonly attended?: boolean | null;
}

/** Columns that other packages fill in. Absent: nobody produces it here; `null`: its producer does not know. */
export interface FleetExtras {
  /** US dollars of the session so far. */
  readonly costUsd?: number | null;
  /** All buckets of the session so far. */
  readonly tokens?: number | null;
  readonly model?: string | null;
  readonly gitBranch?: string | null;
  /** Absolute path of the git worktree in which it works, where that is not the repository's main one. */
  readonly worktree?: string | null;
  readonly headroom?: Candidate | null;
  readonly workItemId?: string | null;
  /** Of one core, over the whole process tree: 200 is two cores. */
  readonly cpuPercent?: number | null;
  /** Resident memory of the whole process tree. */
  readonly memoryBytes?: number | null;
  /** Subagents that run now. */
  readonly subagents?: number | null;
}

/** Fills columns for all rows at once. One that takes longer than 100 ms leaves its columns unknown in that scan. */
export interface FleetEnricher {
  /** By pid; members that it knows nothing of are left out. */
  enrich(members: readonly FleetMember[]): Promise<ReadonlyMap<number, FleetExtras>>;
}
