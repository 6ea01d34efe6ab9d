import type { FailureClass, LimitSignal } from '@ccx/contracts';

/** What the lines of a turn said about its failure before the turn's `result` came. */
export interface TurnFacts {
  /** `assistant.error`: the vendor's own word for what went wrong. */
  error: string | null;
  /** The last limit signal of the turn. */
  limit: LimitSignal | null;
  /** A line said that the model refused. */
  refused: boolean;
}

export function newTurn(): TurnFacts {
  return { error: null, limit: null, refused: false };
}

/** The class of the vendor's word for an error (`assistant.error` and `api_retry.error`; the words of Claude Code 2.1.329). */
export function classOfError(error: string | null): FailureClass | null {
  return error !== null && Object.hasOwn(ERROR_CLASSES, error) ? (ERROR_CLASSES[error] ?? null) : null;
}

const ERROR_CLASSES: Readonly<Record<string, FailureClass>> = {
  authentication_failed: 'auth',
  oauth_org_not_allowed: 'auth',
  account_on_hold: 'auth',
  verification_required: 'auth',
  cloud_credential_error: 'auth',
  billing_error: 'billing',
  rate_limit: 'overload',
  overloaded: 'overload',
  server_error: 'overload',
  max_output_tokens: 'context',
  model_not_found: 'config',
};
