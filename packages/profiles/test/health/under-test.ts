import { createTempHome } from '@ccx/testkit';
import {
  NOTHING_SAID,
  accountId,
  type Account,
  type AuthState,
  type ProfileHealth,
  type RunAttempt,
  type RunOutcome,
  type RunResult,
  type Usability,
} from '@ccx/contracts';
import { onTestFinished } from 'vitest';
import { openHealth, type HealthFile } from '../../src/index.ts';

export const account: Account = { agent: 'claude', configDir: '/w', id: accountId('claude', '/w') };

export async function healthFolder(): Promise<{ readonly dir: string; readonly store: HealthFile }> {
  const temporary = await createTempHome();
  onTestFinished(() => temporary.remove());
  const { home } = temporary;
  return { dir: home, store: openHealth({ dir: home }) };
}

export function healthOf(authStatus: AuthState, checkedAt = '2026-11-21T08:00:00.000Z'): ProfileHealth {
  return { accountId: account.id, checkedAt, authStatus, authDetail: `It is ${authStatus}.` };
}

export function usable(auth: AuthState, checkedAt: string): Usability {
  return { installed: true, binary: '/bin/claude', version: '2.1.329', auth, detail: `Says ${auth}.`, checkedAt };
}

interface AttemptFacts {
  readonly outcome: RunOutcome;
  readonly startedAt?: string;
  readonly billing?: 'api' | 'subscription' | null;
  /** Who paid, as the agent itself proved it. */
  readonly proved?: 'api' | 'subscription' | null;
  readonly earlierTries?: readonly RunAttempt[];
}

export function attempt({ outcome, startedAt, billing, proved, earlierTries }: AttemptFacts): RunAttempt {
  return {
    target: { account, name: 'work', model: null, billing: billing ?? null },
    outcome,
    summary: {
      ...NOTHING_SAID,
      billing: proved ?? null,
      ended: true,
    },
    exitCode: 0,
    signal: null,
    startedAt: startedAt ?? '2026-11-21T08:30:00.000Z',
    durationMs: 60_000,
    logPath: '/log',
    transcriptPath: null,
    stderr: '',
    warnings: [],
    why: null,
    ...(earlierTries === undefined ? {} : { earlierTries }),
  };
}

export function ended(last: RunAttempt, ...before: readonly RunAttempt[]): RunResult {
  return { ...last.outcome, schemaVersion: 1, runId: 'r', last, attempts: [...before, last] };
}

export const refused: RunOutcome = {
  status: 'auth',
  failure: { class: 'auth', detail: 'Incorrect API key provided: sk-secret', limit: null },
};
