import type { Failure, FailureClass } from './failure.ts';
import type { LimitSignal } from './quota.ts';
import type { Instant } from './time.ts';
import type { Usage } from './usage.ts';

/** What every event carries. */
export interface AgentEventBase {
  /** Counts from 0 over all events of one parser, without a gap. */
  readonly seq: number;
  /** The vendor's stamp where the line has one, else when the line was read. */
  readonly at: Instant;
  /** The vendor's session id; `null` before it is known and on lines that name none. */
  readonly sessionId: string | null;
  /** The tool call inside which this happened: the line belongs to a subagent. */
  readonly parentToolUseId: string | null;
  /**
   * The exact text of the line, without its line end. Several events of one line share it. (The parsed object would
   * not do: Codex repeats a key inside one object.)
   */
  readonly raw: string;
  /** Which line of which stream this came from; lines count from 0 per stream. Absent for events that ccx made itself. */
  readonly origin?: { readonly stream: 'stdout' | 'stderr'; readonly line: number };
}

/** What happened, in words that are the same for every vendor. */
export type AgentEventBody =
  /** A turn began, or with Codex a thread. `null` is what the vendor does not say. */
  | {
      readonly type: 'started';
      readonly model: string | null;
      readonly cwd: string | null;
      readonly cliVersion: string | null;
    }
  /** What the model said or thought; `delta` is a piece of a text that comes again whole. */
  | { readonly type: 'text' | 'thinking'; readonly text: string; readonly delta: boolean }
  /** `effect` is the dialect's decision: `none` only for tools known to read, an unknown tool is `possible`. */
  | {
      readonly type: 'tool-call';
      readonly id: string;
      readonly tool: string;
      readonly input: unknown;
      readonly effect: 'none' | 'possible';
    }
  /** What came back, in order of completion. `id` is that of its call; `text` is what the model was shown. */
  | { readonly type: 'tool-result'; readonly id: string; readonly ok: boolean; readonly text: string }
  /** A tool that the permission rules refused. */
  | { readonly type: 'denied'; readonly tool: string; readonly reason: string }
  /** A subagent or a background command; while a background one is open the agent is not done. */
  | {
      readonly type: 'task';
      readonly id: string;
      readonly state: 'started' | 'progress' | 'done';
      readonly background: boolean;
    }
  /** What the vendor says of the session as a whole; Claude Code only, when asked for by its environment. */
  | { readonly type: 'state'; readonly is: 'idle' | 'running' | 'requires-action' }
  /**
   * Tokens. `covers` says of what: sums go wrong without it. `final` is false for numbers that the vendor will correct.
   */
  | {
      readonly type: 'usage';
      readonly usage: Usage;
      readonly model: string | null;
      readonly covers: 'call' | 'turn' | 'session';
      readonly final: boolean;
    }
  /** What a line says of a limit, also that there is room. */
  | { readonly type: 'limit'; readonly limit: LimitSignal }
  /** The agent tries again by itself; no progress. `attempt` counts from 1; `null` is unknown. */
  | {
      readonly type: 'retry';
      readonly attempt: number | null;
      readonly delayMs: number | null;
      readonly cause: FailureClass;
    }
  /** Something said to the person, or that the context was compacted. */
  | { readonly type: 'notice' | 'compacted'; readonly text: string }
  /** The end of a turn. `index` counts from 0 in one process; the last result counts. */
  | { readonly type: 'result'; readonly index: number; readonly failure: Failure | null; readonly text: string | null }
  /** A line that this version does not know; kept whole in `raw`. */
  | { readonly type: 'unknown'; readonly vendorType: string }
  /** A line that is not JSON, or longer than the cap (then `raw` is empty); `bytes` is its length, `excerpt` at most 200 characters of it. */
  | { readonly type: 'malformed'; readonly bytes: number; readonly excerpt: string };

/** One event of an agent's output. */
export type AgentEvent = AgentEventBase & AgentEventBody;

/** Bytes in, events out. Any split of the same bytes gives the same events. */
export interface EventParser {
  /** Never throws, whatever the bytes; keeps no reference to the chunk. `from` tells the two streams apart; default `stdout`. */
  push(chunk: Uint8Array, from?: 'stdout' | 'stderr'): readonly AgentEvent[];
  /** The stream ended: what is left without a line end is a line too. */
  end(): readonly AgentEvent[];
}
