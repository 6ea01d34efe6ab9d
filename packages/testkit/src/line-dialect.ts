import type {
  AgentEvent,
  AgentEventBody,
  AgentKind,
  Clock,
  Dialect,
  EventParser,
  Failure,
  FailureClass,
  LimitSignal,
  RunSummary,
  Summarizer,
} from '@ccx/contracts';

/** What a line of the test dialect may hold: an event's body, and what the parser adds to it elsewhere. */
export type TestLine = AgentEventBody & {
  readonly sessionId?: string;
  readonly parentToolUseId?: string;
  /** Of a `result`: goes to the summary's verdict. */
  readonly terminalReason?: string;
  readonly isError?: boolean;
};

const FAILURES: readonly FailureClass[] = ['limit', 'auth', 'billing', 'overload', 'transport', 'config', 'context'];
const NEWLINE = 0x0a;

/**
 * A dialect for tests of what takes a dialect: every line of stdout is the JSON of an event's body. stderr gives no
 * events; a line `auth: some words` of it is classified by its first word.
 *
 * @example
 * console.log(JSON.stringify({ type: 'result', index: 0, failure: null, text: 'done' })); // the agent's program
 */
export function createLineDialect(agent: AgentKind = 'claude'): Dialect {
  return {
    agent,
    parser: ({ clock = { now: () => new Date().toISOString() } } = {}) => createParser(clock),
    summarizer: createSummarizer,
    classify(text, { now }) {
      const found = new RegExp(`^(${FAILURES.join('|')}): (.*)$`, 'm').exec(text);
      const name = FAILURES.find((one) => one === found?.[1]);
      if (name === undefined) return null;
      return { class: name, detail: found?.[2] ?? '', limit: name === 'limit' ? testLimit(now) : null };
    },
  };
}

/** One line of a test agent's stdout. */
export function testLine(line: TestLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** A limit of the session window that was reached. */
export function testLimit(observedAt: string): LimitSignal {
  return {
    verdict: 'rejected',
    windowId: 'session',
    appliesTo: null,
    resetsAt: null,
    resetRaw: null,
    usingExtra: false,
    windows: [],
    basis: 'text',
    observedAt,
  };
}

function createParser(clock: Pick<Clock, 'now'>): EventParser {
  let rest: Buffer = Buffer.alloc(0);
  let seq = 0;
  let line = 0;
  const read = (bytes: Buffer): AgentEvent => {
    const raw = bytes.toString('utf8');
    const { sessionId = null, parentToolUseId = null, ...body } = parse(raw, bytes.length);
    const origin = { stream: 'stdout', line: line++ } as const;
    return { ...body, seq: seq++, at: clock.now(), sessionId, parentToolUseId, raw, origin };
  };
  return {
    push(chunk, from = 'stdout') {
      if (from === 'stderr') return [];
      const events: AgentEvent[] = [];
      let start = 0;
      rest = Buffer.concat([rest, chunk]);
      for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE, start)) {
        if (end > start) events.push(read(rest.subarray(start, end)));
        start = end + 1;
      }
      rest = rest.subarray(start);
      return events;
    },
    end() {
      if (rest.length === 0) return [];
      const last = read(rest);
      rest = Buffer.alloc(0);
      return [last];
    },
  };
}

function parse(raw: string, bytes: number): TestLine {
  try {
    const value: unknown = JSON.parse(raw);
    if (isLine(value)) return value;
    return { type: 'unknown', vendorType: typeof value };
  } catch {
    return { type: 'malformed', bytes, excerpt: raw.slice(0, 200) };
  }
}

/** The lines come from the test itself. */
function isLine(value: unknown): value is TestLine {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function createSummarizer(): Summarizer {
  let sessionId: string | null = null;
  let model: string | null = null;
  let said = '';
  let toolCalls = 0;
  let effects: RunSummary['effects'] = 'none';
  let end: { readonly text: string | null; readonly failure: Failure | null } | null = null;
  let verdict: RunSummary['verdict'] = { isError: false, subtype: null, terminalReason: null };
  const limits: LimitSignal[] = [];
  const permissionDenials: { tool: string; reason: string }[] = [];
  let unknownEvents = 0;

  return {
    add(event) {
      sessionId = event.sessionId ?? sessionId;
      if (event.type === 'started') model = event.model ?? model;
      if (event.type === 'text') said += event.text;
      if (event.type === 'limit') limits.push(event.limit);
      if (event.type === 'denied') permissionDenials.push({ tool: event.tool, reason: event.reason });
      if (event.type === 'unknown' || event.type === 'malformed') unknownEvents += 1;
      if (event.type === 'tool-call') {
        toolCalls += 1;
        if (event.effect === 'possible') effects = 'possible';
      }
      if (event.type === 'result') {
        end = { text: event.text, failure: event.failure };
        const { terminalReason = null, isError = event.failure !== null } = extra(event.raw);
        verdict = { isError, subtype: null, terminalReason };
      }
    },
    summary: () => ({
      sessionId,
      model,
      text: end?.text ?? said,
      structured: null,
      usage: null,
      costUsd: null,
      costBasis: 'none',
      numTurns: null,
      toolCalls,
      effects,
      limits: [...limits],
      permissionDenials: [...permissionDenials],
      verdict,
      vendorStats: null,
      failure: end?.failure ?? null,
      ended: end !== null,
      unknownEvents,
    }),
  };
}

function extra(raw: string): Pick<TestLine, 'terminalReason' | 'isError'> {
  const value: unknown = JSON.parse(raw);
  return isLine(value) ? value : {};
}
