import type { CallUsage, Duration, SignalName } from './scenario.ts';

/** The model says something. With partial messages asked for, in pieces. */
export interface TextStep {
  readonly text: string;
  /** Characters per piece. Default 12. */
  readonly pieceLength?: number;
  /** Between two pieces. Default none. */
  readonly every?: Duration;
  /** Tokens of the request that this text belongs to. */
  readonly usage?: CallUsage;
}

/** The model thinks aloud. */
export interface ThinkingStep {
  readonly thinking: string;
  readonly pieceLength?: number;
  readonly every?: Duration;
}

/** The model calls a tool and gets its result. */
export interface ToolStep {
  /** `Bash`, `Read`, `Edit`, `Write` or any other name. */
  readonly tool: string;
  readonly input?: Readonly<Record<string, unknown>>;
  /** What the tool said; for `Bash` its stdout, for `Read` the file. */
  readonly output?: string;
  /** The tool failed with these words. */
  readonly error?: string;
  /** The structured result instead of the one made from `output`. */
  readonly result?: unknown;
  /**
   * `Write` and `Edit` really change the file, below the working directory only; Claude Code's `Bash` really runs
   * its command in a shell, which may do all that you may. Default `false`.
   */
  readonly effect?: boolean;
  /** Refused by the permission rules; a text is the reason. */
  readonly denied?: boolean | string;
  /**
   * Refused unless the permission mode or `--allowedTools` admits it. Default: `true` for tools that edit files,
   * `false` for all others.
   */
  readonly asks?: boolean;
  /** Between the call and its result. */
  readonly takes?: Duration;
  /** The result never comes. */
  readonly hangs?: boolean;
  readonly usage?: CallUsage;
}

/** Several tools called in one message. */
export interface ToolsStep {
  readonly tools: readonly ToolStep[];
  /** Indexes in the order in which the results come. Default: the order of the calls. */
  readonly finish?: readonly number[];
}

/** The model delegates to a subagent. */
export interface AgentStep {
  readonly agent: {
    readonly description: string;
    readonly prompt: string;
    /** Default `general-purpose`. */
    readonly type?: string;
    /** What it does: texts, thoughts and tools. */
    readonly steps?: readonly Step[];
    /** Its last words. */
    readonly report: string;
    /** The main agent goes on at once, and a further turn answers the report. */
    readonly background?: boolean;
    /** The further turn. Default: one text. */
    readonly afterwards?: readonly Step[];
    readonly takes?: Duration;
  };
}

/** A shell command in the background; a further turn answers its end. */
export interface BackgroundStep {
  readonly background: {
    readonly command: string;
    readonly description?: string;
    readonly output?: string;
    /** From now until it ends. The process waits for it. */
    readonly takes?: Duration;
    readonly exitCode?: number;
    readonly afterwards?: readonly Step[];
  };
}

/** The plan's windows that a limit can name. */
export type LimitWindow = 'five_hour' | 'seven_day' | 'seven_day_opus' | 'seven_day_sonnet' | 'overage';

/** The plan's limit speaks. Only `rejected` ends the turn. */
export interface LimitStep {
  readonly limit: {
    /** Default `five_hour`. */
    readonly window?: LimitWindow;
    /** `extra`: the window is used up and the account goes on with paid credits. Default `rejected`. */
    readonly verdict?: 'rejected' | 'warning' | 'allowed' | 'extra';
    /** The step does nothing for the first so many requests made with this config dir, whatever the process. */
    readonly afterCalls?: number;
    /** The same, counted in prompts. */
    readonly afterPrompts?: number;
    /** Counted from the first refusal, so that later processes see the same instant. Default `2h30m`. */
    readonly resetsIn?: Duration;
    readonly resetsAt?: string;
    /** Of the named window. Default 100, for a warning 91. */
    readonly percent?: number;
    /** Why credits do not help; for people. */
    readonly creditsDisabledBecause?: string;
    readonly creditsResetAt?: string;
    /** The vendor's words instead of the ones made from the rest. */
    readonly text?: string;
  };
}

