import type { MockFailure, MockFailureClass, MockLimit, MockOutcome, MockResult } from './mock-types.ts';

/** How one run ends. An empty object is a success without words. */
export interface MockRun<Event = never> {
  /** Default `success`. */
  readonly status?: 'success' | 'cancelled' | 'failed' | 'limited' | 'auth' | 'timed-out';
  /** The answer. */
  readonly text?: string;
  readonly sessionId?: string;
  readonly structured?: unknown;
  readonly costUsd?: number;
  readonly toolCalls?: number;
  readonly effects?: 'none' | 'possible';
  /** Of a failure. Default `limit` and `auth` for those states, else `unknown`. */
  readonly failure?: MockFailureClass;
  /** The failure's words. */
  readonly detail?: string;
  /** When a limit ends, an instant. */
  readonly resetsAt?: string;
  /** Which window is used up. Default `session`. */
  readonly windowId?: string;
  readonly deadline?: 'total' | 'idle' | 'tool' | 'first-byte';
  readonly durationMs?: number;
  readonly stderr?: string;
  /** What the iterator gives and the observers hear. */
  readonly events?: readonly Event[];
  /** The run ends when this settles. */
  readonly until?: Promise<unknown>;
  /** The run cannot begin: `result` rejects with this. */
  readonly error?: Error;
}

/** A whole result from the few fields that matter. */
export function mockResult<Target>(
  run: Omit<MockRun, 'events' | 'until' | 'error'>,
  of: {
    readonly runId: string;
    readonly target: Target;
    readonly startedAt: string;
    readonly logPath: string;
    readonly model: string | null;
  },
): MockResult<Target> {
  const outcome = outcomeOf(run, of.startedAt);
  const failure = 'failure' in outcome ? outcome.failure : null;
  const success = outcome.status === 'success';
  const attempt = {
    target: of.target,
    outcome,
    summary: {
      sessionId: run.sessionId ?? null,
      model: of.model,
      text: run.text ?? failure?.detail ?? '',
      structured: run.structured ?? null,
      usage: null,
      costUsd: run.costUsd ?? null,
      costBasis: run.costUsd === undefined ? ('none' as const) : ('vendor' as const),
      numTurns: success ? 1 : null,
      toolCalls: run.toolCalls ?? 0,
      effects: run.effects ?? ((run.toolCalls ?? 0) > 0 ? ('possible' as const) : ('none' as const)),
      limits: failure?.limit === null || failure === null ? [] : [failure.limit],
      permissionDenials: [],
      verdict: { isError: failure !== null, subtype: null, terminalReason: null },
      vendorStats: null,
      failure,
      ended: success || failure !== null,
      unknownEvents: 0,
    },
    exitCode: success ? 0 : failure === null ? null : 1,
    signal: outcome.status === 'timed-out' ? 'SIGTERM' : null,
    startedAt: of.startedAt,
    durationMs: run.durationMs ?? 0,
    logPath: of.logPath,
    transcriptPath: null,
    stderr: run.stderr ?? '',
    warnings: [],
    why: null,
  };
  return { ...outcome, schemaVersion: 1, runId: of.runId, last: attempt, attempts: [attempt] };
}

function outcomeOf(run: Omit<MockRun, 'events' | 'until' | 'error'>, observedAt: string): MockOutcome {
  const { status = 'success', deadline = 'total' } = run;
  if (status === 'success' || status === 'cancelled') return { status };
  if (status === 'timed-out') return { status, deadline };
  const limit: MockLimit | null =
    status === 'limited'
      ? {
          verdict: 'rejected',
          windowId: run.windowId ?? 'session',
          appliesTo: null,
          resetsAt: run.resetsAt ?? null,
          resetRaw: null,
          usingExtra: false,
          windows: [],
          basis: 'structured',
          observedAt,
        }
      : null;
  const kind = run.failure ?? (status === 'limited' ? 'limit' : status === 'auth' ? 'auth' : 'unknown');
  const failure: MockFailure = { class: kind, detail: run.detail ?? `scripted: ${status}`, limit };
  return { status, failure };
}
