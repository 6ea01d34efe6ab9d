import type { Instant, QuotaReading } from '@ccx/contracts';
import type { Answered } from '../process/ask-process.ts';
import { problem } from '../problem.ts';

/** Asked without a screen, nothing is kept, no server is started and no hook of the person runs (2.1.329). */
export const HEADLESS_ARGS: readonly string[] = [
  '--no-session-persistence',
  '--strict-mcp-config',
  '--settings',
  '{"disableAllHooks":true}',
];

/** Claude Code ended, or was ended, without saying what it was asked for. */
export function unanswered({ end, stderr, exitCode }: Answered, now: Instant): QuotaReading {
  if (end === 'timeout') return problem('timeout', 'Claude Code did not answer in time.', now);
  if (end === 'too-large') return problem('output-too-large', 'Claude Code said more than can be an answer.', now);
  return problem('form-unknown', `Claude Code ended (${exitCode ?? 'not started'}) without an answer. ${stderr}`, now);
}
