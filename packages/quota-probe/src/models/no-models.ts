import { AGENTS, type AgentKind, type Instant } from '@ccx/contracts';
import type { Answered } from '../process/ask-process.ts';
import { problem } from '../problem.ts';
import type { ModelsAnswer } from './found-models.ts';

/**
 * Why a CLI told no models.
 *
 * @param refusal what it said instead; `null` where it said nothing
 */
export function noModels(
  agent: AgentKind,
  { end, stderr, exitCode }: Answered,
  refusal: string | null,
  now: Instant,
): ModelsAnswer & { readonly ok: false } {
  const { title, loginCommand } = AGENTS[agent];
  if (refusal !== null && /\b(?:log ?in|logged in|auth\w*|api key)\b/i.test(refusal)) {
    return problem('not-logged-in', `${title} tells its models after a login only: ${loginCommand}. ${refusal}`, now);
  }
  if (refusal !== null) return problem('form-unknown', `${title} refused to tell its models: ${refusal}`, now);
  if (end === 'timeout') return problem('timeout', `${title} did not tell its models in time.`, now);
  if (end === 'too-large') return problem('output-too-large', `${title} said more than can be a list of models.`, now);
  if (end === 'whole') return problem('form-unknown', `${title} answered, but named no model.`, now);
  const how = end === 'not-started' ? 'could not be started' : `ended (${exitCode ?? 'by a signal'})`;
  return problem('form-unknown', `${title} ${how} without naming a model. ${stderr}`, now);
}
