export type { FakeClock } from './fake-clock.ts';
export { createFakeClock } from './fake-clock.ts';
export type { TempHome } from './temp-home.ts';
export { createTempHome } from './temp-home.ts';
export type { Falsy, UntilOptions } from './until.ts';
export { until } from './until.ts';

export type { AnthropicApi, AnthropicApiOptions, ApiRequest } from './anthropic/api.ts';
export { startAnthropicApi } from './anthropic/api.ts';
export type { CallKind, ModelCall } from './anthropic/model-call.ts';
export type { Script } from './anthropic/script.ts';
export type { Answer, AnswerOptions, Block, Refusal, Reply, Silence } from './anthropic/reply.ts';
export { answer, drop, hang, refuse, say, useTool } from './anthropic/reply.ts';
export type { UnifiedLimits, UnifiedWindow } from './anthropic/unified-limits.ts';
export { unifiedLimits } from './anthropic/unified-limits.ts';
export type { Route, RouteReply, UsageWindowBody } from './anthropic/account-routes.ts';
export { usageBody } from './anthropic/account-routes.ts';
export type { SubscriptionOptions } from './anthropic/login.ts';
export { apiKeyEnv, DUMMY_API_KEY, subscriptionEnv, subscriptionHome } from './anthropic/login.ts';

export type { DialectCase, DialectConformanceOptions } from './conformance/dialect.ts';
export { dialectConformance, recordEvents } from './conformance/dialect.ts';
export type { TestLine } from './line-dialect.ts';
export { createLineDialect, testLimit, testLine } from './line-dialect.ts';
export type { AgentBehaviour, RunnerConformanceOptions, RunnerUnderTest } from './conformance/runner.ts';
export { runnerConformance } from './conformance/runner.ts';
