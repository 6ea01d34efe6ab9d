import { instantFromMs, type Instant, type LimitSignal, type QuotaWindow } from '@ccx/contracts';
import { isObject, type JsonObject, asNumber, asObject, asText } from '../json-fields.ts';

/** A window of Claude's plans in ccx's words. */
interface WindowName {
  readonly id: string;
  readonly appliesTo: string | null;
  readonly minutes: number | null;
}

const WEEK_MINUTES = 7 * 24 * 60;

const WINDOWS: ReadonlyMap<string, WindowName> = new Map(
  Object.entries<WindowName>({
    five_hour: { id: 'session', appliesTo: null, minutes: 300 },
    seven_day: { id: 'weekly', appliesTo: null, minutes: WEEK_MINUTES },
    // These two are the week of the whole account, counted differently.
    seven_day_overage_included: { id: 'weekly:overage-included', appliesTo: null, minutes: WEEK_MINUTES },
    seven_day_oauth_apps: { id: 'weekly:oauth-apps', appliesTo: null, minutes: WEEK_MINUTES },
    seven_day_opus: { id: 'weekly:opus', appliesTo: 'opus', minutes: WEEK_MINUTES },
    seven_day_sonnet: { id: 'weekly:sonnet', appliesTo: 'sonnet', minutes: WEEK_MINUTES },
    overage: { id: 'extra', appliesTo: null, minutes: null },
  }),
);

/** A week that is not known yet is that of the model in its name; any other name keeps its own words. */
function windowName(type: string): WindowName {
  const known = WINDOWS.get(type);
  if (known !== undefined) return known;
  const slug = type
    .replace(/^seven_day_/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return type.startsWith('seven_day_')
    ? { id: `weekly:${slug}`, appliesTo: slug, minutes: WEEK_MINUTES }
    : { id: `session:${slug}`, appliesTo: null, minutes: null };
}

/**
 * The signal in a `rate_limit_info` object (Claude Code 2.1.329: `rate_limit_event` and `api_error_params`). Its
 * utilizations are fractions and its times epoch seconds; here they become percent and instants.
 *
 * `rejected` without a window or a reset is how the CLI passes on a 429 that had no limit headers: no window is used up,
 * the verdict is `unknown`. A rejected `overage` names the plan's window that is used up beside it, because extra usage
 * exhausts nothing by itself.
 */
export function limitSignal(info: JsonObject, at: Instant): LimitSignal {
  const type = asText(info['rateLimitType']);
  const windows = windowsOf(info, type, at);
  const saysWhat = type !== null || windows.length > 0 || asNumber(info['resetsAt']) !== null;
  const verdict = verdictOf(asText(info['status']) ?? '', saysWhat);
  const { windowId, appliesTo, resetsAt, resetRaw } = meantWindow(info, type, windows, verdict);
  return {
    verdict,
    windowId,
    appliesTo,
    resetsAt,
    resetRaw,
    usingExtra: info['isUsingOverage'] === true,
    windows,
    basis: 'structured',
    observedAt: at,
  };
}

function verdictOf(status: string, saysWhat: boolean): LimitSignal['verdict'] {
  const state = stateOf(status);
  if (state === 'exhausted') return saysWhat ? 'rejected' : 'unknown';
  return state;
}

function meantWindow(
  info: JsonObject,
  type: string | null,
  windows: readonly QuotaWindow[],
  verdict: LimitSignal['verdict'],
): Pick<LimitSignal, 'windowId' | 'appliesTo' | 'resetsAt' | 'resetRaw'> {
  const reset = info['resetsAt'];
  if (verdict === 'rejected' && (type === null || type === 'overage')) {
    const plan = windows.find((window) => window.state === 'exhausted' && window.id !== 'extra');
    if (plan !== undefined) {
      return { windowId: plan.id, appliesTo: plan.appliesTo, resetsAt: plan.resetsAt, resetRaw: plan.resetRaw };
    }
    // The reset of extra usage is not the reset of the plan's window that nobody named.
    if (type === 'overage') return { windowId: null, appliesTo: null, resetsAt: null, resetRaw: wordsOf(reset) };
  }
  const named = type === null ? null : windowName(type);
  return {
    windowId: named?.id ?? null,
    appliesTo: named?.appliesTo ?? null,
    resetsAt: instantOf(reset),
    resetRaw: wordsOf(reset),
  };
}

function windowsOf(info: JsonObject, type: string | null, at: Instant): readonly QuotaWindow[] {
  const windows: QuotaWindow[] = [];
  const listed = asObject(info['unifiedWindows']) ?? {};
  for (const name of Object.keys(listed)) {
    const window = listed[name];
    if (isObject(window)) windows.push(quotaWindow(name, window, at));
  }
  // A model's own week is named on the line but not listed among the windows.
  if (type !== null && type !== 'overage' && !windows.some((window) => window.label === type)) {
    windows.push(quotaWindow(type, info, at));
  }
  const extra = extraWindow(info, at);
  if (extra !== null) windows.push(extra);
  return windows;
}

function quotaWindow(name: string, window: JsonObject, at: Instant): QuotaWindow {
  const { id, appliesTo, minutes } = windowName(name);
  const utilization = asNumber(window['utilization']);
  return {
    id,
    label: name,
    appliesTo,
    usedPercent: utilization === null ? null : Math.round(utilization * 1e6) / 1e4,
    bound: 'exact',
    amount: null,
    resetsAt: instantOf(window['resetsAt']),
    resetRaw: wordsOf(window['resetsAt']),
    windowMinutes: minutes,
    state: stateOf(asText(window['status']) ?? ''),
    source: 'run',
    capturedAt: at,
  };
}

/** Extra usage, where the account has some: "rejected" without a reset only says that it is switched off. */
function extraWindow(info: JsonObject, at: Instant): QuotaWindow | null {
  const status = asText(info['overageStatus']);
  if (status === null) return null;
  const resetsAt = instantOf(info['overageResetsAt']);
  if (status === 'rejected' && resetsAt === null) return null;
  return {
    id: 'extra',
    label: 'overage',
    appliesTo: null,
    usedPercent: null,
    bound: 'exact',
    amount: null,
    resetsAt,
    resetRaw: wordsOf(info['overageResetsAt']),
    windowMinutes: null,
    state: stateOf(status),
    source: 'run',
    capturedAt: at,
  };
}

function stateOf(status: string): QuotaWindow['state'] {
  switch (status) {
    case 'allowed':
      return 'ok';
    case 'allowed_warning':
      return 'warn';
    case 'rejected':
    case 'blocked':
      return 'exhausted';
    default:
      return 'unknown';
  }
}

/** The instant of a reset in epoch seconds. */
function instantOf(reset: unknown): Instant | null {
  const seconds = asNumber(reset);
  return seconds === null ? null : instantFromMs(seconds * 1000);
}

/** A reset as the vendor wrote it. */
function wordsOf(reset: unknown): string | null {
  const seconds = asNumber(reset);
  return seconds === null ? asText(reset) : String(seconds);
}
