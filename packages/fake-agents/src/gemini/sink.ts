import type { Line } from '../claude/line.ts';
import type { Machine } from '../machine/machine.ts';
import type { TurnFailure } from './failure.ts';
import { jsonStats } from './json-stats.ts';
import type { OutputFormat } from './options.ts';
import { streamStats, type Stats } from './stats.ts';

/** How a turn ended. */
export interface TurnEnd {
  readonly failure: TurnFailure | null;
  readonly stats: Stats;
  readonly durationMs: number;
}

/** Where a turn speaks. */
export interface Sink {
  /** A line of stream-json; other formats do not show it. */
  line(line: Line): Promise<void>;
  /** A piece of the answer. */
  text(piece: string): Promise<void>;
  toolUse(name: string, id: string, parameters: unknown): Promise<void>;
  toolResult(id: string, result: Line): Promise<void>;
  /** The last words. Gives the exit code. */
  finish(end: TurnEnd): Promise<number>;
}

/** The sink of a headless run. */
export function headlessSink(machine: Machine, format: OutputFormat, sessionId: string): Sink {
  return { text: textSink, json: jsonSink, 'stream-json': streamSink }[format](machine, sessionId);
}

function streamSink(machine: Machine): Sink {
  const line = async ({ type, ...rest }: Line): Promise<void> => {
    const timestamp = new Date(machine.nowMs()).toISOString();
    await machine.output.line(JSON.stringify({ type, timestamp, ...rest }));
  };
  return {
    line,
    text: (content) => line({ type: 'message', role: 'assistant', content, delta: true }),
    toolUse: (name, id, parameters) => line({ type: 'tool_use', tool_name: name, tool_id: id, parameters }),
    toolResult: (id, result) => line({ type: 'tool_result', tool_id: id, ...result }),
    finish: async ({ failure, stats, durationMs }) => {
      if (failure === null) {
        await line({ type: 'result', status: 'success', stats: streamStats(stats, durationMs) });
        return 0;
      }
      if (failure.exitCode === 0) {
        // Observed of an empty answer: the error is an event, and the result has none.
        await line({ type: 'error', severity: 'error', message: failure.message });
        await line({ type: 'result', status: 'error', stats: streamStats(stats, durationMs) });
        return 0;
      }
      const error = { type: failure.type, message: failure.result };
      await line({ type: 'result', status: 'error', error, stats: streamStats(stats, 0) });
      return failure.exitCode;
    },
  };
}

/** One object at the end: an answer on stdout, a failure on stderr. */
function jsonSink(machine: Machine, sessionId: string): Sink {
  let response = '';
  return {
    ...silent,
    text: async (piece) => void (response += piece),
    // Observed: what was said before a call is not in it.
    toolUse: async () => void (response = ''),
    finish: async ({ failure, stats }) => {
      const { message, code, own, type } = failure ?? { message: '', code: 0, own: false, type: '' };
      if (failure === null || failure.exitCode === 0) {
        const error = failure === null ? {} : { error: { type, message } };
        const whole = { session_id: sessionId, response, stats: jsonStats(stats), ...error };
        // Observed: no line end.
        await machine.output.write(JSON.stringify(whole, null, 2));
        return 0;
      }
      const error = { type: own ? type : 'Error', message, code };
      const whole = JSON.stringify({ session_id: sessionId, error }, null, 2);
      await machine.stderr(`${whole}\n${own ? `[ERROR] ${whole}\n` : ''}`);
      return failure.exitCode;
    },
  };
}

function textSink(machine: Machine): Sink {
  let last = '\n';
  const write = async (piece: string): Promise<void> => {
    last = piece.at(-1) ?? last;
    await machine.output.write(piece);
  };
  const endLine = async (): Promise<void> => {
    if (last !== '\n') await write('\n');
  };
  return {
    ...silent,
    text: write,
    toolUse: endLine,
    finish: async ({ failure }) => {
      await endLine();
      if (failure === null) return 0;
      const { own, message, exitCode } = failure;
      // Observed: an object is printed as what it is; the CLI's own words come twice, of an empty answer once.
      const words = own ? `[ERROR] ${message}\n` : 'An unexpected critical error occurred:[object Object]\n';
      await machine.stderr(own && exitCode !== 0 ? `${message}\n${words}` : words);
      return own ? exitCode : 1;
    },
  };
}

const nothing = async (): Promise<void> => {};
const silent = { line: nothing, toolUse: nothing, toolResult: nothing };
