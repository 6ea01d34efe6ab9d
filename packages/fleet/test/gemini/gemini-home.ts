import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempHome } from '@ccx/testkit';
import { onTestFinished } from 'vitest';
import { geminiSource } from '../../src/gemini/source.ts';
import { NO_MEMORY } from '../../src/scan-memory.ts';
import type { FoundSession } from '../../src/source.ts';
import { type FakeMachine, fakeView } from '../fake-view.ts';

/** When the processes of a test are started. */
export const STARTED_MS: number = Date.parse('2026-11-21T12:00:00Z');

/** One message, some seconds after the start. */
export interface PutMessage {
  readonly at: number;
  readonly type: 'user' | 'gemini' | 'info' | 'error';
  readonly content: string;
  readonly toolCalls?: readonly object[];
}

/** What a chat of a test is. */
export interface PutChat {
  readonly id: string;
  /** Seconds after the start when it was begun. Default 2. */
  readonly at?: number;
  readonly messages?: readonly PutMessage[];
  readonly fixture?: string;
  readonly kind?: string;
  /** Seconds after the start when it was last written. Default when its last message was. */
  readonly changedAt?: number;
}

/** A Gemini home that lives as long as a test. */
export interface GeminiHome {
  readonly folder: string;
  put(chat: PutChat): string;
  /** Sessions by pid, on a machine where all processes are of this home and of `/work`. */
  look(machine: FakeMachine, nowMs?: number): Readonly<Record<number, FoundSession>>;
}

export function sessionId(serial: number): string {
  return `${String(serial).padStart(8, '0')}-2222-4333-8444-555555555555`;
}

export async function geminiHome(slug = 'app'): Promise<GeminiHome> {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const { home } = temp;
  const folder = join(home, '.gemini');
  const chats = join(folder, 'tmp', slug, 'chats');
  mkdirSync(chats, { recursive: true });
  writeFileSync(join(folder, 'projects.json'), JSON.stringify({ projects: { '/work': slug } }));
  const time = (seconds: number): string => new Date(STARTED_MS + seconds * 1000).toISOString();
  return {
    folder,
    put({ id, at = 2, messages = [], fixture, kind = 'main', changedAt = messages.at(-1)?.at ?? at }) {
      const minute = time(at).slice(0, 16).replaceAll(':', '-');
      const path = join(chats, `session-${minute}-${id.slice(0, 8)}.jsonl`);
      const head = { sessionId: id, projectHash: 'x', startTime: time(at), lastUpdated: time(at), kind };
      const said = messages.map((one, index) => ({ id: String(index), ...one, timestamp: time(one.at) }));
      const lines = [head, ...said].map((line) => JSON.stringify(line));
      const recorded =
        fixture === undefined
          ? []
          : readFileSync(join(import.meta.dirname, 'fixtures', `${fixture}.jsonl`), 'utf8')
              .split('\n')
              .slice(1);
      writeFileSync(path, [...lines, ...recorded.filter(Boolean), ''].join('\n'));
      utimesSync(path, STARTED_MS / 1000 + changedAt, STARTED_MS / 1000 + changedAt);
      return path;
    },
    look(machine, nowMs = STARTED_MS + 3_600_000) {
      const agents = machine.agents ?? [];
      const proc = fakeView({
        ...machine,
        agents: agents.map((one) => ({ startedAt: String(STARTED_MS), ...one })),
        variables: Object.fromEntries(agents.map(({ pid }) => [pid, { GEMINI_CLI_HOME: home }])),
        folders: { ...Object.fromEntries(agents.map(({ pid }) => [pid, '/work'])), ...machine.folders },
      });
      const root = { agent: 'gemini', account: null, folder } as const;
      const found = geminiSource.sessions(root, {
        proc,
        nowMs,
        memory: NO_MEMORY,
        skip: () => {},
      });
      return Object.fromEntries(found.map((one) => [one.pid, one]));
    },
  };
}
