import { instantFromMs, type Account, type Instant, type QuotaReading, type QuotaWindow } from '@ccx/contracts';
import { fieldsOf, numberOf, parseFields, textOf, type Fields } from '../fields.ts';
import { problem } from '../problem.ts';
import { quotaWindow, SESSION_MINUTES, WEEK_MINUTES } from '../window.ts';

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

const WINDOWS: readonly (Pick<QuotaWindow, 'id' | 'label' | 'windowMinutes'> & { readonly name: string })[] = [
  { name: 'five_hour', id: 'session', label: 'Current session', windowMinutes: SESSION_MINUTES },
  { name: 'seven_day', id: 'weekly', label: 'Current week (all models)', windowMinutes: WEEK_MINUTES },
];

/**
 * The JSON that Claude Code writes to the stdin of its `statusLine` command (2.1.329, 2026-11-21). Percentages are
 * whole numbers from 0 to 100, resets epoch seconds.
 */
export function parseStatuslineInput(
  json: string,
  { account, now }: { readonly account: Account; readonly now: Instant },
): StatuslineInput {
  const input = parseFields(json);
  const model = fieldsOf(input?.['model']);
  const cliVersion = textOf(input?.['version']);
  const windows = windowsOf(fieldsOf(input?.['rate_limits']), now);
  return {
    sessionId: textOf(input?.['session_id']),
    cwd: textOf(input?.['cwd']),
    model: { id: textOf(model?.['id']), name: textOf(model?.['display_name']) },
    contextPercent: numberOf(fieldsOf(input?.['context_window'])?.['used_percentage']),
    costUsd: numberOf(fieldsOf(input?.['cost'])?.['total_cost_usd']),
    cliVersion,
    reading:
      windows.length > 0
        ? { ok: true, snapshot: { schemaVersion: 1, account, cliVersion, windows, plan: null, login: null } }
        : input === null
          ? problem('form-unknown', 'What the status line was told is no JSON object.', now)
          : problem('nothing-recorded', 'No answer of this session has told its limits.', now),
  };
}

function windowsOf(limits: Fields | null, now: Instant): readonly QuotaWindow[] {
  return WINDOWS.flatMap(({ name, ...named }) => {
    const window = fieldsOf(limits?.[name]);
    if (window === null) return [];
    const seconds = numberOf(window['resets_at']);
    return [
      quotaWindow({
        ...named,
        usedPercent: numberOf(window['used_percentage']),
        resetsAt: seconds === null ? null : instantOf(seconds),
        resetRaw: seconds === null ? null : String(seconds),
        source: 'statusline',
        capturedAt: now,
      }),
    ];
  });
}

/** Beyond what a date can hold there is no instant. */
function instantOf(seconds: number): Instant | null {
  return Number.isNaN(new Date(seconds * 1000).valueOf()) ? null : instantFromMs(seconds * 1000);
}
