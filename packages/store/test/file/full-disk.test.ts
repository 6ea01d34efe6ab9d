import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Connection } from '../../src/sqlite/connection.ts';
import { Names } from '../../src/usage/names.ts';
import { usageStore } from '../../src/usage/usage-store.ts';
import { batch, record } from '../records.ts';
import { opened, tempPath, total } from '../store-support.ts';

const many = (name: string): ReturnType<typeof record>[] =>
  Array.from({ length: 500 }, (_, index) => record({ id: `${name} ${index}` }));

test('a disk that fills ends the commit with what to do, keeps all before it, and takes the batch when there is room', () => {
  const path = tempPath();
  const connection = new Connection(path, {
    busyTimeoutMs: 1000,
    now: () => '2026-03-10T12:00:00.000Z',
    onProblem: () => {},
  });
  const scanned = usageStore(connection, new Names(connection));
  scanned.commit(batch('/a', [record()], { cursor: 'whole' }));
  // SQLite raises the error of a full disk when a file would grow beyond this.
  connection.sql('PRAGMA max_page_count = 30').get();
  expect(() => scanned.commit(batch('/a', many('new'), { cursor: 'half' }))).toThrow(
    expect.objectContaining({ code: 'io_failed', hint: expect.stringContaining('disk is full') }),
  );
  expect(scanned.cursor('/a')).toBe('whole');
  const other = opened(path);
  expect(total(other).calls).toBe(1);
  connection.sql('PRAGMA max_page_count = 100000').get();
  scanned.commit(batch('/a', many('new'), { cursor: 'half' }));
  expect(total(other).calls).toBe(501);
  connection.close();
});

test.skipIf(process.platform === 'win32')(
  'a file that may not grow any more is told by its path and left whole',
  () => {
    const path = tempPath();
    opened(path).close();
    const main = join(import.meta.dirname, 'record-calls.ts');
    // A limit on the size of files, in units of 512 or 1024 bytes: about room for a few hundred calls.
    const limited = 'ulimit -f 400; exec "$0" --conditions=@ccx/source "$@"';
    const { status, stderr } = spawnSync('sh', ['-c', limited, process.execPath, main, path, '/a', '100000'], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain(`CcxError: The database "${path}" cannot be used`);
    const store = opened(path);
    const done = Number(store.cursor('/a'));
    expect(done).toBeGreaterThan(0);
    expect(total(store).calls).toBe(done * 2);
  },
);
