export type { DecideRoutingOptions } from './decide-routing.ts';
export { decideRouting, readRouting } from './decide-routing.ts';
export { turnQuota } from './turn-quota.ts';
export { isSessionOpen } from './session-window.ts';

export type { FallbackStep, RunWish } from './run-need.ts';
export { needOf } from './run-need.ts';
export type { RankPolicy, Strategy, WithoutEvidence } from './rank/rank-policy.ts';
export type { LoginKnown, PastAttempt, ProfileUsage, RankInput } from './rank/rank-input.ts';
export type { Block } from './rank/block.ts';
export type { Evidence } from './rank/evidence.ts';
export type { Pace } from './rank/pace.ts';
export type { RankRule } from './rank/rank-order.ts';
export type { Ranked } from './rank/ranked.ts';
export { recommendationOf } from './rank/ranked.ts';
export { rankProfiles } from './rank/rank-profiles.ts';

export type { RouterPorts, UsagePort } from './route/router-ports.ts';
export type { AccountRoute, AccountRouter } from './route/create-router.ts';
export { createRouter } from './route/create-router.ts';
export type { RouteWait, WaitingRouterOptions } from './route/waiting-router.ts';
export { waitingRouter } from './route/waiting-router.ts';
export type { PressureLevels, PressureMonitor } from './pressure-monitor.ts';
export { createPressureMonitor } from './pressure-monitor.ts';
export { atMost } from './route/at-most.ts';
