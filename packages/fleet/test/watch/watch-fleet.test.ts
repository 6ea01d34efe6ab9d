import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processId } from '@ccx/contracts/host';
import { until } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFleet } from '../../src/create-fleet.ts';
import type { FleetUpdate } from '../../src/watch/watch-fleet.ts';

interface Watched {
  readonly folder: string;
  readonly updates: readonly FleetUpdate[];
  /** Writes the record of a living process as Claude Code does. */
  session(pid: number, status: string): Promise<void>;
  /** Waits for an update of which this is true. */
  sees(what: (update: FleetUpdate) => boolean): Promise<FleetUpdate>;
  stop(): Promise<void>;
}

/** Watches a home in which nothing is yet. The slow look comes so late that no test can pass by it. */
async function watchHome(): Promise<Watched> {
  const home = mkdtempSync(join(tmpdir(), 'ccx-watch-'));
  const folder = join(home, '.claude');
  const account = { agent: 'claude', configDir: null, id: 'claude:default' } as const;
  const fleet = createFleet({ accounts: () => [account], home, discover: false });
  const ending = new AbortController();
  const updates: FleetUpdate[] = [];
  const watching = (async () => {
    for await (const update of fleet.watch({ signal: ending.signal, lookAgainMs: 600_000 })) updates.push(update);
  })();
  const stop = async (): Promise<void> => {
    ending.abort();
    await watching;
  };
  onTestFinished(async () => {
    await stop();
    rmSync(home, { recursive: true, force: true });
  });
  await until(() => updates.length > 0);
  return {
    folder,
    updates,
    stop,
    async session(pid, status) {
      mkdirSync(join(folder, 'sessions'), { recursive: true });
      const id = await processId(pid);
      const record = { pid, sessionId: `s-${pid}`, procStart: id?.startedAt, status, updatedAt: Date.now() };
      writeFileSync(join(folder, `sessions/${pid}.json`), JSON.stringify(record));
    },
    async sees(what) {
      let found: FleetUpdate | undefined;
      await until(() => (found = updates.find(what)) !== undefined);
      if (found === undefined) throw new Error('not seen');
      return found;
    },
  };
}

function startSleep(): { readonly pid: number; readonly end: () => void } {
  const child = spawn('sleep', ['300'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { pid: child.pid ?? 0, end: () => void child.kill('SIGKILL') };
}

describe.runIf(process.platform === 'linux')('who watches the fleet', () => {
  test('sees a session appear where no folder was, change, be killed, and go', async () => {
    const watched = await watchHome();
    expect(watched.updates[0]).toMatchObject({ members: [], changes: [] });
    const { pid, end } = startSleep();
    await watched.session(pid, 'idle');
    await watched.sees(({ changes }) =>
      changes.some(({ type, member }) => type === 'appeared' && member.state.is === 'idle'),
    );
    await watched.session(pid, 'busy');
    await watched.sees(({ changes }) =>
      changes.some(({ before, member }) => before === 'idle' && member.state.is === 'busy'),
    );
    end();
    await watched.sees(({ changes }) =>
      changes.some(({ before, member }) => before === 'busy' && member.state.is === 'dead'),
    );
    rmSync(join(watched.folder, `sessions/${pid}.json`));
    await watched.sees(({ changes }) =>
      changes.some(({ type, member }) => type === 'gone' && member.process.pid === pid),
    );
  });

  test('misses nothing when a folder goes away and comes back', async () => {
    const watched = await watchHome();
    const { pid } = startSleep();
    await watched.session(pid, 'idle');
    await watched.sees(({ members }) => members.length === 1);
    renameSync(join(watched.folder, 'sessions'), join(watched.folder, 'away'));
    await watched.sees(({ changes }) => changes.some(({ type }) => type === 'gone'));
    await watched.session(pid, 'waiting');
    await watched.sees(({ members }) => members.some(({ state }) => state.is === 'waiting'));
    await watched.session(pid, 'busy');
    expect(
      (await watched.sees(({ members }) => members.some(({ state }) => state.is === 'busy'))).changes,
    ).toHaveLength(1);
  });

  test('sees the last of many quick changes', async () => {
    const watched = await watchHome();
    const { pid } = startSleep();
    for (let at = 0; at < 200; at += 1) await watched.session(pid, at % 2 === 0 ? 'busy' : 'idle');
    await watched.session(pid, 'waiting');
    expect(await watched.sees(({ members }) => members[0]?.state.is === 'waiting')).toBe(watched.updates.at(-1));
  });

  test('is not told of what does not change, with thousands of dead files', async () => {
    const watched = await watchHome();
    mkdirSync(join(watched.folder, 'sessions'), { recursive: true });
    for (let at = 0; at < 3000; at += 1) {
      const record = { pid: 4_000_000 + at, sessionId: `d-${at}`, procStart: '1', status: 'busy' };
      writeFileSync(join(watched.folder, `sessions/${record.pid}.json`), JSON.stringify(record));
    }
    const { pid } = startSleep();
    await watched.session(pid, 'idle');
    const { members } = await watched.sees(({ members: all }) => all.length === 3001);
    expect(members[0]).toMatchObject({ process: { pid }, alive: true });
    const told = watched.updates.length;
    // Seen again: the same content.
    await watched.session(pid, 'shell');
    await watched.sees(({ members: all }) => all.some(({ state }) => state.is === 'shell'));
    expect(watched.updates.length).toBe(told + 1);
  });

  test('is told of a note', async () => {
    const watched = await watchHome();
    const { pid } = startSleep();
    await watched.session(pid, 'idle');
    await watched.sees(({ members }) => members.length === 1);
    mkdirSync(join(watched.folder, 'goals'));
    writeFileSync(join(watched.folder, `goals/s-${pid}.json`), JSON.stringify({ goal: 'Mend it' }));
    expect((await watched.sees(({ members }) => members[0]?.goal === 'Mend it')).changes).toHaveLength(1);
  });

  test('comes to an end with the signal', async () => {
    const watched = await watchHome();
    await watched.stop();
    expect(watched.updates).toHaveLength(1);
  });
});
