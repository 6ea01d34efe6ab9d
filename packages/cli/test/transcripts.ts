import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A call, as far as a test says what it is. */
export interface WrittenCall {
  readonly id: string;
  readonly at?: string;
  readonly model?: string;
  /** Tokens that no cache served. */
  readonly input?: number;
  readonly output?: number;
}

/** The line of a call, as Claude Code 2.1.329 writes it. */
export function callLine({ id, at, model = 'claude-opus-5-5', input = 100, output = 10 }: WrittenCall): string {
  return JSON.stringify({
    parentUuid: null,
    isSidechain: false,
    message: {
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [{ type: 'text', text: 'Done.' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: input,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 1000,
        output_tokens: output,
        cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
        service_tier: 'standard',
      },
    },
    requestId: `req-${id}`,
    type: 'assistant',
    uuid: `uuid-${id}`,
    timestamp: at ?? '2026-11-19T12:00:00.000Z',
    cwd: '/home/ada/shop',
    sessionId: 's1',
    version: '2.1.329',
    gitBranch: 'main',
  });
}

/** Adds calls to a session's transcript, which is made where it is missing; gives its path. */
export function writeCalls(configDir: string, session: string, calls: readonly WrittenCall[]): string {
  const file = join(configDir, 'projects', '-home-ada-shop', `${session}.jsonl`);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, calls.map((call) => `${callLine(call)}\n`).join(''));
  return file;
}
