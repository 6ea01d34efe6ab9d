import type { FailureClass } from '@ccx/contracts';

/** What a recording must amount to, written by hand from how it was provoked, not from what a parser made of it. */
export interface Verdict {
  /** `success`, the class of the failure, or that no result came. */
  readonly is: 'success' | 'no result' | FailureClass;
  /** What stderr names, where stdout names nothing. */
  readonly stderr?: FailureClass;
  readonly windowId?: string | null;
  readonly resetsAt?: string | null;
  readonly model?: string | null;
  readonly text?: string;
  readonly toolCalls?: number;
  readonly effects?: 'none' | 'possible';
  readonly denials?: number;
  /** Of each `retry`: attempt, delay in milliseconds, cause. */
  readonly retries?: readonly (readonly [number, number | null, FailureClass])[];
  /** All tokens of the run: input, output with thoughts, read from the cache. */
  readonly tokens?: readonly [number, number, number];
}

const HELLO = 'Hello from the fake API.';
/** The scripted API gave each call 1200 tokens of input, 800 of them cached, 20 of output and 5 of thoughts. */
const calls = (count: number): readonly [number, number, number] => [400 * count, 25 * count, 800 * count];

export const VERDICTS: Readonly<Record<string, Verdict>> = {
  'ca-401': { is: 'auth', stderr: 'auth', model: null, tokens: calls(1) },
  'ca-429-quota-exhausted': {
    is: 'no result',
    stderr: 'limit',
    windowId: 'daily:gemini-2.5-pro',
    resetsAt: '2026-11-21T06:12:30.000Z',
    model: 'gemini-2.5-pro',
    retries: [[1, 21_927_698, 'limit']],
  },
  'ca-429-quota-terminal': {
    is: 'limit',
    stderr: 'limit',
    windowId: 'daily:gemini-2.5-pro',
    resetsAt: '2026-11-21T06:12:30.000Z',
    model: 'gemini-2.5-pro',
    tokens: calls(0),
  },
  'ca-429-capacity-then-ok': {
    is: 'success',
    text: 'Whole answer.',
    model: 'gemini-2.5-pro',
    tokens: [176, 58, 1024],
    retries: [[1, 3041, 'limit']],
  },
  // The words of both attempts: that the first was cut, nothing here tells.
  'ca-cut-once-then-ok': { is: 'success', text: 'This is cuWhole answer.', tokens: [176, 58, 1024] },
  'ca-cut-stream': { is: 'transport', stderr: 'transport', tokens: calls(0) },
  'ca-no-tls': { is: 'no result', stderr: 'transport' },
  'ca-text-stream': { is: 'success', text: HELLO, model: 'gemini-3-flash-preview', tokens: calls(2) },
  'cut-stream': { is: 'transport', stderr: 'transport', tokens: calls(0) },
  'cut-stream-reset': { is: 'transport', stderr: 'transport', tokens: calls(0) },
  'err-400-key': { is: 'auth', stderr: 'auth', tokens: calls(1) },
  'err-401-json': { is: 'no result', stderr: 'auth' },
  'err-401-text': { is: 'no result', stderr: 'auth' },
  'err-404-model': { is: 'config', stderr: 'config', model: 'gemini-nope' },
  'err-429-daily-json': { is: 'no result', stderr: 'limit' },
  'err-429-daily-stream': {
    is: 'limit',
    stderr: 'limit',
    windowId: 'daily:gemini-2.5-pro',
    resetsAt: null,
    tokens: calls(0),
  },
  'err-429-minute-forever': {
    is: 'no result',
    stderr: 'overload',
    retries: [
      [1, 5759, 'overload'],
      [2, 10_142, 'overload'],
      [3, 23_855, 'overload'],
      [4, 33_499, 'overload'],
    ],
  },
  'err-429-retry-then-ok': { is: 'success', text: HELLO, model: 'gemini-2.5-pro', retries: [[1, 5095, 'overload']] },
  'err-500-retry': {
    is: 'success',
    text: HELLO,
    model: 'gemini-2.5-pro',
    tokens: calls(1),
    retries: [
      [1, null, 'overload'],
      [2, null, 'overload'],
    ],
  },
  'err-bad-flag': { is: 'no result', stderr: 'config' },
  'err-bad-settings': { is: 'no result', stderr: 'config' },
  'err-no-auth': { is: 'no result', stderr: 'auth' },
  // A refusal that the CLI reports as a success of three letters: no line says why it is so short.
  'err-safety': { is: 'success', text: 'Par' },
  'err-server-down': {
    is: 'no result',
    stderr: 'transport',
    retries: [1, 2, 3, 4].map((attempt) => [attempt, null, 'transport'] as const),
  },
  'err-untrusted': { is: 'no result', stderr: 'config' },
  'err-untrusted-folder-trust-on': { is: 'no result', stderr: 'config' },
  'json-cut-stream': { is: 'no result', stderr: 'transport' },
  'json-empty': { is: 'protocol', model: 'gemini-2.5-pro', text: '', toolCalls: 0, tokens: [352, 116, 2048] },
  'json-text': { is: 'success', model: 'gemini-3.8-flash', text: 'Hello.', toolCalls: 0, tokens: [352, 116, 2048] },
  'json-tools': {
    is: 'success',
    model: 'gemini-2.5-pro',
    text: 'Done.',
    toolCalls: 2,
    effects: 'possible',
    tokens: [528, 174, 3072],
  },
  'kill-sigint': { is: 'no result' },
  'kill-sigint-group': { is: 'no result' },
  'kill-sigterm-group': { is: 'no result' },
  resume: { is: 'success', text: 'Noted 42.', tokens: calls(2) },
  'resume-2': { is: 'success', text: '42.', tokens: calls(2) },
  'resume-3': { is: 'no result' },
  'resume-unknown': { is: 'no result', stderr: 'config' },
  'stdin-held': { is: 'success', text: HELLO },
  'stdin-prompt': { is: 'success', text: HELLO },
  'text-stream': {
    is: 'success',
    text: HELLO,
    model: 'gemini-3.8-flash',
    tokens: calls(2),
    toolCalls: 0,
    effects: 'none',
  },
  'text-text': { is: 'no result' },
  'tool-missing-file': {
    is: 'success',
    text: 'No such file.',
    toolCalls: 1,
    effects: 'none',
    denials: 0,
    tokens: calls(3),
  },
  'tool-read-stream': {
    is: 'success',
    text: 'I will look. The file says hello.',
    toolCalls: 2,
    effects: 'none',
    tokens: calls(3),
  },
  'tool-shell-denied': { is: 'success', text: 'I cannot run commands.', toolCalls: 1, denials: 1 },
  'tool-shell-yolo': { is: 'success', text: 'Two lines.', toolCalls: 1, effects: 'possible', denials: 0 },
  'tool-write-auto-edit': { is: 'success', text: 'Written.', toolCalls: 1, effects: 'possible' },
  'trust-env': { is: 'success', text: HELLO },
};
