import type { Conversation } from './conversation.ts';
import { newUuid } from './ids.ts';
import type { Line } from './line.ts';
import { finalUsage, modelUsage, NO_TOKENS, type Tokens } from './money.ts';
import type { Denial, Session } from './session.ts';

/** How a turn ended. */
export interface TurnEnd {
  readonly subtype:
    | 'success'
    | 'error_during_execution'
    | 'error_max_turns'
    | 'error_max_budget_usd'
    | 'error_max_structured_output_retries';
  readonly isError: boolean;
  readonly terminal: string;
  readonly text?: string;
  readonly errors?: readonly string[];
  readonly status?: number | null;
  readonly type?: string | undefined;
  readonly apiError?: string | undefined;
  readonly structured?: unknown;
  readonly origin?: Line;
  readonly extra?: Line;
}

/** What a turn amounts to, taken when it ended; its line may come later. */
export interface TurnSums {
  readonly tokens: Tokens;
  readonly denials: readonly Denial[];
  readonly numTurns: number;
  readonly stopReason: string | null;
  readonly durationMs: number;
  readonly firstTokenMs: number | null;
}

export function turnSums(talk: Conversation): TurnSums {
  const { session, machine } = talk;
  return {
    tokens: session.turnTokens,
    denials: session.denials,
    numTurns: 1 + session.toolResults,
    stopReason: session.stopReason,
    durationMs: Math.round(machine.nowMs() - session.turnStartedMs),
    firstTokenMs: session.firstTokenMs === null ? null : Math.round(session.firstTokenMs - session.turnStartedMs),
  };
}

/** The line that ends a turn. Its key order is the vendor's: `type` comes late. */
export async function sayResult(talk: Conversation, end: TurnEnd, sums: TurnSums): Promise<void> {
  const { session, sink } = talk;
  session.apiMs += sums.durationMs;
  const answered = end.subtype === 'success';
  const timed = answered && !end.isError && sums.firstTokenMs !== null ? sums.firstTokenMs : null;
  await sink.line({
    duration_api_ms: session.apiMs,
    stop_reason: sums.stopReason,
    session_id: session.id,
    total_cost_usd: session.costUsd,
    usage: finalUsage(sums.tokens),
    modelUsage: modelUsage(session.costs),
    permission_denials: sums.denials,
    terminal_reason: end.terminal,
    fast_mode_state: 'off',
    fast_mode_disabled_reason: 'sdk_opt_in_required',
    ...(end.origin === undefined ? {} : { origin: end.origin }),
    subagent_stats: subagentStats(session),
    safety_stops: 0,
    is_error: end.isError,
    num_turns: sums.numTurns,
    subtype: end.subtype,
    ...(answered ? { api_error_status: end.status ?? null } : { errors: end.errors ?? [] }),
    ...(end.type === undefined ? {} : { api_error_type: end.type }),
    ...(end.apiError === undefined ? {} : { api_error: end.apiError }),
    ...(answered ? { result: end.text ?? '' } : {}),
    ...(end.structured === undefined ? {} : { structured_output: end.structured }),
    ...(timed === null ? {} : { ttft_ms: timed }),
    type: 'result',
    duration_ms: sums.durationMs,
    uuid: newUuid(),
    ...(timed === null ? {} : { ttft_stream_ms: timed, time_to_request_ms: 0, first_content_frame_ms: timed }),
    queued_turn_count: 0,
    result_index: session.resultIndex,
    model_usage_since_last_result: modelUsage(session.sinceResult),
    ...end.extra,
  });
  session.resultIndex += 1;
  session.sinceResult = {};
}

/** The result of a command that the CLI answers itself: no turn, no cost. */
export async function sayLocalResult(talk: Conversation, command: string, text: string): Promise<void> {
  const { session, sink, machine } = talk;
  await sink.line({
    is_error: false,
    duration_api_ms: 0,
    num_turns: 0,
    stop_reason: null,
    session_id: session.id,
    total_cost_usd: session.costUsd,
    usage: finalUsage(NO_TOKENS),
    modelUsage: modelUsage(session.costs),
    permission_denials: [],
    fast_mode_state: 'off',
    fast_mode_disabled_reason: 'sdk_opt_in_required',
    subagent_stats: subagentStats(session),
    safety_stops: 0,
    subtype: 'success',
    result: text,
    local_command: command,
    type: 'result',
    duration_ms: Math.round(machine.nowMs() - session.turnStartedMs),
    uuid: newUuid(),
    queued_turn_count: 0,
    result_index: session.resultIndex,
    model_usage_since_last_result: modelUsage(session.sinceResult),
  });
  session.resultIndex += 1;
  session.sinceResult = {};
}

/** The only line of a run whose session does not exist. */
export function missingSessionLine(sessionId: string, words: string): Line {
  return {
    type: 'result',
    subtype: 'error_during_execution',
    duration_ms: 0,
    duration_api_ms: 0,
    is_error: true,
    num_turns: 0,
    stop_reason: null,
    session_id: sessionId,
    total_cost_usd: 0,
    usage: finalUsage(NO_TOKENS),
    modelUsage: {},
    permission_denials: [],
    uuid: newUuid(),
    errors: [words],
    result_index: 0,
  };
}

function subagentStats({ subagents }: Session): Line {
  const spawned = subagents.background + subagents.foreground;
  return {
    spawned,
    requested: { background: subagents.background, foreground: subagents.foreground, unset: 0 },
    started_in_background: subagents.background,
    max_depth: spawned === 0 ? 0 : 1,
    spawned_by_subagents: 0,
    completed: subagents.completed,
    failed: 0,
    killed: { parent: 0, user: 0, system: 0 },
    refused: { depth_limit: 0, concurrency_limit: 0, budget: 0 },
    by_type: subagents.byType,
  };
}
