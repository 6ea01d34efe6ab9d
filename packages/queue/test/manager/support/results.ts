import type { FailureClass, RunAttempt, RunResult } from '@ccx/contracts';
import { createMockRunner } from '@ccx/fake-agents';
import { idOf } from './accounts.ts';

type Run = Parameters<typeof createMockRunner>[0] & object;
type One = Exclude<Run, readonly unknown[] | ((...args: never) => unknown)>;

/** A whole result on `claude/work`, as the scripted runner makes it. */
export async function resultOf(run: One, denied: readonly string[] = []): Promise<RunResult> {
  const account = { agent: 'claude', configDir: '/claude/work', id: idOf('claude/work') } as const;
  const target = { account, name: 'work', model: null, billing: null };
  const result: RunResult = await createMockRunner(run).run({ prompt: '', cwd: '/' }, target).result;
  const permissionDenials = denied.map((tool) => ({ tool, reason: 'no' }));
  const last: RunAttempt = { ...result.last, summary: { ...result.last.summary, permissionDenials } };
  return { ...result, last, attempts: [last] };
}

export const CLASSES: readonly FailureClass[] = [
  'limit',
  'auth',
  'billing',
  'overload',
  'transport',
  'config',
  'context',
  'refused',
  'protocol',
  'tool',
  'budget',
  'turns',
  'unknown',
];
