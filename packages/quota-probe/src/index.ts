export type { ProbeQuotaOptions, ProbeResult, SourceTry } from './probe-quota.ts';
export { probeQuota } from './probe-quota.ts';
export type { ProblemCode } from './problem.ts';
export type { ControlQuestion } from './claude/control-answer.ts';
export { parseClaudeUsageControl } from './claude/control-answer.ts';
