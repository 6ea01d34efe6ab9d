import type { FailureClass } from '@ccx/contracts';

/**
 * Which class counts where several could: the first one here. An answered success clears them all before this list is
 * asked.
 */
export const FAILURE_PRECEDENCE: readonly FailureClass[] = [
  'auth',
  'limit',
  'billing',
  'overload',
  'context',
  'refused',
  'budget',
  'turns',
  'transport',
  'config',
  'tool',
  'protocol',
  'unknown',
];

/** What a failure of each class makes of a run, and with which code `ccx` ends after it. */
export const FAILURE_OUTCOMES: Readonly<
  Record<FailureClass, { readonly status: 'failed' | 'limited' | 'auth'; readonly exitCode: 1 | 4 | 75 }>
> = {
  auth: { status: 'auth', exitCode: 4 },
  limit: { status: 'limited', exitCode: 75 },
  billing: { status: 'failed', exitCode: 1 },
  overload: { status: 'failed', exitCode: 1 },
  context: { status: 'failed', exitCode: 1 },
  refused: { status: 'failed', exitCode: 1 },
  budget: { status: 'failed', exitCode: 1 },
  turns: { status: 'failed', exitCode: 1 },
  transport: { status: 'failed', exitCode: 1 },
  config: { status: 'failed', exitCode: 1 },
  tool: { status: 'failed', exitCode: 1 },
  protocol: { status: 'failed', exitCode: 1 },
  unknown: { status: 'failed', exitCode: 1 },
};

/** One way in which a vendor's run fails. */
export interface OutcomeRow<Facts> {
  /** What happened, as in the vendor's own words where it has some. */
  readonly outcome: string;
  readonly class: FailureClass;
  /** Where the time comes from at which the account is usable again. */
  readonly reset: 'structured' | 'text' | 'none';
  holds(facts: Facts): boolean;
}

/**
 * A table in the order in which its rows count: by the precedence of their classes, rows of one class as they were
 * written. The first row that holds names the failure.
 */
export function byPrecedence<Row extends OutcomeRow<never>>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => FAILURE_PRECEDENCE.indexOf(a.class) - FAILURE_PRECEDENCE.indexOf(b.class));
}
