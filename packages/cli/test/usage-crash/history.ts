import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Account, accountId } from '@ccx/contracts';

/** What a history holds, kept while it is written. */
export interface Truth {
  calls: number;
  turns: number;
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  /** Lines that are broken. */
  malformed: number;
}

/** A history of Claude Code and Codex that can grow. */
export interface History {
  readonly accounts: readonly Account[];
  readonly truth: Truth;
  /** Adds so many calls to each of its files; the last line of some is left unfinished until the next time. */
  grow(callsPerFile: number): void;
  /** Finishes those lines. */
  finish(): void;
}

const FILES_OF_EACH = 6;
const AT = Date.parse('2026-11-21T08:00:00.000Z');

/** Begins a history below a folder: sessions, streamed calls, a fork that copies, results of tools, broken lines. */
export function beginHistory(folder: string): History {
  const accounts = (['claude', 'codex'] as const).map((agent): Account => {
    const configDir = join(folder, agent);
    return { agent, configDir, id: accountId(agent, configDir) };
  });
  const truth: Truth = { calls: 0, turns: 0, input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, malformed: 0 };
  const unfinished = new Map<string, string>();
  let seconds = 0;
  let total = 0;

  const time = (): string => new Date(AT + 1000 * seconds++).toISOString();
  const add = (input: number, output: number, cacheRead: number, cacheWrite5m: number): void => {
    truth.calls += 1;
    truth.input += input;
    truth.output += output;
    truth.cacheRead += cacheRead;
    truth.cacheWrite5m += cacheWrite5m;
  };
  /** The last line goes without its end where `cut`; the next `write` of the file brings the rest of it. */
  const write = (path: string, lines: readonly string[], cut: boolean): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    const text = (unfinished.get(file) ?? '') + lines.map((line) => `${line}\n`).join('');
    const end = cut ? text.length - 20 : text.length;
    appendFileSync(file, text.slice(0, end));
    unfinished.set(file, text.slice(end));
  };

  const claudeCall = (session: string): readonly string[] => {
    const id = `${session}-${total++}`;
    const [input, output] = [10 + (total % 7), 100 + (total % 90)];
    add(input, output, 9000, 1500);
    const line = (outputTokens: number): string =>
      JSON.stringify({
        parentUuid: null,
        isSidechain: false,
        message: {
          id: `msg_${id}`,
          type: 'message',
          role: 'assistant',
          model: 'claude-opus-5-5',
          content: [{ type: 'text', text: 'x'.repeat(300) }],
          usage: {
            input_tokens: input,
            cache_creation_input_tokens: 1500,
            cache_read_input_tokens: 9000,
            output_tokens: outputTokens,
            cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 1500 },
          },
        },
        requestId: `req_${id}`,
        type: 'assistant',
        uuid: `uuid-${id}-${outputTokens}`,
        timestamp: time(),
        cwd: '/home/dev/project',
        sessionId: session,
        requestSessionId: session,
        version: '2.1.329',
      });
    return [line(1), toolResult(), line(output)];
  };
  const toolResult = (): string =>
    JSON.stringify({
      type: 'user',
      message: { role: 'user', content: [{ tool_use_id: 't', type: 'tool_result', content: 'y'.repeat(500) }] },
    });
  const prompt = (session: string): string => {
    truth.turns += 1;
    return JSON.stringify({
      type: 'user',
      message: { role: 'user', content: 'Go on.' },
      uuid: `prompt-${total++}`,
      timestamp: time(),
      sessionId: session,
    });
  };

  const codexLine = (type: string, payload: unknown): string => JSON.stringify({ timestamp: time(), type, payload });
  const codexCall = (thread: string): string => {
    const [input, output] = [200 + (total % 5), 20 + (total % 11)];
    add(input, output, 1000, 0);
    return codexLine('token_usage_record', {
      thread_id: thread,
      turn_id: `turn-${thread}`,
      response_id: `response-${total++}`,
      usage: { input_tokens: input + 1000, cached_input_tokens: 1000, output_tokens: output },
    });
  };

  return {
    accounts,
    truth,
    grow(callsPerFile) {
      const calls = Array.from({ length: callsPerFile }, (_, index) => index);
      for (let index = 0; index < FILES_OF_EACH; index += 1) {
        const session = `session-${index}`;
        truth.malformed += 1;
        const lines = [prompt(session), '{"type":"assistant","mess', ...calls.flatMap(() => claudeCall(session))];
        write(`claude/projects/p/${session}.jsonl`, lines, index % 3 === 0);
        // What a fork copies counts once, wherever it is read first.
        if (index === 1) write('claude/projects/p/a-fork.jsonl', lines.slice(2), false);

        const path = `codex/sessions/2026/11/21/rollout-${index}.jsonl`;
        const head = existsSync(join(folder, path))
          ? []
          : [
              codexLine('session_meta', { id: `thread-${index}`, cwd: '/home/dev/project' }),
              codexLine('turn_context', { turn_id: `turn-thread-${index}`, model: 'gpt-5.2-codex' }),
            ];
        write(path, [...head, ...calls.map(() => codexCall(`thread-${index}`))], false);
      }
    },
    finish() {
      for (const [file, text] of unfinished) appendFileSync(file, text);
      unfinished.clear();
    },
  };
}
