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
export type { Answer, AnswerOptions, Block, Refusal, Reply, Silence } from './reply.ts';
export { answer, drop, hang, refuse, say, useTool } from './reply.ts';
export type { UnifiedLimits, UnifiedWindow } from './anthropic/unified-limits.ts';
export { unifiedLimits } from './anthropic/unified-limits.ts';
export type { Route, RouteReply } from './network/route.ts';
export type { UsageWindowBody } from './anthropic/account-routes.ts';
export { usageBody } from './anthropic/account-routes.ts';
export type { SubscriptionOptions } from './anthropic/login.ts';
export { apiKeyEnv, DUMMY_API_KEY, subscriptionEnv, subscriptionHome } from './anthropic/login.ts';

export type { OpenaiApi, OpenaiApiOptions, OpenaiRequest } from './openai/api.ts';
export { startOpenaiApi } from './openai/api.ts';
export type { CodexWindow, CodexLimits } from './openai/codex-limits.ts';
export { codexLimits, refuseUsageLimit } from './openai/codex-limits.ts';
export { codexUsageBody } from './openai/account-routes.ts';
export type { ResponsesCall } from './openai/responses-call.ts';
export type { CodexHomeOptions } from './openai/login.ts';
export { codexEnv, codexHome, DUMMY_OPENAI_KEY } from './openai/login.ts';

export type { GeminiApi, GeminiApiOptions, GeminiRequest } from './gemini/api.ts';
export { startGeminiApi } from './gemini/api.ts';
export type { GeminiCall, GeminiCallKind } from './gemini/model-request.ts';
export type { GeminiScript } from './gemini/script.ts';
export type { CodeAssistReason } from './gemini/google-errors.ts';
export { refuseCapacity, refuseCodeAssist, refuseDailyQuota, refuseRequestRate } from './gemini/google-errors.ts';
export type { GeminiBucket } from './gemini/account-routes.ts';
export { geminiQuotaBody } from './gemini/account-routes.ts';
export type { GeminiHomeOptions, GeminiLogin } from './gemini/login.ts';
export { DUMMY_GEMINI_KEY, geminiEnv, geminiHome } from './gemini/login.ts';

export type { DialectCase, DialectConformanceOptions } from './conformance/dialect.ts';
export { dialectConformance, recordEvents } from './conformance/dialect.ts';
export type { TestLine } from './line-dialect.ts';
export { createLineDialect, testLimit, testLine } from './line-dialect.ts';
export type { AgentBehaviour, RunnerConformanceOptions, RunnerUnderTest } from './conformance/runner.ts';
export { runnerConformance } from './conformance/runner.ts';
export type { TerminalProgram, TerminalProgramOptions } from './terminal.ts';
export { startInTerminal } from './terminal.ts';
