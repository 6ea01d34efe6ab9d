import type {
  AgentKind,
  AuthState,
  Env,
  Failure,
  Instant,
  ProcessId,
  RunRequest,
  RunSummary,
  Usage,
  VendorLogin,
} from '@ccx/contracts';
import type { ArgumentTable } from './argument-table.ts';
import type { Program } from './binary.ts';
import type { BriefOptions } from './run-briefly.ts';

/** What an agent's own status command says about a login. It proves no token. */
export interface LoginStatus {
  readonly auth: AuthState;
  /** Who pays with this login, where the status says it. */
  readonly billing: 'subscription' | 'api' | null;
  readonly detail: string;
  /** Whose login it is; absent where the status names nobody. */
  readonly login?: VendorLogin;
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

/** What a run needs beside its options: more arguments, and files that they name. */
export interface Preparation {
  /** Stand before the options of the request. */
  readonly args: readonly string[];
  /** Takes the files away; called once, whatever became of the run. */
  release(): Promise<void>;
}

/** A failure as stdout and stderr told it, and where its run stands in the agent's own record. */
export interface FailureQuestion {
  readonly transcriptPath: string;
  /** Lines before this are of an earlier run. */
  readonly since: Instant;
  readonly now: Instant;
  readonly failure: Failure;
}

/** Where an agent without a status command keeps its login. */
export interface LoginQuestion {
  readonly env: Env;
  readonly configDir: string;
}

/** Which process shows an interactive session, and where its agent writes. */
export interface LiveQuestion {
  readonly configDir: string;
  /** The process that was started, and all that came of it. */
  readonly tree: readonly ProcessId[];
}

/** How the id of a new session is given to an agent whose caller asked for none: by the row `session` of its table. */
export interface ChosenSession {
  /** Whether an agent that ended with an error and printed nothing else says here that it takes no such id. */
  refused(stderr: string): boolean;
}

/** What an agent says of its own session while a person works with it. */
export interface LiveSession {
  readonly sessionId: string;
  /** The one of the processes that shows it. */
  readonly process: ProcessId;
  /** Nothing runs: no turn, no question that waits, no background task. */
  readonly idle: boolean;
  /** Another text whenever the state may have changed in between. */
  readonly mark: string;
}

/** How a session of an agent is moved to another account while a person works with it. */
export interface SupervisionPort {
  /** The one session of these processes; `null` where anything is in doubt. Must not reject. */
  liveSession(question: LiveQuestion): Promise<LiveSession | null>;
  /**
   * What the agent is started with the second time: what the person gave it, without the first prompt and without the
   * session of the first start.
   *
   * @throws {CcxError} `agent_unsupported_option` for arguments of which that cannot be said
   */
  resumeArguments(args: readonly string[], sessionId: string): readonly string[];
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
  /** The files that belong to a session beside its transcript, below the same folder of transcripts; absent: none do. */
  recordFiles?(transcriptPath: string): Promise<readonly string[]>;
  /**
   * Whether a record holds a prompt: without one its agent refuses to resume the session, or goes on in it knowing
   * nothing of its task. Absent: this agent resumes none. Must not reject.
   */
  holdsPrompt?(transcriptPath: string): Promise<boolean>;
  /**
   * The names of the tools that the agent's own record shows for a run, by which events can be proved complete: they
   * leave calls out. `null` where the record cannot be read whole or has nothing of the run. Must not reject.
   *
   * @param since lines before this are of an earlier run
   */
  readonly recordTools: (transcriptPath: string, since: Instant) => Promise<readonly string[] | null>;
  /** The tools, as `recordTools` names them, of which a second call changes nothing that the first did not. */
  readonly readOnlyTools: ReadonlySet<string>;
  /** `null`: this agent has no status command. */
  readonly login: LoginCommand | null;
  /** Absent: the agent alone chooses the id of a new session. */
  readonly chosenSession?: ChosenSession;
  /** Come before all else, such as a subcommand. */
  readonly leadingArgs?: readonly string[];
  /** Close the options when the prompt goes to stdin. */
  readonly stdinPromptArgs?: readonly string[];
  /** Called when nothing else can refuse the run any more. */
  prepare?(request: RunRequest): Promise<Preparation>;
  /** The failure as the agent's own record knows it; `null` where it knows no better. Must not reject for what it finds. */
  recordFailure?(question: FailureQuestion): Promise<Failure | null>;
  /**
   * This run's tokens by the agent's own record, asked after a success of an agent whose output says the session's; they
   * count more than the output's. `null` where the record does not prove them. Must not reject.
   */
  recordUsage?(transcriptPath: string, since: Instant, summary: RunSummary): Promise<Usage | null>;
  /**
   * The answer by the agent's own record, asked after a success of an agent that prints more than its answer. `null` where
   * the record proves no other than the printed one. Must not reject.
   */
  recordText?(transcriptPath: string, since: Instant, printed: string): Promise<string | null>;
  /** Lines of stderr that explain no failure; all its matches are left out where a person is told what the agent said. */
  readonly idleTalk?: RegExp;
  /** The answer under a JSON schema comes as its text. */
  readonly schemaAnswerIsText?: boolean;
  /** The login of an agent without a status command, from settings and the existence of files. */
  lookUpLogin?(question: LoginQuestion): Promise<LoginStatus>;
  /**
   * Whose login it is, of an agent whose status names nobody: asked where a person wants to know it, for it takes longer
   * than the status and writes files. Costs no turn. `null` where the agent does not say it. Must not reject.
   */
  whoIs?(
    program: Program,
    options: Pick<BriefOptions, 'env' | 'cwd' | 'timeoutMs' | 'signal'>,
  ): Promise<VendorLogin | null>;
  /** Absent: an interactive session of this agent cannot be supervised. */
  readonly supervision?: SupervisionPort;
}
