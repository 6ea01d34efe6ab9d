import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import type { Account } from '@ccx/contracts';
import { acquireLock } from '@ccx/contracts/host';
import { until } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { createQuotaCache, refreshInBackground } from '../../src/index.ts';
import { openMachine, runs, type Machine } from '../installed.ts';

const PLAN = { login: 'subscription', quota: { fiveHour: { percent: 42, resetsIn: '2h' } } } as const;
const account: Account = { agent: 'claude', configDir: null, id: 'claude:default' };

/** Whether one was started, in this process. */
const refresh = ({ env, dir }: Machine): Promise<boolean> => refreshInBackground(account, { env, dir });

/** All background processes are over when the last lock is gone. */
async function quiet({ dir }: Machine): Promise<void> {
  await until(async () => (await readdir(dir)).every((name) => !name.endsWith('.lock')), { what: 'no lock' });
}

test('the caller may exit at once, and the numbers still end in the cache', async () => {
  const machine = await openMachine();
  await machine.install('claude', { ...PLAN, quota: { ...PLAN.quota, delay: '500ms' } });
  const { stdout, exitCode } = await machine.runModule(`
    console.log(await index.refreshInBackground(${JSON.stringify(account)}));
  `);
  expect({ stdout, exitCode }).toEqual({ stdout: 'true\n', exitCode: 0 });
  const cache = createQuotaCache({ dir: machine.dir });
  expect(await cache.read(account)).toMatchObject({ good: null });
  const good = await until(async () => (await cache.read(account)).good, { what: 'numbers in the cache' });
  expect(good.windows).toMatchObject([{ usedPercent: 42, source: 'control' }]);
  await quiet(machine);
});

test('of several that are started one asks', async () => {
  const machine = await openMachine();
  await machine.install('claude', { ...PLAN, quota: { ...PLAN.quota, delay: '500ms' } });
  expect(await Promise.all([1, 2, 3].map(() => refresh(machine)))).toEqual([true, true, true]);
  const cache = createQuotaCache({ dir: machine.dir });
  await until(async () => (await cache.read(account)).good);
  await quiet(machine);
  expect(await machine.started('claude')).toHaveLength(1);
});

test('nothing is started for young numbers, after a probe of the last minutes, or after one that failed', async () => {
  const machine = await openMachine();
  await machine.install('claude', { ...PLAN, quota: { ...PLAN.quota, fails: 500 } });
  expect(await refresh(machine)).toBe(true);
  const cache = createQuotaCache({ dir: machine.dir });
  await until(async () => (await cache.read(account)).problem);
  await quiet(machine);
  expect(await refresh(machine)).toBe(false);
  const path = cache.path(account);
  const said: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...said, problem: null }));
  // The budget is spent although the problem is forgotten.
  expect(await refresh(machine)).toBe(false);
  await writeFile(path.replace('.json', '.budget.json'), '');
  await machine.install('claude', PLAN);
  expect(await refresh(machine)).toBe(true);
  await until(async () => (await cache.read(account)).good);
  await quiet(machine);
  await writeFile(path.replace('.json', '.budget.json'), '');
  expect(await refresh(machine)).toBe(false);
  expect(await machine.started('claude')).toHaveLength(2);
});

test('numbers stay as they are when the probe fails, beside the problem', async () => {
  const machine = await openMachine();
  const cache = createQuotaCache({ dir: machine.dir });
  await machine.install('claude', { ...PLAN, quota: { ...PLAN.quota, fails: 500 } });
  const old = {
    id: 'session',
    label: 'Current session',
    appliesTo: null,
    usedPercent: 7,
    bound: 'exact',
    amount: null,
    resetsAt: null,
    resetRaw: null,
    windowMinutes: null,
    state: 'ok',
    source: 'control',
    capturedAt: '2026-01-01T00:00:00.000Z',
  } as const;
  const snapshot = { schemaVersion: 1, account, cliVersion: null, windows: [old], plan: null, login: null } as const;
  await cache.write({ ok: true, snapshot }, account);
  expect(await refresh(machine)).toBe(true);
  await until(async () => (await cache.read(account)).problem);
  expect((await cache.read(account)).good?.windows).toEqual([old]);
  await quiet(machine);
});

test('nothing is asked while another background process has the lock, and nothing is left of the one that was started', async () => {
  const machine = await openMachine();
  await machine.install('claude', PLAN);
  await mkdir(machine.dir, { recursive: true });
  const cache = createQuotaCache({ dir: machine.dir });
  const lock = await acquireLock(cache.path(account).replace('.json', '.refresh.lock'), { expiresMs: 60_000 });
  const { stdout } = await machine.runModule(`
    import { spawn } from 'node:child_process';
    import { syncBuiltinESMExports } from 'node:module';
    import child_process from 'node:child_process';
    const real = child_process.spawn;
    child_process.spawn = (...args) => { const child = real(...args); console.log(child.pid); return child; };
    syncBuiltinESMExports();
    await index.refreshInBackground(${JSON.stringify(account)});
  `);
  const pid = Number(stdout.trim());
  await until(async () => !(await runs(pid)), { what: 'the end of the background process' });
  expect(await machine.started('claude')).toEqual([]);
  await lock?.release();
});
