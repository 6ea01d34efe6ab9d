import { appendFileSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountId, type Account, type UsageStore, type WorkFolder } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountSource, createScanner, updateUsage, type AccountSource, type UpdateProgress } from '../src/index.ts';
import { call, writeTranscripts } from './claude/scan-claude.ts';
import { createMemoryStore } from './scan/memory-store.ts';

let temp: TempHome;
beforeEach(async () => {
  temp = await createTempHome();
});
afterEach(async () => temp.remove());

const accountIn = (name: string): Account => {
  const configDir = join(temp.home, name);
  return { agent: 'claude', configDir, id: accountId('claude', configDir) };
};
const sourceOf = (account: Account): AccountSource => accountSource(account, { chunkBytes: 4096 });

/** A store in memory that writes down what it is told beside calls. */
function storeInMemory(): UsageStore & {
  readonly calls: () => readonly string[];
  readonly folders: readonly WorkFolder[];
  readonly gone: ReadonlySet<string>;
  readonly together: readonly number[];
} {
  const memory = createMemoryStore();
  const files = new Map<string, string | undefined>();
  const gone = new Set<string>();
  const folders: WorkFolder[] = [];
  const together: number[] = [];
  const commit: UsageStore['commit'] = (batch) => {
    files.set(batch.file, batch.account?.id);
    gone.delete(batch.file);
    memory.commit(batch);
  };
  return {
    cursor: (file) => memory.cursor(file),
    commit,
    commitAll(batches) {
      together.push(batches.length);
      for (const batch of batches) commit(batch);
    },
    files: (id) => [...files].filter(([, of]) => of === id).map(([path]) => ({ path, archived: gone.has(path) })),
    archive: (file) => void gone.add(file),
    restore: (file) => void gone.delete(file),
    keepFolder: (folder) => void folders.push(folder),
    calls: () => memory.counted().map(({ id }) => id),
    folders,
    gone,
    together,
  };
}

