import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createQuotaCache } from '../../src/index.ts';
import { account, aReading, aWindow, cacheFolder } from './known.ts';

const SOURCES = new URL('../../src/index.ts', import.meta.url).href;

/** Writes without end, and says so once it has begun. */
function writer(dir: string, name: string): { readonly kill: () => Promise<void>; readonly begun: Promise<unknown> } {
  const program = `
    import { createQuotaCache } from ${JSON.stringify(SOURCES)};
    const cache = createQuotaCache({ dir: ${JSON.stringify(dir)} });
    const account = ${JSON.stringify(account)};
    const window = ${JSON.stringify(aWindow({ resetsAt: '2999-01-01T00:00:00.000Z', label: name.repeat(20_000) }))};
    for (let count = 0; ; count += 1) {
      const windows = [{ ...window, usedPercent: count % 100, capturedAt: new Date().toISOString() }];
      await cache.write({ ok: true, snapshot: { schemaVersion: 1, account, cliVersion: null, windows, plan: null, login: null } }, account);
      if (count === 0) console.log('begun');
    }
  `;
  const child = spawn(process.execPath, ['--conditions=@ccx/source', '--input-type=module', '-e', program], {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  onTestFinished(kill);
  return { kill, begun: once(child.stdout, 'data') };
}

test('kill -9 in the middle of writes leaves a whole file, a lock that passes on at once, and no draft for long', async () => {
  const dir = await cacheFolder();
  const cache = createQuotaCache({ dir });
  for (let round = 0; round < 4; round += 1) {
    const writers = [writer(dir, 'a'), writer(dir, 'b')];
    await Promise.all(writers.map(({ begun }) => begun));
    await pause(Math.random() * 40);
    await Promise.all(writers.map(({ kill }) => kill()));
    const { good }: { good: { windows: readonly { id: string; label: string }[] } } = JSON.parse(
      await readFile(cache.path(account), 'utf8'),
    );
    expect(good.windows.find(({ id }) => id === 'session')?.label.length).toBe(20_000);
    // 5 s is as long as anybody waits for the lock, which would be held for 10 if its dead owner were waited for.
    await cache.write(
      aReading([aWindow({ id: 'weekly', usedPercent: round, resetsAt: null, windowMinutes: null })]),
      account,
    );
    expect((await cache.read(account)).good?.windows.map(({ id }) => id).toSorted()).toEqual(['session', 'weekly']);
  }
  // What a killed owner leaves beside a lock is removed by whoever takes one over the next time.
  const left = (await readdir(dir)).filter((name) => !name.includes('.lock.'));
  expect(left).toEqual([cache.path(account).slice(dir.length + 1)]);
});
