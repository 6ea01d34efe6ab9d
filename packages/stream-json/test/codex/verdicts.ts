import type { FailureClass } from '@ccx/contracts';

/** What a recording of Codex must amount to, written by hand from how it was provoked. */
export interface CodexVerdict {
  /** `success`, the class of the failure, or that no turn ended. */
  readonly is: 'success' | 'no result' | FailureClass;
  /** What stderr names, where stdout names nothing. */
  readonly stderr?: FailureClass;
  readonly resetsAt?: string;
  readonly retries?: number;
  readonly toolCalls?: number;
  readonly failedTools?: number;
  readonly effects?: 'none' | 'possible';
  readonly text?: string;
  /** The thread's total as Codex says it: tokens sent, cached ones included, and written. */
  readonly thread?: readonly [sent: number, cached: number, written: number];
  readonly unknown?: number;
}

const ONE_CALL = [1200, 1024, 42] as const;
const TWO_CALLS = [2400, 2048, 84] as const;

export const CODEX_VERDICTS: Readonly<Record<string, CodexVerdict>> = {
  'appserver-not-initialized': { is: 'no result' },
  'appserver-turn': { is: 'no result' },
  'chatgpt-exec-401': { is: 'auth', retries: 0 },
  'chatgpt-exec-ok': { is: 'success', text: 'Hello.', thread: ONE_CALL },
  'chatgpt-exec-usage-limit': { is: 'limit', resetsAt: '2026-11-21T02:38:00.000Z' },
  'chatgpt-exec-usage-not-included': { is: 'billing' },
  'exec-400-model': { is: 'config', unknown: 0 },
  'exec-401': { is: 'auth', retries: 5 },
  'exec-429-exhausted': { is: 'overload', retries: 5 },
  'exec-429-retry-then-ok': { is: 'success', retries: 1, thread: ONE_CALL },
  'exec-503-exhausted': { is: 'overload', retries: 0 },
  'exec-apply-patch': {
    is: 'success',
    toolCalls: 1,
    failedTools: 0,
    effects: 'possible',
    text: 'Added notes.txt.',
    thread: TWO_CALLS,
  },
  'exec-bad-flag': { is: 'no result', stderr: 'config' },
  'exec-command-fail': {
    is: 'success',
    toolCalls: 1,
    failedTools: 1,
    effects: 'possible',
    text: 'The command failed with exit code 3.',
  },
  'exec-command-ok': {
    is: 'success',
    toolCalls: 1,
    failedTools: 0,
    effects: 'possible',
    text: 'Two lines were printed.',
    thread: [2700, 2224, 62],
  },
  'exec-empty-prompt': { is: 'no result', stderr: 'config' },
  'exec-failed-context': { is: 'context', retries: 0 },
  'exec-failed-rate-limit': { is: 'success', retries: 1, text: 'Hello from the fake API.' },
  'exec-mcp-tool': { is: 'success', toolCalls: 1, failedTools: 0, effects: 'possible', text: 'The tool echoed hello.' },
  'exec-no-ratelimit-headers': { is: 'success', text: 'Hello.', toolCalls: 0, effects: 'none' },
  'exec-output-last-message-schema': { is: 'success', text: '{"answer":"yes","score":0.9}' },
  'exec-outside-git': { is: 'no result', stderr: 'config' },
  'exec-outside-git-skip': { is: 'success', text: 'Hello from the fake API.' },
  'exec-plain-text': { is: 'no result', unknown: 1 },
  'exec-resume': { is: 'success', text: 'Noted 42.', thread: [1000, 0, 10] },
  'exec-resume-2': { is: 'success', text: '42.', thread: [2100, 1000, 15] },
  'exec-resume-3': { is: 'success', text: 'Still 42.', thread: [3300, 2100, 21] },
  'exec-resume-unknown': { is: 'no result', stderr: 'config' },
  'exec-server-down': { is: 'no result', retries: 3 },
  'exec-sigkill-launcher': { is: 'no result' },
  'exec-sigterm-launcher': { is: 'no result' },
  'exec-stdin-held': { is: 'no result' },
  'exec-stream-cut': { is: 'success', text: 'Complete after reconnect.', retries: 0 },
  'exec-text': { is: 'success', text: 'Hello from the fake API.', toolCalls: 0, effects: 'none', thread: ONE_CALL },
  'exec-text-analytics-tail': { is: 'success', text: 'Hello from the fake API.' },
  'exec-update-plan': { is: 'success', text: 'Planned.', toolCalls: 0, effects: 'none' },
  'login-status': { is: 'no result', stderr: 'auth' },
  'login-status-2': { is: 'no result' },
  'login-status-3': { is: 'no result' },
};
