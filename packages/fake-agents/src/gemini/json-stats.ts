import type { Line } from '../claude/line.ts';
import { totalOf, type GeminiTokens, type ModelUse, type Stats } from './stats.ts';

/** `stats` of the object that `-o json` prints. */
export function jsonStats(stats: Stats): Line {
  const tools = [...stats.tools].map(([name, count]) => [name, toolLine(count)]);
  const success = [...stats.tools.values()].reduce((sum, of) => sum + of.success, 0);
  const fail = [...stats.tools.values()].reduce((sum, of) => sum + of.fail, 0);
  return {
    models: Object.fromEntries([...stats.models].map(([name, use]) => [name, modelLine(use)])),
    tools: {
      totalCalls: success + fail,
      totalSuccess: success,
      totalFail: fail,
      totalDurationMs: 0,
      totalDecisions: { accept: success, reject: 0, modify: 0, auto_accept: 0 },
      byName: Object.fromEntries(tools),
    },
    files: { totalLinesAdded: stats.lines.added, totalLinesRemoved: stats.lines.removed },
  };
}

function modelLine({ role, requests, empty, latencyMs, tokens }: ModelUse): Line {
  const split = tokenLine(tokens);
  const errorsByType = empty === 0 ? {} : { NO_RESPONSE_TEXT: empty };
  return {
    api: { totalRequests: requests, totalErrors: empty, totalLatencyMs: latencyMs, errorsByType },
    tokens: split,
    roles: { [role]: { totalRequests: requests, totalErrors: 0, totalLatencyMs: latencyMs, tokens: split } },
  };
}

function tokenLine(tokens: GeminiTokens): Line {
  return {
    input: tokens.prompt - tokens.cached,
    prompt: tokens.prompt,
    candidates: tokens.output,
    total: totalOf(tokens),
    cached: tokens.cached,
    thoughts: tokens.thoughts,
    tool: 0,
  };
}

function toolLine({ success, fail }: { readonly success: number; readonly fail: number }): Line {
  return {
    count: success + fail,
    success,
    fail,
    durationMs: 0,
    decisions: { accept: success, reject: 0, modify: 0, auto_accept: 0 },
  };
}
