import type { LimitSignal } from './quota.ts';

/**
 * Why a run failed, in the classes that decide what happens next:
 * - `limit` a quota window of the plan is used up; `billing` money or entitlement is missing
 * - `auth` the login is missing or refused; `config` settings, flags, model name or an untrusted folder
 * - `overload` the vendor is busy, also a plain 429; `transport` the network
 * - `context` the prompt or the answer is too long; `refused` a safety refusal
 * - `budget` and `turns` a cap that the caller set; `tool` a tool ended the run
 * - `protocol` the CLI broke its own rules: no terminal event, an empty answer, output that cannot be read
 */
export type FailureClass =
  | 'limit'
  | 'auth'
  | 'billing'
  | 'overload'
  | 'transport'
  | 'config'
  | 'context'
  | 'refused'
  | 'protocol'
  | 'tool'
  | 'budget'
  | 'turns'
  | 'unknown';

/** A failure that a dialect recognised. */
export interface Failure {
  readonly class: FailureClass;
  /** The vendor's words, whole; for people, never branched on. */
  readonly detail: string;
  /** What the failure says about a limit; always there when `class` is `limit`. */
  readonly limit: LimitSignal | null;
}
