import {
  accountId,
  type Instant,
  type Profile,
  type QuotaState,
  type QuotaWindow,
} from '../../packages/contracts/src/index.ts';
import type { PastAttempt, RankInput } from '../../packages/headroom/src/index.ts';

const HOUR_MS = 3_600_000;

/** So many accounts, each with all that can be known of one: windows, their last 64 numbers, past runs, usage. */
export function manyAccounts(count: number, now: Instant): readonly RankInput[] {
  return Array.from({ length: count }, (_, nth) => anAccount(nth, Date.parse(now)));
}

function anAccount(nth: number, nowMs: number): RankInput {
  const at = (hours: number): Instant => new Date(nowMs + hours * HOUR_MS).toISOString();
  const configDir = `/home/ada/.claude-${nth}`;
  const account = { agent: 'claude', configDir, id: accountId('claude', configDir) } as const;
  const profile: Profile = {
    ...account,
    name: `account-${nth}`,
    label: null,
    color: null,
    createdAt: at(-1000),
    lastUsedAt: at(-nth / 10),
    limits: {
      priority: nth % 5,
      suggestEnabled: nth % 10 !== 0,
      rateLimitCooldownMs: 5 * HOUR_MS,
      weeklyAnchor: 'rolling',
      reservePercent: 10,
      allowExtraUsage: false,
      dailyTokenBudget: 50_000_000,
      monthlyUsdBudget: 200,
    },
  };
  const used = (nth * 37) % 101;
  const windows = [
    windowOf('session', null, { used, resetsAt: at(3), minutes: 300, capturedAt: at(-0.1) }),
    windowOf('weekly', null, { used: (used * 3) % 90, resetsAt: at(60), minutes: 10_080, capturedAt: at(-0.1) }),
    windowOf('weekly:fable', 'fable', { used: 30, resetsAt: at(60), minutes: 10_080, capturedAt: at(-2) }),
    windowOf('extra', null, { used: 5, resetsAt: null, minutes: null, capturedAt: at(-2) }),
  ];
  const samples: QuotaState['samples'] = windows
    .flatMap(({ id, usedPercent }) =>
      Array.from({ length: 64 }, (_, sample) => ({
        at: at(-0.1 - (64 - sample) * 0.02),
        windowId: id,
        usedPercent: ((usedPercent ?? 0) * sample) / 64,
      })),
    )
    .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
  const attempts = Array.from({ length: 20 }, (_, run): PastAttempt => ({
    at: at(-run * 2),
    model: null,
    failure: run % 4 === 1 ? { class: 'overload', limit: null } : null,
  }));
  return {
    profile,
    quota: {
      account,
      good: { schemaVersion: 1, account, cliVersion: null, plan: 'max', login: null, windows },
      problem: null,
      samples,
    },
    login: { auth: 'ok', checkedAt: at(-0.2) },
    usage: { tokensDay: nth * 100_000, tokensWeek: nth * 400_000, usdMonth: nth },
    turns: null,
    attempts,
    running: nth % 3,
    sharedWith: [],
  };
}

function windowOf(
  id: string,
  appliesTo: string | null,
  {
    used,
    resetsAt,
    minutes,
    capturedAt,
  }: {
    readonly used: number;
    readonly resetsAt: Instant | null;
    readonly minutes: number | null;
    readonly capturedAt: Instant;
  },
): QuotaWindow {
  return {
    id,
    label: id,
    appliesTo,
    usedPercent: used,
    bound: 'exact',
    amount: null,
    resetsAt,
    resetRaw: null,
    windowMinutes: minutes,
    state: used >= 100 ? 'exhausted' : 'ok',
    source: 'control',
    capturedAt,
  };
}
