/** One window of a plan as the response headers tell it. */
export interface UnifiedWindow {
  readonly status: 'allowed' | 'allowed_warning' | 'rejected';
  /** Used part of the window, 0 to 1. */
  readonly utilization: number;
  readonly resetsAt: Date;
  /** The fraction whose crossing made a warning. */
  readonly surpassedThreshold?: number;
}

export interface UnifiedLimits {
  /** The verdict over all windows. Default: the worst of them. */
  readonly status?: UnifiedWindow['status'];
  /** Which window the verdict is about, e.g. `five_hour`, `seven_day_opus`. Default: the first with that verdict. */
  readonly claim?: string;
  readonly fiveHour?: UnifiedWindow;
  readonly sevenDay?: UnifiedWindow;
  readonly overage?: {
    readonly status: 'allowed' | 'allowed_warning' | 'rejected';
    readonly resetsAt?: Date;
    readonly disabledReason?: string;
    readonly inUse?: boolean;
  };
}

const PREFIX = 'anthropic-ratelimit-unified-';
const SEVERITY = ['allowed', 'allowed_warning', 'rejected'] as const;

/**
 * The `anthropic-ratelimit-unified-*` headers of a subscription's response: fractions from 0 to 1, resets in whole
 * seconds since 1970. (Claude Code 2.1.329 turns them into `rate_limit_event`s, 2026-11-21.)
 *
 * @example
 * say('hi', { headers: unifiedLimits({ fiveHour: { status: 'allowed', utilization: 0.42, resetsAt } }) });
 */
export function unifiedLimits(limits: UnifiedLimits): Record<string, string> {
  const windows = [
    { short: '5h', claim: 'five_hour', window: limits.fiveHour },
    { short: '7d', claim: 'seven_day', window: limits.sevenDay },
  ].flatMap(({ window, ...names }) => (window === undefined ? [] : [{ ...names, window }]));
  const worst = Math.max(0, ...windows.map(({ window }) => SEVERITY.indexOf(window.status)));
  const status = limits.status ?? SEVERITY[worst] ?? 'allowed';
  const named = windows.find(({ window }) => window.status === status) ?? windows[0];
  const headers: Record<string, string> = {};
  const set = (name: string, value: string | number | boolean | Date | undefined): void => {
    if (value === undefined) return;
    headers[PREFIX + name] = value instanceof Date ? String(Math.floor(value.getTime() / 1000)) : String(value);
  };
  set('status', status);
  set('reset', named?.window.resetsAt);
  set('representative-claim', limits.claim ?? named?.claim);
  for (const { short, window } of windows) {
    set(`${short}-status`, window.status);
    set(`${short}-utilization`, window.utilization);
    set(`${short}-reset`, window.resetsAt);
    set(`${short}-surpassed-threshold`, window.surpassedThreshold);
  }
  set('overage-status', limits.overage?.status);
  set('overage-reset', limits.overage?.resetsAt);
  set('overage-disabled-reason', limits.overage?.disabledReason);
  set('overage-in-use', limits.overage?.inUse);
  return headers;
}
