import type { Account, Instant, QuotaReading } from '@ccx/contracts';
import { fieldsOf, numberOf, parseFields, textOf } from '../fields.ts';
import { problem } from '../problem.ts';
import { windowsIn } from './rate-limits.ts';

/** What Claude Code tells its status line; what it does not say is `null`. */
export interface StatuslineInput {
  readonly sessionId: string | null;
  readonly cwd: string | null;
  readonly model: { readonly id: string | null; readonly name: string | null };
  /** How full the context is, 0 to 100; `null` before the first answer. */
  readonly contextPercent: number | null;
  /** Of the session. */
  readonly costUsd: number | null;
  readonly cliVersion: string | null;
  /** Numbers come with the first answer that had limits, and never with an API key. */
  readonly reading: QuotaReading;
}

/**
 * The JSON that Claude Code writes to the stdin of its `statusLine` command (2.1.329, 2026-11-21). Percentages go from 0
 * to 100; resets are epoch seconds, and were ISO instants in older versions.
 *
 * @example
 * parseStatuslineInput(stdin, { account, now }).reading;
 */
export function parseStatuslineInput(
  json: string,
  { account, now }: { readonly account: Account; readonly now: Instant },
): StatuslineInput {
  const input = parseFields(json);
  const model = fieldsOf(input?.['model']);
  const cliVersion = textOf(input?.['version']);
  return {
    sessionId: textOf(input?.['session_id']),
    cwd: textOf(input?.['cwd']),
    model: { id: textOf(model?.['id']), name: textOf(model?.['display_name']) },
    contextPercent: numberOf(fieldsOf(input?.['context_window'])?.['used_percentage']),
    costUsd: numberOf(fieldsOf(input?.['cost'])?.['total_cost_usd']),
    cliVersion,
    reading:
      input === null ? problem('form-unknown', 'What the status line was told is no JSON object.', now) : reading(),
  };

  function reading(): QuotaReading {
    const windows = windowsIn(fieldsOf(input?.['rate_limits']) ?? {}, { source: 'statusline', now });
    return windows.some(({ usedPercent }) => usedPercent !== null)
      ? { ok: true, snapshot: { schemaVersion: 1, account, cliVersion, windows, plan: null, login: null } }
      : problem('nothing-recorded', 'No answer of this session has told its limits.', now);
  }
}
