import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store, type StoreProblem } from '../../src/index.ts';
import { ada, batch, record } from '../records.ts';
import { opened, tempPath, total } from '../store-support.ts';

const now = (): string => '2026-03-10T12:34:56.789Z';

/** Runs TypeScript in a Node of its own. */
function runNode(code: string, ...args: readonly string[]): { readonly stdout: string; readonly stderr: string } {
  const node = ['--conditions=@ccx/source', '--input-type=module-typescript', '-e', code, ...args];
  return spawnSync(process.execPath, node, { encoding: 'utf8', cwd: import.meta.dirname });
}

describe('a new database', () => {
  test('is for its owner only, its folder and its log too', () => {
    const path = tempPath();
    const store = opened(path);
    store.commit(batch('/a', [record()]));
    const mode = (file: string): number => statSync(file).mode & 0o777;
    expect(mode(dirname(path))).toBe(0o700);
    expect([path, `${path}-wal`, `${path}-shm`].map(mode)).toEqual([0o600, 0o600, 0o600]);
  });

  test('that others could read is closed to them, and its folder left alone', () => {
    const path = tempPath();
    openStore(path).close();
    chmodSync(path, 0o644);
    chmodSync(dirname(path), 0o755);
    opened(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o755);
  });

  test('leaves one file when it is closed, and may be closed again', () => {
    const path = tempPath();
    const store = opened(path);
    store.commit(batch('/a', [record()]));
    store.close();
    store.close();
    expect(readdirSync(dirname(path))).toEqual([basename(path)]);
    expect(() => store.cursor('/a')).toThrow(expect.objectContaining({ name: 'CcxError' }));
  });

  test('that cannot be made says its path, and what to do', () => {
    const path = tempPath();
    mkdirSync(path, { recursive: true });
    expect(() => openStore(path)).toThrow(
      expect.objectContaining({ code: 'io_failed', message: expect.stringContaining(path) }),
    );
    expect(() => openStore('/dev/null/ccx.db')).toThrow(
      expect.objectContaining({ code: 'io_failed', hint: expect.stringContaining('writable for you') }),
    );
  });
});

describe('Node', () => {
  test('does not load SQLite for an import, and says nothing of it when a store is opened', () => {
    const { stdout, stderr } = runNode(
      `process.on('warning', ({ message }) => console.log('warned of', message));
      import { openStore } from '../../src/index.ts';
      console.log(process.moduleLoadList.includes('NativeModule sqlite'));
      openStore(process.argv[1]).close();
      process.emitWarning('something else', 'ExperimentalWarning');`,
      tempPath(),
    );
    expect(stderr).not.toMatch(/SQLite/);
    expect(stdout).toBe('false\nwarned of something else\n');
  });
});

describe('a file that is damaged', () => {
  const problems: StoreProblem[] = [];
  const damaged = (path: string): Store => opened(path, { now, onProblem: (problem) => problems.push(problem) });
  beforeEach(() => {
    problems.splice(0);
  });

  test('is moved aside, a new one is begun, and what is lost is said', () => {
    const path = tempPath();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'these are no rows, and never were '.repeat(100));
    const store = damaged(path);
    const aside = `${path}.broken-20260310T123456789Z`;
    expect(problems).toEqual([{ code: 'damaged', message: expect.stringContaining(aside), movedTo: aside }]);
    expect(problems[0]?.message).toMatch(/next scan.* hooks, sessions, .* are lost/);
    expect(readFileSync(aside, 'utf8')).toMatch(/^these are no rows/);
    store.commit(batch('/a', [record()]));
    expect(total(store).calls).toBe(1);
    // A second one of the same moment takes nothing away.
    store.close();
    writeFileSync(path, 'again '.repeat(1000));
    damaged(path);
    expect(problems[1]?.movedTo).toBe(`${aside}-2`);
  });

  test('and found to be so only later ends this store, and the next one begins anew', () => {
    const path = tempPath();
    fillAndSpoil(path);
    const store = damaged(path);
    expect(() => total(store)).toThrow(
      expect.objectContaining({ code: 'io_failed', message: expect.stringContaining('is damaged') }),
    );
    expect(problems).toHaveLength(1);
    expect(() => store.commit(batch('/a', [record()]))).toThrow(/damaged/);
    expect(problems).toHaveLength(1);
    expect(existsSync(path)).toBe(false);
    const next = damaged(path);
    expect(problems).toHaveLength(1);
    expect(next.files(ada.id)).toEqual([]);
  });

  test('is moved by the first that finds it so, and what is begun after that is left alone', () => {
    const path = tempPath();
    fillAndSpoil(path);
    const [one, other] = [damaged(path), damaged(path)];
    expect(() => total(one)).toThrow(/damaged/);
    const next = opened(path);
    next.commit(batch('/a', [record()]));
    expect(() => total(other)).toThrow(/damaged/);
    expect(problems.map(({ movedTo }) => movedTo)).toEqual([`${path}.broken-20260310T123456789Z`, null]);
    expect(total(next).calls).toBe(1);
    next.close();
    expect(total(opened(path)).calls).toBe(1);
  });
});

/** A database that opens as if nothing were, and of which the calls cannot be read. */
function fillAndSpoil(path: string): void {
  const store = openStore(path);
  store.commit(batch('/a', [record()]));
  store.close();
  const db = new DatabaseSync(path);
  const { page } = db.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'cells'").get() ?? {};
  db.close();
  const content = readFileSync(path);
  content.fill(0xa5, 4096 * (Number(page) - 1), 4096 * Number(page));
  writeFileSync(path, content);
}
