import type { AgentKind, AuthState, Env, RunRequest, RunSummary } from '@ccx/contracts';
import type { ArgumentTable } from './argument-table.ts';

/** What an agent's own status command says about a login. It proves no token. */
export interface LoginStatus {
  readonly auth: AuthState;
  /** Who pays with this login, where the status says it. */
  readonly billing: 'subscription' | 'api' | null;
  readonly detail: string;
}

/** A status command and how to read what it answers. */
export interface LoginCommand {
  readonly args: readonly string[];
  /** `null` where the answer is not one. */
  read(answer: {
    readonly stdout: string;
    readonly stderr: string;
    readonly exitCode: number | null;
  }): LoginStatus | null;
}

/** Where an agent keeps its own record of a session. */
export interface TranscriptQuestion {
  /** The config dir as a path, also where the account's is `null`. */
  readonly configDir: string;
  /** Where the agent worked, as it said itself; else where it was started. */
  readonly cwd: string;
  readonly sessionId: string;
}

/** All that differs between the agents for a runner, apart from their output (that is the dialect's). */
export interface AgentAdapter {
  readonly agent: AgentKind;
  /** One row per option. */
  readonly table: ArgumentTable;
  /** Asks for the event stream. */
  readonly streamArgs: readonly string[];
  /** Asks for one answer at the end, for versions without the stream; `null` where there is none. */
  readonly bufferedArgs: readonly string[] | null;
  /** Whether an agent that ended with an error and printed nothing else says here that it does not know the stream's arguments. */
  refusesStream(stderr: string): boolean;
  /** Closes the options when the prompt is an argument. */
  readonly promptArgs: (prompt: string) => readonly string[];
  /** What the agent would refuse with this environment and user, in a sentence; `null` for nothing. */
  refuses(request: RunRequest, about: { readonly env: Env; readonly root: boolean }): string | null;
  /** Whether a success must also show in the exit code. */
  readonly exitCodeCounts: boolean;
  /** Whether the agent says that somebody stopped it. */
  aborted(summary: RunSummary): boolean;
  /** The agent's own record of a session, `null` where none is found. */
  transcript(question: TranscriptQuestion): Promise<string | null>;
  /** `null`: this agent has no status command. */
  readonly login: LoginCommand | null;
}
