import type { AgentEventBody, Instant } from '@ccx/contracts';
import { asList, asNumber, asObject, asText, isObject, type JsonObject } from '../json-fields.ts';
import type { ReaderState } from './reader-state.ts';
import { resultEvents } from './result.ts';
import { effectOf } from './tools.ts';

/** More calls of one tool than any run makes; keeps a broken count from becoming as many events. */
const MOST_CALLS = 10_000;

/** Whether an object is what `-o json` prints at the end: `{ session_id, response, stats, error?, warnings? }` (0.61.0). */
export function isAnswer(object: JsonObject): boolean {
  return typeof object['response'] === 'string' && isObject(object['stats']);
}

/**
 * The events of such an object. It tells how often each tool was called, and not with what or what came of it; a turn
 * that failed otherwise is not here but on stderr.
 */
export function answerEvents(answer: JsonObject, state: ReaderState, at: Instant): readonly AgentEventBody[] {
  const stats = asObject(answer['stats']) ?? {};
  const models = asObject(stats['models']) ?? {};
  const warnings = asList(answer['warnings']).filter((each) => typeof each === 'string');
  const calls = toolCalls(asObject(asObject(stats['tools'])?.['byName']) ?? {});
  const text = asText(answer['response']) ?? '';
  state.sessionId = asText(answer['session_id']) ?? state.sessionId;
  state.model = modelWithRoleMain(models);
  state.turn.text.push(text);
  state.turn.toolCalls += calls.length;
  // The others are in a hook's words.
  state.turn.errors.push(...warnings.filter((each) => !each.startsWith('Agent execution ')));
  const error = answer['error'];
  const result = { status: error === undefined ? 'success' : 'error', error, stats: { models: asInStream(models) } };
  return [
    { type: 'started', model: state.model, cwd: null, cliVersion: null },
    ...warnings.map((each): AgentEventBody => ({ type: 'notice', text: each })),
    ...calls,
    ...(text === '' ? [] : [{ type: 'text' as const, text, delta: false }]),
    ...resultEvents(result, state, at),
  ];
}

function toolCalls(byName: JsonObject): readonly AgentEventBody[] {
  return Object.entries(byName).flatMap(([tool, about]): AgentEventBody[] => {
    const count = Math.min(MOST_CALLS, Math.max(1, asNumber(asObject(about)?.['count']) ?? 1));
    return Array.from({ length: count }, (_, index) => ({
      type: 'tool-call',
      id: `${tool}/${index}`,
      tool,
      input: null,
      effect: effectOf(tool),
    }));
  });
}

/** The model that did the work; the one that chose it has another role. `null` where there were several. */
function modelWithRoleMain(models: JsonObject): string | null {
  const names = Object.keys(models).filter(
    (name) => asObject(asObject(models[name])?.['roles'])?.['main'] !== undefined,
  );
  return names.length === 1 ? (names[0] ?? null) : null;
}

/** The tokens of each model under the names that the stream gives them. */
function asInStream(models: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(models).map(([name, about]) => {
      const tokens = asObject(asObject(about)?.['tokens']) ?? {};
      return [
        name,
        {
          total_tokens: tokens['total'],
          input_tokens: tokens['prompt'],
          output_tokens: tokens['candidates'],
          cached: tokens['cached'],
          input: tokens['input'],
        },
      ];
    }),
  );
}
