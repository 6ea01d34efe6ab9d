import type { RunOutcome, RunSummary } from '@ccx/contracts';

/** The answer under a JSON schema, of an agent that gives it as a text; `null` where the run or the text is none. */
export function structuredAnswer(outcome: RunOutcome, { text }: RunSummary): unknown {
  if (outcome.status !== 'success') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
