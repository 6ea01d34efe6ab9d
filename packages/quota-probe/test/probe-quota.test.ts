import { readdir, readFile } from 'node:fs/promises';
import { accountId, type Account } from '@ccx/contracts';
import { until } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { createQuotaCache, probeQuota, probeQuotas } from '../src/index.ts';
import { openMachine, runs } from './installed.ts';

const PLAN = { login: 'subscription', quota: { fiveHour: { percent: 42, resetsIn: '2h' } } } as const;
const account: Account = { agent: 'claude', configDir: null, id: 'claude:default' };

/** Answers nothing, ignores the end of its input and every polite signal, and has a child of the same kind. */
const STUBBORN = `
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {});
  process.stdin.on('error', () => {}).resume();
  if (!process.argv.includes('child')) {
    const args = ['-e', "for (const name of ['SIGINT','SIGTERM','SIGHUP']) process.on(name, () => {}); setInterval(() => {}, 1000)"];
    const child = require('node:child_process').spawn(process.execPath, args, { stdio: 'ignore' });
    require('node:fs').appendFileSync(process.env.HOME + '/claude.started', child.pid + '\\n');
  }
  setInterval(() => {}, 1000);
`;

describe('several processes that ask about one account', () => {
  test('make one probe, and all have its numbers', async () => {
    const { install, run, started } = await openMachine();
    await install('claude', { ...PLAN, quota: { ...PLAN.quota, delay: '1s' } });
    const all = await Promise.all([1, 2, 3, 4].map(() => run(['--refresh', '--json'])));
    for (const { stdout, exitCode } of all) {
      expect(JSON.parse(stdout)).toMatchObject({ accounts: [{ reading: { ok: true } }] });
      expect(exitCode).toBe(0);
    }
    expect(await started('claude')).toHaveLength(1);
  });

  test('are not in the way of each other when one of them is killed: its agent ends, and the next one asks at once', async () => {
    const { install, installProgram, start, run, started, dir } = await openMachine();
    await installProgram('claude', STUBBORN);
    const { child, finished } = start(['--refresh']);
    await until(async () => (await started('claude')).length === 2);
    const pids = await started('claude');
    child.kill('SIGKILL');
    await finished;
    await until(async () => (await Promise.all(pids.map(runs))).every((alive) => !alive), {
      what: 'the end of what was asked',
    });
    await install('claude', PLAN);
    const next = await run(['--refresh']);
    expect(next.stdout).toMatch(/^claude +session +42%/m);
    expect(next.exitCode).toBe(0);
    expect((await createQuotaCache({ dir }).read(account)).good?.windows).toMatchObject([{ usedPercent: 42 }]);
    expect((await readdir(dir)).filter((name) => name.endsWith('.lock') || name.endsWith('.tmp'))).toEqual([]);
  });

  test('a signal ends the probe and its agent', async () => {
    const { installProgram, start, started } = await openMachine();
    await installProgram('claude', STUBBORN);
    const { child, finished } = start(['--refresh']);
    await until(async () => (await started('claude')).length === 2);
    child.kill('SIGINT');
    expect((await finished).exitCode).toBe(130);
    expect(await Promise.all((await started('claude')).map(runs))).toEqual([false, false]);
  });
});

describe('probeQuota', () => {
  test('asks the default account of an agent by itself, with no cache, in an empty folder of its own', async () => {
    const { install, env } = await openMachine();
    await install('claude', PLAN);
    const { reading, tried } = await probeQuota({ env });
    expect(reading).toMatchObject({ ok: true, snapshot: { account, windows: [{ usedPercent: 42 }] } });
    expect(tried.map(({ source }) => source)).toEqual(['control']);
    expect(await readdir(`${env['HOME']}/ccx`)).toEqual(['probe']);
    expect(await readdir(`${env['HOME']}/ccx/probe`)).toEqual([]);
  });

  test('asks another program in the place of the CLI', async () => {
    const { installProgram, env } = await openMachine();
    await installProgram('codex', 'process.exit(1)');
    const script = `require('node:fs').writeFileSync(process.env.HOME + '/asked', process.argv.join(' '))`;
    const options = { command: process.execPath, args: ['-e', script, '--'], env, source: 'control' } as const;
    expect((await probeQuota(options)).reading).toMatchObject({ ok: false });
    expect(await readdir(env['HOME'] ?? '')).toContain('asked');
  });

  test('rejects with the reason of its signal', async () => {
    const { env, dir } = await openMachine();
    const signal = AbortSignal.abort(new Error('not wanted'));
    await expect(probeQuota({ env, signal, cache: createQuotaCache({ dir }) })).rejects.toThrow('not wanted');
  });

  test('says that there is nothing to ask where an agent has no such source', async () => {
    const { env } = await openMachine();
    expect((await probeQuota({ env, source: 'rpc' })).reading).toMatchObject({
      ok: false,
      problem: { code: 'unsupported', detail: expect.stringContaining('"rpc"') },
    });
  });
});

describe('probeQuotas', () => {
  test('asks at most four at the same time, tells each when it is there and gives all in their order', async () => {
    const { installProgram, env } = await openMachine();
    const log = `${env['HOME']}/log`;
    await installProgram(
      'claude',
      `const fs = require('node:fs');
       fs.appendFileSync(${JSON.stringify(log)}, '+');
       process.on('SIGTERM', () => { fs.appendFileSync(${JSON.stringify(log)}, '-'); process.exit(); });
       setInterval(() => {}, 1000);`,
    );
    const accounts = [1, 2, 3, 4, 5, 6].map((number): Account => {
      const configDir = `${env['HOME']}/claude-${number}`;
      return { agent: 'claude', configDir, id: accountId('claude', configDir) };
    });
    const told: string[] = [];
    const results = await probeQuotas(accounts, {
      env,
      source: 'control',
      timeoutMs: 3_000,
      onResult: ({ id }, { reading }) => told.push(`${id} ${reading.ok}`),
    });
    expect(results.map(({ state }) => state.account.id)).toEqual(accounts.map(({ id }) => id));
    expect(told.toSorted()).toEqual(accounts.map(({ id }) => `${id} false`));
    let [now, most] = [0, 0];
    for (const sign of await readFile(log, 'utf8')) {
      now += sign === '+' ? 1 : -1;
      most = Math.max(most, now);
    }
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });
});
