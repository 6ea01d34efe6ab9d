/** On whom a run goes; a `RunTarget` of `@ccx/contracts` is one. */
export interface MockTarget {
  readonly account: {
    readonly agent: 'claude' | 'codex' | 'gemini';
    readonly configDir: string | null;
    readonly id: string;
  };
  readonly name: string | null;
  readonly model: string | null;
  readonly billing: 'subscription' | 'api' | null;
}

/** What to do; a `RunRequest` is one. */
export interface MockRequest {
  readonly prompt: string;
  readonly cwd: string;
}

/** What a limit said. Assignable to a `LimitSignal`. */
export interface MockLimit {
  readonly verdict: 'rejected';
  readonly windowId: string | null;
  readonly appliesTo: null;
  readonly resetsAt: string | null;
  readonly resetRaw: null;
  readonly usingExtra: false;
  readonly windows: readonly [];
  readonly basis: 'structured';
  readonly observedAt: string;
}

/** Why a run failed; the names are those of `FailureClass`. */
export type MockFailureClass =
  | 'limit'
  | 'auth'
  | 'billing'
  | 'overload'
  | 'transport'
  | 'config'
  | 'context'
  | 'refused'
  | 'protocol'
  | 'tool'
  | 'budget'
  | 'turns'
  | 'unknown';

/** Assignable to a `Failure`. */
export interface MockFailure {
  readonly class: MockFailureClass;
  readonly detail: string;
  readonly limit: MockLimit | null;
}

/** Assignable to a `RunOutcome`. */
export type MockOutcome =
  | { readonly status: 'success' | 'cancelled' }
  | { readonly status: 'failed' | 'limited' | 'auth'; readonly failure: MockFailure }
  | { readonly status: 'timed-out'; readonly deadline: 'total' | 'idle' | 'tool' | 'first-byte' };

/** Assignable to a `RunSummary`. */
export interface MockSummary {
  readonly sessionId: string | null;
  readonly model: string | null;
  readonly text: string;
  readonly structured: unknown;
  readonly usage: null;
  readonly costUsd: number | null;
  readonly costBasis: 'vendor' | 'none';
  readonly numTurns: number | null;
  readonly toolCalls: number;
  readonly effects: 'none' | 'possible';
  readonly limits: readonly MockLimit[];
  readonly permissionDenials: readonly { readonly tool: string; readonly reason: string }[];
  readonly verdict: {
    readonly isError: boolean;
    readonly subtype: string | null;
    readonly terminalReason: string | null;
  };
  readonly vendorStats: null;
  readonly failure: MockFailure | null;
  readonly ended: boolean;
  readonly unknownEvents: number;
}

/** Assignable to a `RunAttempt`. */
export interface MockAttempt<Target> {
  readonly target: Target;
  readonly outcome: MockOutcome;
  readonly summary: MockSummary;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly logPath: string;
  readonly transcriptPath: null;
  readonly stderr: string;
  readonly warnings: readonly string[];
  readonly why: null;
}

/** Assignable to a `RunResult`. */
export type MockResult<Target = MockTarget> = MockOutcome & {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly last: MockAttempt<Target>;
  readonly attempts: readonly MockAttempt<Target>[];
};

/** Assignable to a `RunRecord`. */
export interface MockRecord<Target> {
  readonly runId: string;
  readonly target: Target;
  readonly owner: { readonly pid: number; readonly startedAt: string; readonly domain: string };
  readonly child: null;
  readonly sessionId: null;
  readonly cwd: string;
  readonly startedAt: string;
  readonly logPath: string;
  readonly workItemId: null;
}

/** Assignable to a `RunHandle`. */
export interface MockRunHandle<Result, Event> extends AsyncIterable<Event> {
  readonly runId: string;
  readonly pid: number | null;
  readonly logPath: string;
  readonly result: Promise<Result>;
  interrupt(): void;
  kill(): Promise<void>;
}

/** A `RunOptions` is one. */
export interface MockRunOptions<Target, Event> {
  readonly signal?: AbortSignal;
  readonly observers?: readonly {
    started?(run: MockRecord<Target>): void;
    event?(event: Event, run: MockRecord<Target>): void;
    ended?(result: MockResult<Target>): void;
  }[];
}

/** A `Router` is one. */
export interface MockRouter<Need, Target> {
  next(
    need: Need,
    before: readonly MockAttempt<Target>[],
  ): Promise<{ readonly reservation: { readonly target: Target; release(): Promise<void> } | null }>;
}
