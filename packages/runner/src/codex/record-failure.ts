import type { Failure, FailureClass } from '@ccx/contracts';
import type { FailureQuestion } from '../agent-adapter.ts';
import { fieldsOf } from '../record-lines.ts';
import { exhaustedLimit, unknownLimit } from './rollout-limits.ts';
import { readRollout, type RolloutPart } from './rollout.ts';

/** `codex_error_info` where it is a word, 0.169.0. */
const CODES: Readonly<Record<string, FailureClass>> = {
  usage_limit_exceeded: 'limit',
  unauthorized: 'auth',
  context_window_exceeded: 'context',
  server_overloaded: 'overload',
  internal_server_error: 'overload',
  model_not_found: 'config',
};

/**
 * What the rollout of a thread knows and `exec --json` does not say (0.169.0): an error code, and the reset as a
 * time instead of a local clock.
 */
export async function codexRecordFailure({
  transcriptPath,
  since,
  now,
  failure: said,
}: FailureQuestion): Promise<Failure | null> {
  const part = await readRollout(transcriptPath, since);
  if (part === null) return null;
  const code = classOfCode(errorCode(part));
  // A plan that does not include Codex at all has the code of a used up one; its words are clearer.
  if (code === null || said.class === 'billing') return null;
  if (code !== 'limit') return said.class === code ? null : { ...said, class: code, limit: null };
  const limit = exhaustedLimit(part, now) ?? said.limit ?? unknownLimit(now);
  return said.class === 'limit' && limit === said.limit ? null : { ...said, class: 'limit', limit };
}

function errorCode({ lines }: RolloutPart): unknown {
  const end = lines.findLast(({ type, payload }) => type === 'event_msg' && payload['type'] === 'task_complete');
  return fieldsOf(end?.payload['error'])?.['codex_error_info'];
}

/** A word, or `{ word: { http_status_code } }`. */
function classOfCode(code: unknown): FailureClass | null {
  if (typeof code === 'string') return CODES[code] ?? null;
  for (const about of Object.values(fieldsOf(code) ?? {})) {
    const status = fieldsOf(about)?.['http_status_code'];
    if (typeof status !== 'number') continue;
    if (status === 401 || status === 403) return 'auth';
    if (status === 429 || status >= 500) return 'overload';
  }
  return null;
}
