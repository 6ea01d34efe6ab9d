import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { accountId, totalTokens, type UsageRecord } from '@ccx/contracts';
import { claudeTranscripts } from '../../src/claude/transcripts.ts';
import { formatScanner } from '../../src/scan/scanner.ts';
import { createMemoryStore, type MemoryStore, scanInto } from '../scan/memory-store.ts';

/** Scans a config dir into a store. */
export async function scanConfigDir(configDir: string, store: MemoryStore = createMemoryStore()): Promise<MemoryStore> {
  await scanInto(store, formatScanner(claudeTranscripts), {
    agent: 'claude',
    configDir,
    id: accountId('claude', configDir),
  });
  return store;
}

/** Writes transcripts: by their path below `projects/`, their lines, objects or texts. */
export function writeTranscripts(configDir: string, files: Readonly<Record<string, readonly unknown[]>>): void {
  for (const [path, lines] of Object.entries(files)) {
    const file = join(configDir, 'projects', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  }
}

/** All tokens of records. */
export function tokensIn(records: readonly UsageRecord[]): number {
  return records.reduce((sum, { usage }) => sum + totalTokens(usage), 0);
}

/** What a test changes in a line, by where it stands. */
export interface LineChange {
  readonly line?: Readonly<Record<string, unknown>>;
  readonly message?: Readonly<Record<string, unknown>>;
  readonly usage?: Readonly<Record<string, unknown>>;
}

/** The line of a call, as Claude Code 2.1.329 writes it: 112 tokens; `undefined` leaves a field out. */
export function call(id: string, { line = {}, message = {}, usage = {} }: LineChange = {}): Record<string, unknown> {
  return {
    parentUuid: '11111111-1111-4111-8111-111111111111',
    isSidechain: false,
    message: {
      id,
      type: 'message',
      role: 'assistant',
      model: 'claude-opus-5-5',
      content: [{ type: 'text', text: 'said "usage":{ \\ ☃ \u2028 {"usage":{"input_tokens":99999}}' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: 1,
        cache_creation_input_tokens: 10,
        cache_read_input_tokens: 100,
        output_tokens: 1,
        server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
        service_tier: 'standard',
        cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 10 },
        inference_geo: '',
        iterations: [],
        speed: 'standard',
        ...usage,
      },
      ...message,
    },
    requestId: `req-${id}`,
    type: 'assistant',
    uuid: '22222222-2222-4222-8222-222222222222',
    timestamp: '2026-11-21T01:02:03.004Z',
    userType: 'external',
    entrypoint: 'cli',
    cwd: '/home/dev/größe',
    sessionId: 's1',
    version: '2.1.329',
    gitBranch: 'main',
    ...line,
  };
}

/** The line of a prompt. */
export function prompt(uuid: string, change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    parentUuid: null,
    isSidechain: false,
    promptId: 'p',
    type: 'user',
    message: { role: 'user', content: 'do it' },
    uuid,
    timestamp: '2026-11-21T01:02:00.000Z',
    promptSource: 'typed',
    cwd: '/home/dev/größe',
    sessionId: 's1',
    ...change,
  };
}
