import type { Instant, PlanTier, Profile, ProfileQuota, QuotaWindow, WeeklyAnchor } from '@ccx/contracts';

/** Turns in 5 hours, as users of the plans count them; vendors publish none, and no plan has a number for a week. */
const CAPS_5H: Readonly<Record<PlanTier, number | null>> = { pro: 45, max5: 225, max20: 900, api: null };

const MINUTE_MS = 60_000;
const SESSION_MINUTES = 300;
const WEEK_MINUTES = 7 * 24 * 60;
const DAY_MS = 24 * 3_600_000;

/** In the order of `Date#getUTCDay`. */
const WEEKDAYS: readonly WeeklyAnchor[] = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
];

/**
 * The 5-hour and the weekly window of an account from nothing but its counted turns: the last resort, used only where no
 * vendor's number is known, and labelled by its source `turns`. Turns that were made elsewhere are missing, so every
 * percentage is `at-least`. Without a cap there is a count and no percentage: `max5` and its like have none for a week.
 *
 * A rolling window has no moment at which it starts anew: `resetsAt` is when its oldest turn leaves it, or, where it is
 * used up, when enough of them have left it to make room for one more.
 *
 * @param turns when each turn was made, oldest first; what is older than a week or ahead of `now` is left out
 */
export function turnQuota(
  turns: readonly Instant[],
  { name, limits }: Pick<Profile, 'name' | 'limits'>,
  now: Instant,
): ProfileQuota {
  const nowMs = Date.parse(now);
  const at = turns.map((turn) => Date.parse(turn)).filter((ms) => ms <= nowMs);
  const tier = limits.planTier ?? null;
  const cap5h = limits.caps5hTurns ?? (tier === null ? null : CAPS_5H[tier]);
  const capWeek = limits.capsWeeklyTurns ?? null;
  const session = rolling(at, { minutes: SESSION_MINUTES, cap: cap5h, nowMs });
  const weekly =
    limits.weeklyAnchor === 'rolling'
      ? rolling(at, { minutes: WEEK_MINUTES, cap: capWeek, nowMs })
      : anchored(at, { weekday: WEEKDAYS.indexOf(limits.weeklyAnchor), nowMs });
  return {
    profile: name,
    planTier: tier,
    session: windowOf('session', 'Turns in 5 hours', { ...session, minutes: SESSION_MINUTES, cap: cap5h, now }),
    weekly: windowOf('weekly', 'Turns in a week', { ...weekly, minutes: WEEK_MINUTES, cap: capWeek, now }),
  };
}

interface Count {
  readonly used: number;
  readonly resetMs: number | null;
}

function rolling(
  at: readonly number[],
  { minutes, cap, nowMs }: { readonly minutes: number; readonly cap: number | null; readonly nowMs: number },
): Count {
  const within = at.filter((ms) => ms > nowMs - minutes * MINUTE_MS);
  const excess = cap === null ? 0 : Math.max(0, within.length - cap);
  const leaves = within[excess];
  return { used: within.length, resetMs: leaves === undefined ? null : leaves + minutes * MINUTE_MS };
}

/** From 00:00 UTC of the weekday; on that day itself its own midnight counts. */
function anchored(
  at: readonly number[],
  { weekday, nowMs }: { readonly weekday: number; readonly nowMs: number },
): Count {
  const midnightMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const startMs = midnightMs - ((new Date(nowMs).getUTCDay() - weekday + 7) % 7) * DAY_MS;
  return { used: at.filter((ms) => ms >= startMs).length, resetMs: startMs + WEEK_MINUTES * MINUTE_MS };
}

function windowOf(
  id: string,
  label: string,
  {
    used,
    resetMs,
    minutes,
    cap,
    now,
  }: Count & { readonly minutes: number; readonly cap: number | null; readonly now: Instant },
): QuotaWindow {
  const limit = cap === null || cap <= 0 ? null : cap;
  const usedPercent = limit === null ? null : (used / limit) * 100;
  return {
    id,
    label,
    appliesTo: null,
    usedPercent,
    bound: 'at-least',
    amount: { used, limit, unit: 'turns' },
    resetsAt: resetMs === null ? null : new Date(resetMs).toISOString(),
    resetRaw: null,
    windowMinutes: minutes,
    state: usedPercent === null ? 'unknown' : usedPercent >= 100 ? 'exhausted' : 'ok',
    source: 'turns',
    capturedAt: now,
  };
}
