import type { Account, Instant, QuotaSnapshot, QuotaWindow } from '@ccx/contracts';
import type { ProbeResult } from '../src/probe-quota.ts';
import { problem, type ProblemCode } from '../src/problem.ts';
import { quotaWindow, type WindowFacts } from '../src/window.ts';

export const ACCOUNT: Account = { agent: 'claude', configDir: null, id: 'claude:default' };

/** A window of which a test says only what matters to it. */
export function aWindow(facts: Partial<WindowFacts> & { readonly capturedAt: Instant }): QuotaWindow {
  return quotaWindow({ id: 'session', label: 'Current session', source: 'control', ...facts });
}

export function aSnapshot(...windows: readonly QuotaWindow[]): QuotaSnapshot {
  return { schemaVersion: 1, account: ACCOUNT, cliVersion: null, windows, plan: null, login: null };
}

export function answered(snapshot: QuotaSnapshot): ProbeResult {
  const state = { account: ACCOUNT, good: snapshot, problem: null, samples: [] };
  return { reading: { ok: true, snapshot }, tried: [], state };
}

export function unanswered(code: ProblemCode, at: Instant, retryAt: Instant | null = null): ProbeResult {
  const reading = problem(code, code, at, retryAt);
  return { reading, tried: [], state: { account: ACCOUNT, good: null, problem: reading.problem, samples: [] } };
}
