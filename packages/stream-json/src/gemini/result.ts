import type { AgentEventBody, Failure, Instant } from '@ccx/contracts';
import { asObject, asText, type JsonObject } from '../json-fields.ts';
import { classifyGeminiText } from './classify.ts';
import { mainModel } from './model.ts';
import { newTurn, type ReaderState, type TurnFacts } from './reader-state.ts';
import { modelUsagesOf } from './usage.ts';

/** The events of a `result` line: tokens by model, and the end. */
export function resultEvents(line: JsonObject, state: ReaderState, at: Instant): readonly AgentEventBody[] {
  const failure = failureOf(line, state, at);
  const text = state.turn.text.join('');
  state.turn = newTurn();
  const usages = modelUsagesOf(asObject(line['stats'])?.['models']).map(({ model, usage }): AgentEventBody => ({
    type: 'usage',
    usage,
    model,
    covers: 'turn',
    final: true,
  }));
  return [...usages, { type: 'result', index: state.results++, failure, text: failure === null ? text : null }];
}

function failureOf(line: JsonObject, state: ReaderState, at: Instant): Failure | null {
  if (line['status'] === 'success') return failureOfSuccess(state.turn, at);
  const text = failureText(line, state.turn);
  const model = mainModel(asObject(line['stats'])?.['models'], state.model, false);
  const named = classifyGeminiText(text, { now: at, timeZone: 'UTC', from: 'result' }, model);
  if (named === null) return { class: line['status'] === 'error' ? 'unknown' : 'protocol', detail: text, limit: null };
  // The result's words name no time; what stderr said just before may.
  const told = named.class === 'limit' && named.limit?.resetsAt === null ? state.limit : null;
  return told === null ? named : { ...named, limit: told };
}

/** The error of the result, else the errors of its turn; never empty. */
function failureText(line: JsonObject, turn: TurnFacts): string {
  const error = asObject(line['error']);
  const type = asText(error?.['type']);
  const said = [asText(error?.['message']) ?? '', ...(type === null || type === 'unknown' ? [] : [type])];
  const text = [...said, ...turn.errors].filter((part) => part !== '').join('\n');
  return text === '' ? `The result says ${JSON.stringify(line['status']) ?? 'nothing'} and no more.` : text;
}

/**
 * A success that was none: the turn's errors name a refusal or a cap, or nothing was answered and nothing done. An answer
 * that was cut after its first words (`finishReason` `SAFETY`, `RECITATION` and the like) cannot be told from a whole one:
 * 0.61.0 writes the reason neither to stdout nor to stderr nor into its chat.
 */
function failureOfSuccess(turn: TurnFacts, at: Instant): Failure | null {
  for (const detail of turn.errors) {
    const named = classifyGeminiText(detail, { now: at, timeZone: 'UTC', from: 'result' });
    if (named?.class === 'refused' || named?.class === 'turns') return named;
  }
  if (turn.toolCalls > 0 || turn.text.join('').trim() !== '') return null;
  return { class: 'protocol', detail: 'Gemini CLI reported success with an empty answer.', limit: null };
}
