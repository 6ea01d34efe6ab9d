import type { AgentEvent, Deadline, FailureClass, RunRequest } from '@ccx/contracts';

/** A deadline of the contract, or the one after the terminal event, whose passing is no failure. */
export type DeadlineKind = Deadline | 'linger';

/** Milliseconds; `null` is no deadline. */
export interface DeadlineSettings {
  readonly totalMs: number | null;
  readonly firstByteMs: number | null;
  readonly idleMs: number | null;
  readonly toolMs: number | null;
  readonly lingerMs: number;
}

/** The deadlines of a request, with the defaults of the contract. A buffered agent says nothing until its end. */
export function deadlineSettings(request: RunRequest, buffered: boolean): DeadlineSettings {
  return {
    totalMs: request.timeoutMs ?? null,
    firstByteMs: buffered ? null : (request.firstByteTimeoutMs ?? 60_000),
    idleMs: buffered ? null : (request.idleTimeoutMs ?? 5 * 60_000),
    toolMs: buffered ? null : (request.toolTimeoutMs ?? 60 * 60_000),
    lingerMs: request.lingerTimeoutMs ?? 15_000,
  };
}

/** What is due next, on the axis of counted milliseconds since the start. */
export interface Due {
  readonly kind: DeadlineKind;
  readonly atMs: number;
}

/** Knows from a run's events what it is waiting for and how long that may last. No clock inside: times come in. */
export interface Deadlines {
  firstByte(atMs: number): void;
  event(event: AgentEvent, atMs: number): void;
  /** Nothing more can come from the agent. */
  stdoutEnded(atMs: number): void;
  next(): Due | null;
  /** A terminal event came and no background task is open: the agent is done. */
  readonly done: boolean;
  /** The cause of the agent's last retry that nothing has answered; `null` where there is none. */
  readonly unanswered: FailureClass | null;
}

export function createDeadlines(settings: DeadlineSettings): Deadlines {
  const tools = new Map<string, number>();
  const background = new Map<string, number>();
  let firstByteAt: number | null = null;
  let progressAt = 0;
  /** When the agent became done as far as its events tell; `null` while a turn is under way. */
  let terminalAt: number | null = null;
  let stdoutEndedAt: number | null = null;
  /** When the agent said that it would sleep. */
  let sleepsAt: number | null = null;
  let unanswered: FailureClass | null = null;

  function take(event: AgentEvent, atMs: number): void {
    switch (event.type) {
      case 'started':
        terminalAt = null;
        break;
      case 'result':
        terminalAt = atMs;
        tools.clear();
        break;
      case 'tool-call':
        tools.set(event.id, atMs);
        if (event.parentToolUseId === null) terminalAt = null;
        break;
      case 'tool-result':
        tools.delete(event.id);
        break;
      case 'text':
      case 'thinking':
        // What a background agent says between two turns opens no turn.
        if (event.parentToolUseId === null) terminalAt = null;
        break;
      case 'task':
        if (!event.background || event.state === 'done') background.delete(event.id);
        else if (!background.has(event.id)) background.set(event.id, atMs);
        if (terminalAt !== null) terminalAt = atMs;
        break;
      case 'retry':
        unanswered = event.cause;
        sleepsAt = sleeps(event, settings) ? atMs : null;
        break;
      case 'denied':
      case 'state':
      case 'usage':
      case 'limit':
      case 'notice':
      case 'compacted':
      case 'unknown':
      case 'malformed':
    }
    if (!isProgress(event)) return;
    progressAt = atMs;
    unanswered = null;
    sleepsAt = null;
  }

  function waitingFor(): Due | null {
    if (stdoutEndedAt !== null) return { kind: 'linger', atMs: (terminalAt ?? stdoutEndedAt) + settings.lingerMs };
    if (firstByteAt === null) return due('first-byte', 0, settings.firstByteMs);
    // Nothing is gained by waiting for the idle rule to find what the agent has announced.
    if (sleepsAt !== null) return { kind: 'idle', atMs: sleepsAt };
    if (terminalAt !== null && background.size === 0) return { kind: 'linger', atMs: terminalAt + settings.lingerMs };
    const open = terminalAt === null ? tools : background;
    if (open.size > 0) return due('tool', Math.min(...open.values()), settings.toolMs);
    return due('idle', progressAt, settings.idleMs);
  }

  return {
    firstByte(atMs) {
      firstByteAt ??= atMs;
      progressAt = Math.max(progressAt, firstByteAt);
    },
    event: take,
    stdoutEnded(atMs) {
      stdoutEndedAt ??= atMs;
    },
    next() {
      const total = due('total', 0, settings.totalMs);
      const waiting = waitingFor();
      if (total === null || waiting === null) return total ?? waiting;
      return total.atMs <= waiting.atMs ? total : waiting;
    },
    get done() {
      return terminalAt !== null && background.size === 0;
    },
    get unanswered() {
      return unanswered;
    },
  };
}

/** Whether an agent announces that it will wait for a limit longer than it may be silent (Gemini CLI 0.61.0, for hours). */
function sleeps(retry: { cause: FailureClass; delayMs: number | null }, { idleMs }: DeadlineSettings): boolean {
  return retry.cause === 'limit' && retry.delayMs !== null && idleMs !== null && retry.delayMs > idleMs;
}

function due(kind: Deadline, fromMs: number, limitMs: number | null): Due | null {
  return limitMs === null ? null : { kind, atMs: fromMs + limitMs };
}

/**
 * Whether an event shows that work goes on. An agent that waits for the network or for a window to reset says so
 * again and again (Codex 0.169 for ever); that is no progress, and neither is anything on stderr.
 */
function isProgress(event: AgentEvent): boolean {
  if (event.origin?.stream === 'stderr') return false;
  switch (event.type) {
    case 'retry':
    case 'notice':
    case 'limit':
    case 'malformed':
      return false;
    case 'started':
    case 'text':
    case 'thinking':
    case 'tool-call':
    case 'tool-result':
    case 'denied':
    case 'task':
    case 'state':
    case 'usage':
    case 'compacted':
    case 'result':
    case 'unknown':
      return true;
  }
}
