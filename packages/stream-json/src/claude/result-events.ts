import type { AgentEventBody, Instant } from '@ccx/contracts';
import { isObject, type JsonObject, asList, asObject, asText } from '../json-fields.ts';
import type { ReaderState } from './reader-state.ts';
import { failureOfResult } from './result.ts';
import { newTurn } from './turn.ts';
import { modelUsagesOf, usageOf } from './usage.ts';

/** The events of a `result` line: denials that nobody told, tokens of the turn and of the session, and the end. */
export function resultEvents(line: JsonObject, state: ReaderState, at: Instant): readonly AgentEventBody[] {
  const failure = failureOfResult(line, state.turn, {
    now: at,
    get timeZone() {
      return localTimeZone();
    },
  });
  state.turn = newTurn();
  const events: AgentEventBody[] = [];
  tellDenials(line, state, events);
  tellUsage(line, events);
  const text = failure === null ? (asText(line['result']) ?? '') : null;
  events.push({ type: 'result', index: state.results++, failure, text });
  return events;
}

function tellDenials(line: JsonObject, state: ReaderState, events: AgentEventBody[]): void {
  for (const denial of asList(line['permission_denials'])) {
    if (!isObject(denial)) continue;
    const id = asText(denial['tool_use_id']) ?? '';
    if (state.denied.has(id)) continue;
    state.denied.add(id);
    events.push({ type: 'denied', tool: asText(denial['tool_name']) ?? '', reason: state.refusals.get(id) ?? '' });
    state.refusals.delete(id);
  }
}

/**
 * `modelUsage` counts the session from its beginning, also over earlier processes; `model_usage_since_last_result` is
 * what this turn added, subagents included; `usage` is this turn's own calls and is told where that table is missing.
 */
function tellUsage(line: JsonObject, events: AgentEventBody[]): void {
  const turn = modelUsagesOf(line['model_usage_since_last_result']);
  if (turn === null) {
    const own = asObject(line['usage']);
    const usage = own === null ? null : usageOf(own);
    if (usage !== null) events.push({ type: 'usage', usage, model: null, covers: 'turn', final: true });
  } else {
    for (const { model, usage } of turn) events.push({ type: 'usage', usage, model, covers: 'turn', final: true });
  }
  for (const { model, usage } of modelUsagesOf(line['modelUsage']) ?? []) {
    events.push({ type: 'usage', usage, model, covers: 'session', final: true });
  }
}

let zone: string | undefined;

/** The zone in which the CLI wrote its words. Asking costs more than reading a line, and few failures need it. */
function localTimeZone(): string {
  return (zone ??= Intl.DateTimeFormat().resolvedOptions().timeZone);
}
