export type { FakeAgentCommand, FakeAgentKind } from './fake-agent.ts';
export { fakeAgentCommand, fakeAgentPath } from './fake-agent.ts';

export type {
  CallUsage,
  Duration,
  Login,
  OtherLimit,
  Quota,
  QuotaLevel,
  Scenario,
  ScenarioAccount,
  SignalName,
} from './scenario/scenario.ts';
export type {
  AgentStep,
  BackgroundStep,
  CompactStep,
  EndStep,
  FailStep,
  GrandchildStep,
  LimitStep,
  LimitWindow,
  LineStep,
  ProcessStep,
  ResultStep,
  RetryStep,
  ServiceError,
  Step,
  StructuredStep,
  TextStep,
  ThinkingStep,
  ToolStep,
  ToolsStep,
} from './scenario/step.ts';
export type { BuiltinScenario } from './scenario/builtin-scenarios.ts';
export { builtinScenarios } from './scenario/builtin-scenarios.ts';
export { scenarioProblems } from './scenario/check-scenario.ts';

export { completedRun } from './mock/completed-run.ts';
export type { MockCall, MockRunner, MockScript } from './mock/mock-runner.ts';
export { createMockRunner } from './mock/mock-runner.ts';
export type { MockRun } from './mock/mock-result.ts';
export type { MockResult, MockRunHandle } from './mock/mock-types.ts';
