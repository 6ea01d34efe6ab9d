import type { FailureClass, RunOutcome } from '@ccx/contracts';

/** How often a busy vendor is asked on one account before the next one is. */
const OVERLOAD_TRIES = 2;

/** What follows an attempt: the same account once more, another one, or nothing. */
export type NextStep = 'again' | 'elsewhere' | 'end';

const BY_CLASS: Readonly<Record<FailureClass, NextStep>> = {
  limit: 'elsewhere',
  // The account is held by whoever routes: it sees this attempt. Only a person can mend it.
  billing: 'elsewhere',
  overload: 'again',
  // Another account would meet the same, or it is for a person to see.
  auth: 'end',
  transport: 'end',
  config: 'end',
  context: 'end',
  refused: 'end',
  tool: 'end',
  budget: 'end',
  turns: 'end',
  protocol: 'end',
  unknown: 'end',
};

/** What a chain does after an attempt that was the `tries`th (from 1) in a row on its account. */
export function nextStep(outcome: RunOutcome, tries: number): NextStep {
  if (!('failure' in outcome)) return 'end';
  const step = BY_CLASS[outcome.failure.class];
  return step === 'again' && tries >= OVERLOAD_TRIES ? 'elsewhere' : step;
}
