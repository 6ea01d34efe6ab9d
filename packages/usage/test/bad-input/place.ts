import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountId, type ScanBatch } from '@ccx/contracts';
import { createTempHome } from '@ccx/testkit';
import { createScanner } from '../../src/index.ts';
import { createMemoryStore, type MemoryStore } from '../scan/memory-store.ts';

/** A machine with one account of Claude Code. */
export interface Place {
  readonly home: string;
  readonly account: Account;
  /** Of its projects; `root` holds all of them. */
  readonly folder: string;
  readonly root: string;
  /** A transcript in it, which is not there yet. */
  readonly file: string;
  readonly store: MemoryStore;
  /** What a scan finds, once it is kept; `happens` between its first batch and its second. */
  scan(happens?: () => void): Promise<readonly ScanBatch[]>;
  /** Of the calls that count, in the order in which they came. */
  ids(): readonly string[];
  remove(): Promise<void>;
}

/** In small steps: chunks of 1 KiB, lines of up to 4. */
export async function createPlace(): Promise<Place> {
  const temp = await createTempHome();
  const configDir = join(temp.home, 'work');
  const account: Account = { agent: 'claude', configDir, id: accountId('claude', configDir) };
  const root = join(configDir, 'projects');
  const folder = join(root, 'p');
  mkdirSync(folder, { recursive: true });
  const store = createMemoryStore();
  const scanner = createScanner('claude', { chunkBytes: 1024, maxLineBytes: 4096 });
  return {
    home: temp.home,
    account,
    folder,
    root,
    file: join(folder, 's.jsonl'),
    store,
    async scan(happens = () => {}) {
      const batches: ScanBatch[] = [];
      for await (const batch of scanner.scan(account, (path) => store.cursor(path))) {
        store.commit(batch);
        if (batches.push(batch) === 1) happens();
      }
      return batches;
    },
    ids: () => store.counted().map(({ id }) => id),
    remove: () => temp.remove(),
  };
}

/** The line of a call of 20 tokens. */
export function call(id: string, at = '2026-11-21T08:00:00.000Z', text = 'hi'): string {
  const usage = { input_tokens: 10, output_tokens: 7, cache_read_input_tokens: 3 };
  const message = { id, role: 'assistant', model: 'claude-opus-5-5', content: [{ type: 'text', text }], usage };
  return `${JSON.stringify({ message, requestId: `req-${id}`, type: 'assistant', timestamp: at, sessionId: 's' })}\n`;
}
