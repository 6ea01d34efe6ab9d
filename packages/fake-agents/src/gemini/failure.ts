import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GeminiLogin } from './login.ts';

/** Why a turn failed, for all three formats. */
export interface TurnFailure {
  /** `error.type` of the result of stream-json; `unknown` for everything that the API answered. */
  readonly type: string;
  /** The words of the result of stream-json. */
  readonly result: string;
  /** The words of `-o json`. */
  readonly message: string;
  /** `error.code` of `-o json`: the HTTP status where there is one. */
  readonly code: number;
  /** Of stream-json and json; text mode ends with 1 unless `own` says that the code is the CLI's own. */
  readonly exitCode: number;
  readonly own: boolean;
  /** What stderr says first, in every format. */
  readonly stderr: string | null;
}

/** An error object as Node prints it. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly at: readonly string[];
  /** The fields in braces, one per line; without any there are no braces. */
  readonly fields: readonly string[];
}

/** The name, the words, where it came from and its fields, as `console.error` shows an error. */
export function thrownText({ name, message, at, fields }: Thrown): string {
  const bundle = 'file:///usr/lib/node_modules/@google/gemini-cli/bundle';
  const frames = at.map((where) => `    at ${where} (${bundle}/chunk-JDPZ4CE3.js:1:1)`);
  const text = `${name}: ${message}\n${frames.join('\n')}`;
  return fields.length === 0 ? text : `${text} {\n${fields.map((field) => `  ${field}`).join('\n')}\n}`;
}

/** The head under which the CLI prints what the API answered. The report that it names is not written. */
function reported(thrown: Thrown, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const report = join(tmpdir(), `gemini-client-error-Turn.run-sendMessageStream-${stamp}.json`);
  return `Error when talking to Gemini API Full report available at: ${report} ${thrownText(thrown)}`;
}

const MORE = 'Please wait and try again later. To increase your limits, request a quota increase through';
/** What stands below the words of every 429; that of Vertex AI was not recorded. */
const ADVICE: Readonly<Record<GeminiLogin, string>> = {
  google:
    'Possible quota limitations in place or slow response times detected. Switching to the gemini-3.5-flash model for the rest of this session.',
  'api-key': `${MORE} AI Studio, or switch to another /auth method`,
  vertex: `${MORE} Vertex, or switch to another /auth method`,
};

/** An answer of the API that ended the turn. It exits with the status, of which eight bits are left: 145 for 401. */
export function apiFailure(
  thrown: Thrown,
  status: number | null,
  { nowMs, login }: { readonly nowMs: number; readonly login: GeminiLogin },
): TurnFailure {
  const advice = status === 429 ? `\n${ADVICE[login]}` : '';
  return {
    type: 'unknown',
    result: `[API Error: ${thrown.message}]${advice}`,
    message: thrown.message,
    code: status ?? 1,
    exitCode: status ?? 1,
    own: false,
    stderr: reported(thrown, nowMs),
  };
}

/** The cap on requests of one run, `model.maxSessionTurns` of the settings: exit 53. */
export function turnLimit(): TurnFailure {
  const message =
    'Reached max session turns for this session. Increase the number of turns by specifying maxSessionTurns in settings.json.';
  return { type: 'FatalTurnLimitedError', result: message, message, code: 53, exitCode: 53, own: true, stderr: null };
}

/** An end that the scenario words itself. */
export function ownFailure(message: string): TurnFailure {
  return { type: 'Error', result: message, message, code: 1, exitCode: 1, own: true, stderr: null };
}