describe('an update', () => {
  test('keeps what is new, and tells how far it is', async () => {
    const account = accountIn('.claude');
    const lines = Array.from({ length: 30 }, (_, index) => call(`m${index}`));
    writeTranscripts(account.configDir ?? '', { 'p/s1.jsonl': lines, 'p/s2.jsonl': [call('other')] });
    const store = storeInMemory();
    const told: UpdateProgress[] = [];
    const onProgress = (progress: UpdateProgress): void => void told.push(progress);
    expect(await updateUsage({ sources: [sourceOf(account)], store, onProgress })).toEqual({ files: 2, records: 31 });
    expect(told.at(-1)).toEqual({ files: 2, records: 31 });
    expect(told.length).toBeGreaterThan(2);
    expect(store.calls()).toHaveLength(31);
    expect(await updateUsage({ sources: [sourceOf(account)], store })).toEqual({ files: 0, records: 0 });
  });

  test('keeps many small files together, and not more than a few calls at once', async () => {
    const account = accountIn('.claude');
    const one = (name: string, count: number): readonly unknown[] =>
      Array.from({ length: count }, (_, index) => call(`${name}-${index}`));
    const small = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`p/s${index}.jsonl`, one(`${index}`, 1)]),
    );
    writeTranscripts(account.configDir ?? '', small);
    const store = storeInMemory();
    await updateUsage({ sources: [sourceOf(account)], store });
    expect(store.together).toEqual([100, 100, 50]);
    writeTranscripts(account.configDir ?? '', { 'q/large.jsonl': one('large', 9000) });
    await updateUsage({ sources: [{ ...sourceOf(account), scanner: createScanner('claude') }], store });
    expect(store.calls()).toHaveLength(9250);
    expect(store.together.length).toBeGreaterThan(4);
  });

  test('that is broken off keeps what was read until then, and the next one the rest', async () => {
    const account = accountIn('.claude');
    writeTranscripts(account.configDir ?? '', { 'p/s1.jsonl': [call('m1')], 'p/s2.jsonl': [call('m2')] });
    const store = storeInMemory();
    const breaking = new AbortController();
    const update = updateUsage({
      sources: [sourceOf(account)],
      store,
      signal: breaking.signal,
      onProgress: () => breaking.abort(new Error('enough')),
    });
    await expect(update).rejects.toThrow('enough');
    expect(store.calls()).toEqual(['m1']);
    await updateUsage({ sources: [sourceOf(account)], store });
    expect(store.calls()).toEqual(['m1', 'm2']);
  });

  test('takes nothing for gone that another process found after the transcripts were listed', async () => {
    const source = sourceOf(accountIn('one'));
    writeTranscripts(join(temp.home, 'one'), { 'p/s1.jsonl': [call('m1')] });
    const store = storeInMemory();
    const before = { files: [], folders: [], obstacles: [] };
    await updateUsage({ sources: [{ ...source, listing: () => before }], store });
    expect([store.calls(), [...store.gone]]).toEqual([['m1'], []]);
  });

  test('marks what is gone, and takes the mark back where it is there again', async () => {
    const account = accountIn('.claude');
    const projects = join(account.configDir ?? '', 'projects');
    writeTranscripts(account.configDir ?? '', { 'p/s1.jsonl': [call('m1')], 'p/s2.jsonl': [call('m2')] });
    const store = storeInMemory();
    const update = async (): Promise<unknown> => updateUsage({ sources: [sourceOf(account)], store });
    await update();
    renameSync(join(projects, 'p/s1.jsonl'), join(projects, 'p/s1.away'));
    await update();
    expect([...store.gone]).toEqual([join(projects, 'p/s1.jsonl')]);
    renameSync(join(projects, 'p/s1.away'), join(projects, 'p/s1.jsonl'));
    await update();
    expect([...store.gone]).toEqual([]);
    expect(store.calls()).toEqual(['m1', 'm2']);
  });

  test('does not call gone what another account still has of a history that both shared', async () => {
    const [work, own] = [accountIn('.claude-work'), accountIn('.claude')];
    writeTranscripts(work.configDir ?? '', { 'p/s1.jsonl': [call('m1')] });
    mkdirSync(own.configDir ?? '');
    symlinkSync(join(work.configDir ?? '', 'projects'), join(own.configDir ?? '', 'projects'));
    const store = storeInMemory();
    const sources = [sourceOf(own), sourceOf(work)];
    await updateUsage({ sources, store });
    expect(store.calls()).toEqual(['m1']);
    rmSync(join(own.configDir ?? '', 'projects'));
    await updateUsage({ sources, store });
    expect([...store.gone]).toEqual([]);
  });

  test('remembers the repository of each folder in which a call was made, as long as it is there', async () => {
    const account = accountIn('.claude');
    const repository = join(temp.home, 'shop');
    mkdirSync(join(repository, '.git'), { recursive: true });
    writeFileSync(join(repository, '.git/HEAD'), 'ref: refs/heads/main\n');
    mkdirSync(join(repository, 'src'));
    const inside = { line: { cwd: join(repository, 'src') } };
    writeTranscripts(account.configDir ?? '', { 'p/s1.jsonl': [call('m1', inside), call('m2', inside), call('m3')] });
    const store = storeInMemory();
    await updateUsage({ sources: [sourceOf(account)], store });
    const kept = { cwd: join(repository, 'src'), repository, worktree: repository };
    expect(store.folders).toEqual([kept]);
    cpSync(repository, `${repository}-away`, { recursive: true });
    rmSync(repository, { recursive: true });
    const file = join(account.configDir ?? '', 'projects/p/s1.jsonl');
    appendFileSync(file, `${JSON.stringify(call('m4', inside))}\n`);
    await updateUsage({ sources: [sourceOf(account)], store });
    expect(store.folders).toEqual([kept]);
  });
});
