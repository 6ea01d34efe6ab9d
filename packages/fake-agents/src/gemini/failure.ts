import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
  /** The fields in braces, one per line. */
  readonly fields: readonly string[];
}

/** The name, the words, where it came from and its fields, as `console.error` shows an error. */
export function thrownText({ name, message, at, fields }: Thrown): string {
  const bundle = 'file:///usr/lib/node_modules/@google/gemini-cli/bundle';
  const frames = at.map((where) => `    at ${where} (${bundle}/chunk-JDPZ4CE3.js:1:1)`);
  return `${name}: ${message}\n${frames.join('\n')} {\n${fields.map((field) => `  ${field}`).join('\n')}\n}`;
}

/** The head under which the CLI prints what the API answered. The report that it names is not written. */
function reported(thrown: Thrown, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const report = join(tmpdir(), `gemini-client-error-Turn.run-sendMessageStream-${stamp}.json`);
  return `Error when talking to Gemini API Full report available at: ${report} ${thrownText(thrown)}`;
}

/** An answer of the API that ended the turn. The exit code is what is left of the status in eight bits. */
export function apiFailure(
  thrown: Thrown,
  status: number | null,
  { nowMs, advice = '' }: { readonly nowMs: number; readonly advice?: string },
): TurnFailure {
  return {
    type: 'unknown',
    result: `[API Error: ${thrown.message}]${advice}`,
    message: thrown.message,
    code: status ?? 1,
    exitCode: status === null ? 1 : status % 256,
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
