import type { FailureClass } from '@ccx/contracts';

/** What a recording must amount to, written by hand from how it was provoked, not from what a parser made of it. */
export interface Verdict {
  /** `success`, the class of the failure, or that no result came. */
  readonly is: 'success' | 'no result' | FailureClass;
  /** What stderr names, where stdout names nothing. */
  readonly stderr?: FailureClass;
  readonly windowId?: string | null;
  readonly resetsAt?: string;
  readonly terminalReason?: string;
  readonly costUsd?: number;
  readonly toolCalls?: number;
  readonly effects?: 'none' | 'possible';
  readonly denials?: number;
  readonly results?: number;
  readonly text?: string;
  readonly structured?: unknown;
}

const RUN = 0.010188;

export const VERDICTS: Readonly<Record<string, Verdict>> = {
  'agents-json-empty': { is: 'no result' },
  'api-400': { is: 'unknown', terminalReason: 'api_error', costUsd: 0 },
  'api-400-credit': { is: 'billing', terminalReason: 'api_error', costUsd: 0 },
  'api-400-too-long': { is: 'context', terminalReason: 'prompt_too_long', costUsd: 0 },
  'api-401': { is: 'auth', terminalReason: 'api_error' },
  'api-404-model': { is: 'config', stderr: 'config' },
  'api-429': { is: 'overload' },
  'api-529': { is: 'overload' },
  'api-529-then-ok': { is: 'success', costUsd: RUN },
  'api-conn-reset': { is: 'transport' },
  'api-refused': { is: 'transport' },
  'api-stream-overloaded': { is: 'success' },
  'auth-status-apikey': { is: 'no result' },
  'auth-status-none': { is: 'no result' },
  'auth-status-oauth': { is: 'no result' },
  'auth-status-text': { is: 'no result' },
  'bad-flag': { is: 'no result', stderr: 'config' },
  'bad-session-id': { is: 'no result', stderr: 'config' },
  'compact-manual': { is: 'success', results: 4, costUsd: 0.280656, toolCalls: 0, effects: 'none' },
  'config-dir': { is: 'success' },
  'control-can-use-tool': { is: 'success', toolCalls: 1 },
  'control-get-usage': { is: 'no result' },
  'control-get-usage-apikey': { is: 'no result' },
  'control-get-usage-setup-token': { is: 'no result' },
  'control-interrupt': { is: 'success', results: 2, text: 'second turn ok', costUsd: 0.019676 },
  doctor: { is: 'no result' },
  'format-json': { is: 'success', results: 1, costUsd: RUN },
  'format-json-verbose': { is: 'success', results: 1, costUsd: RUN },
  'format-text': { is: 'no result' },
  'format-text-error': { is: 'no result' },
  'headers-only-5h': { is: 'success' },
  'hook-blocks-tool': { is: 'success', toolCalls: 1, denials: 1, effects: 'possible' },
  'hooks-all': { is: 'success', toolCalls: 2, denials: 0 },
  'huge-bash-output': { is: 'success', toolCalls: 1 },
  'huge-text-line': { is: 'success' },
  'input-stream-multiturn': { is: 'success', results: 2 },
  'json-schema': { is: 'success', structured: { name: 'x', n: 3 }, toolCalls: 1, effects: 'none', costUsd: RUN },
  'limit-429-oauth-no-headers': { is: 'overload' },
  'limit-5h-rejected': { is: 'limit', windowId: 'session' },
  'limit-7d-opus-rejected': { is: 'limit', windowId: 'weekly:opus', resetsAt: '2026-11-23T08:35:22.000Z' },
  'limit-overage-exhausted': { is: 'limit', windowId: 'session', resetsAt: '2026-11-21T02:32:03.000Z' },
  'max-turns': { is: 'turns', terminalReason: 'max_turns', toolCalls: 2 },
  'no-prompt': { is: 'no result', stderr: 'config' },
  'no-session-persistence': { is: 'success' },
  'not-logged-in': { is: 'auth' },
  'oauth-401-refresh-fails': { is: 'auth' },
  'oauth-expired-refresh-ok': { is: 'success' },
  'partial-messages': { is: 'success', toolCalls: 1 },
  'permission-allowed-tools': { is: 'success', denials: 0, toolCalls: 1 },
  'permission-denied': { is: 'success', denials: 1, toolCalls: 1 },
  'permission-mode-manual': { is: 'success' },
  'plain-success': { is: 'success', toolCalls: 0, effects: 'none', costUsd: RUN },
  'plain-success-oauth': { is: 'success', text: 'Hello from the fake API.', costUsd: RUN },
  'print-sessions-file': { is: 'success' },
  'print-slash-cost': { is: 'success', costUsd: 0 },
  'print-slash-usage': { is: 'success', costUsd: 0 },
  'print-usage-apikey': { is: 'success', costUsd: 0 },
  'print-usage-json': { is: 'success', costUsd: 0 },
  'print-usage-setup-token': { is: 'success', costUsd: 0 },
  'procstart-check': { is: 'success' },
  'resume-missing': { is: 'config', stderr: 'config', costUsd: 0 },
  'session-resume-fork': { is: 'success', text: 'reply 0', costUsd: RUN },
  'session-resume-fork-2': { is: 'success', text: 'reply 1', costUsd: RUN },
  'session-resume-fork-3': { is: 'success', text: 'reply 2', costUsd: RUN },
  'session-resume-fork-4': { is: 'no result', stderr: 'config' },
  'session-resume-fork-5': { is: 'success', text: 'reply 3', costUsd: RUN },
  'session-state-events': { is: 'success', toolCalls: 1 },
  'sighup-midstream': { is: 'no result' },
  'sigint-midstream': { is: 'unknown', terminalReason: 'aborted_streaming', text: 'slow slow slow slow slow ' },
  'sigkill-midstream': { is: 'no result' },
  'sigterm-in-tool': { is: 'no result', toolCalls: 1, effects: 'possible' },
  'stop-max-tokens': { is: 'context', terminalReason: 'api_error', costUsd: 0.040752 },
  'stream-json-no-verbose': { is: 'no result', stderr: 'config' },
  'subagent-background': { is: 'success', results: 2, text: 'Got the report.', costUsd: 0.040752 },
  'subagent-forward-text': { is: 'success', results: 1, costUsd: 0.040704, toolCalls: 2 },
  'subagent-task': { is: 'success', toolCalls: 2 },
  'tool-bash': { is: 'success', toolCalls: 1, effects: 'possible', text: 'Done: hello.' },
  'tool-edit-write': { is: 'success', toolCalls: 3, effects: 'possible' },
  'tool-parallel-thinking': { is: 'success', toolCalls: 3 },
  version: { is: 'no result' },
  'warn-5h': { is: 'success', windowId: 'session' },
  'warn-oauth-changes': { is: 'limit' },
};
