import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CcxError } from '@ccx/contracts';
import { acquireLock, ownProcessId, withLock, type Lock, type LockOptions, type ProcessId } from '@ccx/contracts/host';
import { takeOver, uniqueName, withDraft } from '../../src/host/lock-file.ts';
import { formatLockRecord, parseLockRecord, readLock } from '../../src/host/lock-record.ts';
import { HOST, until, works } from './processes.ts';

const noon = '2026-11-21T12:00:00.000Z';
/** For the work of sixteen processes on a machine that does other things as well; usually it takes two seconds. */
const patienceMs = 90_000;
const once: LockOptions = { waitMs: 0 };

describe('a lock across processes', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ccx lock '));
    path = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A clock that a test turns. */
  function clock(): { readonly now: () => string; readonly turn: (ms: number) => void } {
    let ms = Date.parse(noon);
    return { now: () => new Date(ms).toISOString(), turn: (by) => void (ms += by) };
  }

  /** Writes the lock of an owner that never releases it. */
  function plant(owner: ProcessId, expiresAt: string, token = 'planted-token', at = path): void {
    writeFileSync(at, formatLockRecord({ token, owner, expiresAt }));
  }

  /** An owner that is certainly dead: it had our pid before us. */
  async function dead(): Promise<ProcessId> {
    return { ...(await ownProcessId()), startedAt: '1' };
  }

  async function foreign(): Promise<ProcessId> {
    return { ...(await dead()), domain: (await ownProcessId()).domain.replace(/:\d+:/, ':4026532999:') };
  }

  const held = async (options: LockOptions = once): Promise<Lock> => {
    const lock = await acquireLock(path, options);
    if (lock === null) throw new Error('The lock was not to be had.');
    return lock;
  };

  it('is had by one at a time and leaves no file behind', async () => {
    const lock = await held();
    expect(readdirSync(folder)).toEqual(['lock']);
    expect(await acquireLock(path, once)).toBeNull();
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
    await (await held()).release();
  });

  it('names its owner in a file that others may not read, in a folder that it creates', async () => {
    path = join(folder, 'a', 'b', 'lock');
    await held();
    expect(parseLockRecord(readFileSync(path, 'utf8'))?.owner).toEqual(await ownProcessId());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('is waited for', async () => {
    const lock = await held();
    const waiting = held({ waitMs: 60_000 });
    await lock.release();
    expect((await waiting).path).toBe(path);
  });

  it('stops waiting when the signal says so', async () => {
    await held();
    const stop = new AbortController();
    const waiting = acquireLock(path, { waitMs: 60_000, signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(acquireLock(path, { signal: stop.signal })).rejects.toThrow('enough');
  });

  it('passes on at once when its owner is dead, however far the expiry', async () => {
    plant(await dead(), '2999-01-01T00:00:00.000Z');
    const lock = await held();
    expect(readdirSync(folder)).toEqual(['lock']);
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('passes on when its owner was killed before it could release it', async () => {
    const script = `import { acquireLock } from ${JSON.stringify(HOST)};
      const lock = await acquireLock(${JSON.stringify(path)}, { expiresMs: 86_400_000 });
      console.log(lock === null ? 'in vain' : 'held');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const line = await new Promise<string>((resolve) =>
        child.stdout.once('data', (data) => resolve(String(data).trim())),
      );
      expect(line).toBe('held');
      expect(await acquireLock(path, once)).toBeNull();
      child.kill('SIGKILL');
      const lock = await held({ waitMs: 10_000 });
      await lock.release();
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('passes on from a living owner when it expires, and is then no longer its own', async () => {
    const { now, turn } = clock();
    const first = await held({ ...once, now, expiresMs: 1000 });
    turn(999);
    expect(await acquireLock(path, { ...once, now })).toBeNull();
    turn(1);
    const second = await held({ ...once, now });
    await first.release();
    expect(await first.extend()).toBe(false);
    expect(await acquireLock(path, { ...once, now })).toBeNull();
    await second.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('lives longer when it is extended, also after the expiry if nobody took it', async () => {
    const { now, turn } = clock();
    const lock = await held({ ...once, now, expiresMs: 1000 });
    turn(900);
    expect(await lock.extend()).toBe(true);
    turn(900);
    expect(await acquireLock(path, { ...once, now })).toBeNull();
    turn(200);
    expect(await lock.extend(5000)).toBe(true);
    turn(4999);
    expect(await acquireLock(path, { ...once, now })).toBeNull();
    turn(1);
    expect(await acquireLock(path, { ...once, now })).not.toBeNull();
    expect(await lock.extend()).toBe(false);
  });

  it('of an owner in another namespace passes on only when it expires', async () => {
    const { now, turn } = clock();
    plant(await foreign(), '2026-11-21T12:00:30.000Z');
    expect(await acquireLock(path, { ...once, now })).toBeNull();
    turn(30_000);
    expect(await acquireLock(path, { ...once, now })).not.toBeNull();
  });

  it.each([
    ['empty', ''],
    ['torn', '{"token":"planted-token","owner":{"pid":1,'],
    ['foreign', '4711\n'],
    ['binary', '\0\0\0\0'],
    [
      'of another shape',
      '{"token":"../../x","owner":{"pid":1,"startedAt":"1","domain":"d"},"expiresAt":"2026-11-21T12:00:00.000Z"}',
    ],
  ])('file that is %s is given time to become whole, then replaced', async (_, text) => {
    writeFileSync(path, text);
    const written = statSync(path).mtimeMs;
    const after = (ms: number) => (): string => new Date(Math.ceil(written) + ms).toISOString();
    expect(await acquireLock(path, { ...once, now: after(1000) })).toBeNull();
    const lock = await held({ ...once, now: after(3000) });
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not remove the lock of another, even where somebody deleted the file by hand', async () => {
    const lock = await held();
    rmSync(path);
    const other = await held();
    await lock.release();
    expect(await acquireLock(path, once)).toBeNull();
    await other.release();
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is released while others look at it as expired', async () => {
    const { now, turn } = clock();
    for (let round = 0; round < 30; round += 1) {
      const lock = await held({ waitMs: 5000, now, expiresMs: 1000 });
      turn(1000);
      const [, taken] = await Promise.all([lock.release(), acquireLock(path, { ...once, now })]);
      if (taken !== null) expect(await acquireLock(path, { ...once, now })).toBeNull();
      await taken?.release();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('that is stale is taken by exactly one of many that break it at once', async () => {
    for (let round = 0; round < 15; round += 1) {
      plant(await dead(), '2999-01-01T00:00:00.000Z', `planted-${round}`);
      const all = await Promise.all(Array.from({ length: 12 }, () => acquireLock(path, once)));
      const [winner, ...others] = all.filter((lock) => lock !== null);
      expect(others).toEqual([]);
      await (winner ?? (await held())).release();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('is freed although the one that was freeing it was killed, and the one that freed that', async () => {
    plant(await dead(), '2999-01-01T00:00:00.000Z');
    plant(await dead(), '2999-01-01T00:00:00.000Z', 'breaker-one', `${path}.planted-token.claim`);
    plant(await dead(), '2999-01-01T00:00:00.000Z', 'breaker-two', `${path}.planted-token.claim.breaker-one.claim`);
    plant(await dead(), '2999-01-01T00:00:00.000Z', 'never-used', `${path}.never-used.new`);
    await (await held()).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves every file alone that is not its own, stale locks of similar names included', async () => {
    const others = ['another', 'lock.database', 'lock.note', 'lock.x.new', 'lock2.never-used.new'];
    for (const name of others) plant(await dead(), '2026-01-01T00:00:00.000Z', 'planted-token', join(folder, name));
    plant(await dead(), '2999-01-01T00:00:00.000Z');
    await (await held()).release();
    expect(readdirSync(folder).sort()).toEqual(others);
  });

  it('is not broken by one that comes late: the record is another one now, or no longer stale', async () => {
    const now = (): string => noon;
    const mine = { token: uniqueName(), owner: await ownProcessId(), expiresAt: '2026-11-21T12:00:30.000Z' };
    const late = async (then: () => void): Promise<boolean> => {
      plant(await foreign(), '2026-11-21T11:59:59.000Z');
      const seen = await readLock(path);
      then();
      return seen !== null && withDraft(path, mine, (draft) => takeOver(path, seen, draft, now));
    };
    const [owner, stranger] = [await foreign(), await dead()];
    expect(await late(() => plant(stranger, '2026-11-21T12:00:30.000Z', 'another-stale-one'))).toBe(false);
    expect((await readLock(path))?.token).toBe('another-stale-one');
    expect(await late(() => plant(owner, '2026-11-21T12:00:30.000Z'))).toBe(false);
    expect((await readLock(path))?.token).toBe('planted-token');
    expect(await late(() => rmSync(path))).toBe(false);
    expect(await late(() => undefined)).toBe(true);
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('is left to a living one that is freeing it', async () => {
    plant(await dead(), '2999-01-01T00:00:00.000Z');
    plant(await ownProcessId(), '2999-01-01T00:00:00.000Z', 'breaker-one', `${path}.planted-token.claim`);
    expect(await acquireLock(path, { waitMs: 30 })).toBeNull();
    expect(readdirSync(folder).sort()).toEqual(['lock', 'lock.planted-token.claim']);
  });

  it('protects what runs under it and is released whatever happens there', async () => {
    expect(await withLock(path, {}, async (lock) => [lock.path, await acquireLock(path, once)])).toEqual([path, null]);
    await expect(withLock(path, {}, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that is not to be had is told with its path and its holder', async () => {
    await held();
    const error: unknown = await withLock(path, { waitMs: 5 }, () => 'never').catch((reason: unknown) => reason);
    expect(CcxError.is(error, 'lock_timeout')).toBe(true);
    expect(error).toMatchObject({ message: expect.stringMatching(new RegExp(`"${path}".*process ${process.pid}\\b`)) });
  });

  it.each([
    ['a folder that is a file', (at: string) => writeFileSync(at, ''), 'io_failed'],
    ['a path that is a folder', (at: string) => mkdirSync(join(at, 'lock'), { recursive: true }), 'io_failed'],
  ] as const)('fails with its reason for %s', async (_, prepare, code) => {
    const place = join(folder, 'place');
    prepare(place);
    const error: unknown = await acquireLock(join(place, 'lock'), once).catch((reason: unknown) => reason);
    expect(CcxError.is(error, code)).toBe(true);
  });

  it.runIf(process.platform === 'linux')('fails where its folder cannot be made', async () => {
    const error: unknown = await acquireLock('/proc/absent/deeper/lock', once).catch((reason: unknown) => reason);
    expect(CcxError.is(error, 'io_failed')).toBe(true);
  });

  it.each([{ expiresMs: Number.NaN }, { waitMs: -1 }, { waitMs: Number.POSITIVE_INFINITY }, { expiresMs: 1e18 }])(
    'is refused with %o',
    async (options) => {
      const error: unknown = await acquireLock(path, options).catch((reason: unknown) => reason);
      expect(CcxError.is(error, 'invalid_argument')).toBe(true);
    },
  );

  it.skipIf(!works('unshare', ['-p', '-f', '--mount-proc', 'true']))(
    'of a killed owner in a real other namespace is kept until it expires',
    async () => {
      const script = `import { acquireLock } from ${JSON.stringify(HOST)};
      await acquireLock(${JSON.stringify(path)}, { expiresMs: 60_000, now: () => '${noon}' });
      process.kill(process.pid, 'SIGKILL');`;
      const child = spawn(
        'unshare',
        ['-p', '-f', '--mount-proc', process.execPath, '--input-type=module', '-e', script],
        { stdio: 'ignore' },
      );
      await new Promise((resolve) => child.once('close', resolve));
      const { now, turn } = clock();
      turn(59_999);
      expect(await acquireLock(path, { ...once, now })).toBeNull();
      turn(1);
      expect(await acquireLock(path, { ...once, now })).not.toBeNull();
    },
  );

  it(
    'counts right for many processes of which some are killed, with the lock in the hand or at any moment',
    async () => {
      const [workers, each] = [8, 50];
      const file = join(folder, 'count.json');
      const script = fileURLToPath(new URL('lock-worker.mjs', import.meta.url));
      const counted = (): { all: number; by: Record<string, number> } => JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, '{"all":0,"by":{}}');
      let kills = 0;

      const work = async (name: string, dieAt: number): Promise<void> => {
        // Even ones kill themselves under the lock, odd ones are killed from outside, wherever they are by then.
        const [inside, outside] = Number(name) % 2 === 0 ? [dieAt, 0] : [0, dieAt];
        const child = spawn(process.execPath, [script, HOST, folder, name, String(each), String(inside)], {
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let errors = '';
        child.stderr.on('data', (data) => (errors += String(data)));
        const ended = new Promise<NodeJS.Signals | null>((resolve) =>
          child.once('close', (_, signal) => resolve(signal)),
        );
        try {
          if (outside > 0) {
            const far = (): boolean => (counted().by[name] ?? 0) >= outside || child.exitCode !== null;
            await until('it has counted', far, patienceMs);
            child.kill('SIGKILL');
          }
          const signal = await ended;
          expect(errors).toBe('');
          if (signal === 'SIGKILL') kills += 1;
          if (signal === 'SIGKILL') await work(name, 0);
        } finally {
          child.kill('SIGKILL');
        }
      };
      const ends = await Promise.allSettled(
        Array.from({ length: workers }, (_, index) => work(String(index), index < 6 ? 8 + 5 * index : 0)),
      );
      expect(ends.filter((end) => end.status === 'rejected')).toEqual([]);

      const count = counted();
      expect(count.by).toEqual(
        Object.fromEntries(Array.from({ length: workers }, (_, index) => [String(index), each])),
      );
      expect(count.all).toBe(workers * each);
      expect(kills).toBeGreaterThanOrEqual(3);
      expect(readdirSync(folder)).not.toContain('lock');
    },
    patienceMs,
  );
});

describe('a lock record', () => {
  it('is read as it was written', async () => {
    const record = { token: 'abcdefgh_-12', owner: { pid: 1, startedAt: '2', domain: 'd' }, expiresAt: noon };
    expect(parseLockRecord(formatLockRecord(record))).toEqual(record);
  });

  const good = { token: 'abcdefgh', owner: { pid: 1, startedAt: '2', domain: 'd' }, expiresAt: noon };
  it.each([
    null,
    [],
    'text',
    { ...good, token: 'a/../../b/c' },
    { ...good, token: 1 },
    { ...good, expiresAt: 'later' },
    { ...good, expiresAt: '2026-11-21' },
    { ...good, owner: null },
    { ...good, owner: { pid: '1', startedAt: '2', domain: 'd' } },
    { token: good.token, owner: good.owner },
  ])('of another shape is none: %j', (value) => {
    expect(parseLockRecord(JSON.stringify(value))).toBeNull();
  });
});
