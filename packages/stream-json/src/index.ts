export { claude } from './claude/dialect.ts';
export { codex } from './codex/dialect.ts';
export { gemini } from './gemini/dialect.ts';
export { dialects } from './dialects.ts';
export { createEventParser, parseLine, readEvents, summarize } from './events.ts';
export { classifyLimitText } from './limit-text.ts';
export type { LimitTextContext } from './limit-text.ts';
export { FAILURE_OUTCOMES, FAILURE_PRECEDENCE } from './failure-table.ts';