/** Failures of the vendor's service; the names are the rows of the README's table. */
export type ServiceError =
  | 'bad-request'
  | 'low-credit'
  | 'too-long'
  | 'bad-key'
  | 'login-expired'
  | 'forbidden'
  | 'no-model'
  | 'busy-429'
  | 'server-500'
  | 'overloaded'
  | 'connection-reset'
  | 'connection-refused'
  | 'output-cap'
  | 'refusal'
  | 'not-logged-in';

/** The service fails, after retries where the vendor retries; ends the turn. */
export interface FailStep {
  readonly fail: ServiceError;
  /** Default: 2 where the vendor retries. */
  readonly retries?: number;
  /** Before the first retry, doubling after it. Default 500 ms. */
  readonly retryDelay?: Duration;
  readonly text?: string;
}

/** Failed requests that a later one makes good. */
export interface RetryStep {
  readonly retry: ServiceError;
  /** Default 1. */
  readonly times?: number;
  readonly of?: number;
  readonly delay?: Duration;
}

/** The answer under a JSON schema. */
export interface StructuredStep {
  readonly structured: unknown;
}

/** The conversation is summarised. */
export interface CompactStep {
  readonly compact: {
    readonly trigger?: 'auto' | 'manual';
    readonly preTokens: number;
    readonly postTokens: number;
    readonly summary?: string;
  };
}

/** The turn ends by a cap instead of by an answer. */
export interface EndStep {
  readonly end: 'max-turns' | 'budget' | 'schema' | 'error';
  readonly errors?: readonly string[];
}

/** One more result line, now. */
export interface ResultStep {
  readonly result: { readonly text?: string; readonly fields?: Readonly<Record<string, unknown>> };
}

/** Any object as a line of the stream; `session_id` and `uuid` are added where they are missing. */
export interface LineStep {
  readonly line: Readonly<Record<string, unknown>>;
}

/** What agents say and do: written in the vendor's dialect. */
export type AgentStepKind =
  | TextStep
  | ThinkingStep
  | ToolStep
  | ToolsStep
  | AgentStep
  | BackgroundStep
  | LimitStep
  | FailStep
  | RetryStep
  | StructuredStep
  | CompactStep
  | EndStep
  | ResultStep
  | LineStep;

/** What processes do, the same for every vendor. */
export type ProcessStep =
  /** Nothing happens for so long. */
  | { readonly wait: Duration }
  /** Nothing happens any more; ends by a signal only. */
  | { readonly hang: true }
  /** Bytes to stdout as they are; a line end is added unless `newline` is false. */
  | { readonly raw: string; readonly newline?: boolean }
  /** The same, in base64. */
  | { readonly bytes: string }
  /** So many bytes that are no JSON, the same every time. */
  | { readonly garbage: number }
  /** A line with bytes that are no UTF-8. */
  | { readonly invalidUtf8: true }
  /** One line of JSON of this many bytes. */
  | { readonly huge: number }
  /** An object printed into the middle of the next line, as racing writers do. */
  | { readonly splice: Readonly<Record<string, unknown>> }
  /** A line on stderr. */
  | { readonly stderr: string }
  /** The process ends now. */
  | { readonly exit: number | SignalName }
  /** stdout is closed and the process lives on. */
  | { readonly closeStdout: true }
  | GrandchildStep;

/** Processes that the agent leaves behind. */
export interface GrandchildStep {
  readonly grandchild: {
    /** Default 1. */
    readonly count?: number;
    readonly ignoresTerm?: boolean;
    /** In a session of its own. */
    readonly setsid?: boolean;
    /** Keeps the agent's stdout open. */
    readonly holdsStdout?: boolean;
    /** Ends by itself after this. Default `60s`, so that no test leaves one for ever. */
    readonly lives?: Duration;
    /** A file to which their pids are appended, one per line, relative to the working directory. */
    readonly pidFile?: string;
  };
}

/** One thing that happens. The key that names it tells which. */
export type Step = AgentStepKind | ProcessStep;
