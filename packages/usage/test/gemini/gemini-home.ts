import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Account, accountId } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { onTestFinished } from 'vitest';
import { createScanner } from '../../src/scanners.ts';
import { createMemoryStore, type MemoryStore, scanInto } from '../scan/memory-store.ts';

/** A config dir of Gemini CLI for one test, and what was read from it. */
export interface GeminiHome {
  /** The temporary folder of the only project. */
  readonly project: string;
  readonly store: MemoryStore;
  /** Writes a file below the project's chats. */
  write(name: string, text: string): void;
  append(name: string, text: string): void;
  scan(): Promise<void>;
}

export async function openGeminiHome(): Promise<GeminiHome> {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const configDir = join(temp.home, '.gemini');
  const account: Account = { agent: 'gemini', configDir, id: accountId('gemini', configDir) };
  const project = join(configDir, 'tmp', 'app');
  const store = createMemoryStore();
  const scanner = createScanner('gemini', { chunkBytes: 256 });
  const path = (name: string): string => {
    const file = join(project, 'chats', name);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  };
  return {
    project,
    store,
    write: (name, text) => writeFileSync(path(name), text),
    append: (name, text) => appendFileSync(path(name), text),
    scan: async () => {
      await scanInto(store, scanner, account);
    },
  };
}

export const SESSION = '9aabec49-da1d-4f8d-bddf-207e25d122bf';

export const head = (more: object = {}): object => ({
  sessionId: SESSION,
  projectHash: '1afb',
  startTime: '2026-11-21T01:10:29.942Z',
  lastUpdated: '2026-11-21T01:10:29.942Z',
  kind: 'main',
  ...more,
});

/** A message of the model: 100 tokens sent, 60 of them cached, 10 of output, 5 of thoughts. */
export const answer = (id: string, more: object = {}): object => ({
  id,
  timestamp: '2026-11-21T01:10:30.294Z',
  type: 'gemini',
  content: 'Hello {\n    "there": 1\n    },',
  thoughts: [],
  tokens: { input: 100, output: 10, cached: 60, thoughts: 5, tool: 0, total: 115 },
  model: 'gemini-3.8-flash',
  ...more,
});

export const prompt = (id: string, content: unknown = [{ text: 'hi' }]): object => ({
  id,
  timestamp: '2026-11-21T01:10:30.045Z',
  type: 'user',
  content,
});

export const jsonl = (lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
