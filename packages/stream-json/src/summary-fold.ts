import type { AgentEvent, LimitSignal, RunSummary } from '@ccx/contracts';

/** The part of a summary that is the same for every vendor: it follows from the events alone. */
export type SharedSummary = Pick<
  RunSummary,
  | 'sessionId'
  | 'model'
  | 'toolCalls'
  | 'effects'
  | 'limits'
  | 'permissionDenials'
  | 'failure'
  | 'ended'
  | 'unknownEvents'
> & { readonly text: string };

/** Folds events into the shared part of a summary. */
export class SummaryFold {
  #sessionId: string | null = null;
  #model: string | null = null;
  #toolCalls = 0;
  #effects: RunSummary['effects'] = 'none';
  #unknownEvents = 0;
  readonly #limits: Map<string, LimitSignal> = new Map();
  readonly #denials: { readonly tool: string; readonly reason: string }[] = [];
  #result: Extract<AgentEvent, { type: 'result' }> | null = null;
  /** What was said at the top level since the last result, whole texts and the pieces that are not whole yet. */
  #said: string[] = [];
  #pieces = '';

  add(event: AgentEvent): void {
    this.#sessionId = event.sessionId ?? this.#sessionId;
    const isTopLevel = event.parentToolUseId === null;
    switch (event.type) {
      case 'started':
        this.#model = event.model ?? this.#model;
        break;
      case 'text':
        if (isTopLevel) this.#say(event.text, event.delta);
        break;
      case 'tool-call':
        this.#toolCalls++;
        if (event.effect === 'possible') this.#effects = 'possible';
        break;
      case 'denied':
        this.#denials.push({ tool: event.tool, reason: event.reason });
        break;
      case 'usage':
        // A fallback may have answered instead of the model that the session began with.
        if (isTopLevel && event.covers === 'call') this.#model = event.model ?? this.#model;
        break;
      case 'limit':
        this.#limits.set(limitKey(event.limit), event.limit);
        break;
      case 'result':
        this.#result = event;
        if (event.failure === null) this.#forget();
        break;
      case 'unknown':
      case 'malformed':
        this.#unknownEvents++;
        break;
      case 'thinking':
      case 'tool-result':
      case 'task':
      case 'state':
      case 'retry':
      case 'notice':
      case 'compacted':
        break;
      default:
        event satisfies never;
    }
  }

  summary(): SharedSummary {
    return {
      sessionId: this.#sessionId,
      model: this.#model,
      text: this.#result?.text ?? [...this.#said, ...(this.#pieces === '' ? [] : [this.#pieces])].join('\n\n'),
      toolCalls: this.#toolCalls,
      effects: this.#effects,
      limits: [...this.#limits.values()],
      permissionDenials: [...this.#denials],
      failure: this.#result?.failure ?? null,
      ended: this.#result !== null,
      unknownEvents: this.#unknownEvents,
    };
  }

  #say(text: string, isPiece: boolean): void {
    if (isPiece) this.#pieces += text;
    else {
      this.#said.push(text);
      this.#pieces = '';
    }
  }

  #forget(): void {
    this.#said = [];
    this.#pieces = '';
  }
}

/** Equal for signals that differ only in the moment at which they were seen. */
function limitKey({ verdict, windowId, resetsAt, usingExtra, basis, windows }: LimitSignal): string {
  const levels = windows.map(({ id, usedPercent, state, resetsAt: resets }) => [id, usedPercent, state, resets]);
  return JSON.stringify([verdict, windowId, resetsAt, usingExtra, basis, levels]);
}
