import { appendFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Account, accountId } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { onTestFinished } from 'vitest';
import { createScanner } from '../../src/scanners.ts';
import { createMemoryStore, type MemoryStore, scanInto } from '../scan/memory-store.ts';

/** A config dir of Codex for one test, and what was read from it. */
export interface CodexHome {
  readonly account: Account;
  readonly configDir: string;
  readonly store: MemoryStore;
  /** Copies a folder of rollouts, or one of them, into the config dir. */
  copy(from: string, to?: string): void;
  /** Writes lines to a rollout of the day, and its name. */
  write(name: string, lines: readonly unknown[]): void;
  append(name: string, text: string): void;
  scan(): Promise<void>;
}

export async function openCodexHome(options: { readonly chunkBytes?: number } = {}): Promise<CodexHome> {
  const temp = await createTempHome();
  onTestFinished(() => temp.remove());
  const configDir = join(temp.home, '.codex');
  const account: Account = { agent: 'codex', configDir, id: accountId('codex', configDir) };
  const store = createMemoryStore();
  const scanner = createScanner('codex', options);
  const path = (name: string): string => {
    const file = join(configDir, 'sessions', '2026', '11', '21', `rollout-2026-11-21T01-00-00-${name}.jsonl`);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  };
  return {
    account,
    configDir,
    store,
    copy: (from, to) => cpSync(from, to === undefined ? configDir : path(to), { recursive: true }),
    write: (name, lines) => writeFileSync(path(name), lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
    append: (name, text) => appendFileSync(path(name), text),
    scan: async () => {
      await scanInto(store, scanner, account);
    },
  };
}

/** What the counted calls add up to: input that no cache served, what the cache served, output. */
export function sums(store: MemoryStore): readonly number[] {
  const sum = (name: 'input' | 'cacheRead' | 'output'): number =>
    store.counted().reduce((total, { usage }) => total + usage[name], 0);
  return [sum('input'), sum('cacheRead'), sum('output')];
}
