import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempHome } from '@ccx/testkit';
import { onTestFinished } from 'vitest';
import { codexSource } from '../../src/codex/source.ts';
import { NO_MEMORY } from '../../src/scan-memory.ts';
import type { FleetRoot, FoundSession } from '../../src/source.ts';
import { type FakeMachine, fakeView } from '../fake-view.ts';

/** When the screens of a test are started: the day of the recordings. */
export const STARTED_MS: number = Date.parse('2026-11-21T01:00:00Z');

/** What a rollout of a test is. */
export interface PutRollout {
  readonly fixture?: string;
  readonly id: string;
  readonly cwd?: string;
  readonly meta?: object;
  /** Lines after those of the fixture. */
  readonly more?: readonly object[];
  /** When it was last written. */
  readonly changedMs?: number;
}

/** A Codex home that lives as long as a test. */
export interface CodexHome {
  readonly folder: string;
  put(rollout: PutRollout): string;
  /** A lock that was made at a time, in milliseconds since 1970. */
  lock(id: string, madeMs?: number): string;
  /** Sessions by pid, on a machine where all processes are of this home and of `/work`. */
  look(machine: FakeMachine, nowMs?: number): Readonly<Record<number, FoundSession>>;
}

/** The id of a thread that was made at a time. */
export function threadId(ms: number, serial = 1): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(serial).padStart(12, '0')}`;
}

export async function codexHome(): Promise<CodexHome> {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const { home } = temp;
  const folder = join(home, '.codex');
  const day = join(folder, 'sessions/2026/11/21');
  for (const one of [day, join(folder, 'thread-writer-locks')]) mkdirSync(one, { recursive: true });
  const root: FleetRoot = { agent: 'codex', account: null, folder };
  return {
    folder,
    put({ fixture = 'tui-turn', id, cwd = '/work', meta = {}, more = [], changedMs = STARTED_MS + 60_000 }) {
      const path = join(day, `rollout-2026-11-21T01-00-00-${id}.jsonl`);
      const [head = '', ...lines] = readFileSync(
        join(import.meta.dirname, 'fixtures', `${fixture}.jsonl`),
        'utf8',
      ).split('\n');
      const first = JSON.parse(head);
      const own = { ...first, payload: { ...first.payload, id, session_id: id, cwd, ...meta } };
      writeFileSync(
        path,
        [JSON.stringify(own), ...lines.filter(Boolean), ...more.map((one) => JSON.stringify(one)), ''].join('\n'),
      );
      utimesSync(path, changedMs / 1000, changedMs / 1000);
      return path;
    },
    lock(id, madeMs = STARTED_MS + 1000) {
      const path = join(folder, 'thread-writer-locks', `${id}.lock`);
      writeFileSync(path, '');
      utimesSync(path, madeMs / 1000, madeMs / 1000);
      return path;
    },
    look(machine, nowMs = STARTED_MS + 3_600_000) {
      const agents = machine.agents ?? [];
      const proc = fakeView({
        ...machine,
        agents: agents.map((one) => ({ startedAt: String(STARTED_MS), ...one })),
        variables: Object.fromEntries(agents.map(({ pid }) => [pid, { CODEX_HOME: folder }])),
        folders: { ...Object.fromEntries(agents.map(({ pid }) => [pid, '/work'])), ...machine.folders },
      });
      const found = codexSource.sessions(root, {
        proc,
        nowMs,
        memory: NO_MEMORY,
        skip: () => {},
      });
      return Object.fromEntries(found.map((one) => [one.pid, one]));
    },
  };
}
