import { mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCodexHome, sums } from './codex-home.ts';

const THREADS = join(import.meta.dirname, 'threads');

describe('threads that came of another', () => {
  it.each(['subagent', 'subagent-v2'])(
    'count the calls of a subagent once, for the session that started it: %s',
    async (name) => {
      const home = await openCodexHome();
      home.copy(join(THREADS, name));
      await home.scan();
      const calls = home.store.counted();
      const own = calls.filter(({ subagentType }) => subagentType !== null);
      // Five requests reached the API: four of the main thread and one of the subagent.
      expect(calls).toHaveLength(5);
      expect(own.map(({ subagentType, sidechain }) => [subagentType, sidechain])).toEqual([['thread_spawn', true]]);
      expect(new Set(calls.map(({ sessionId }) => sessionId)).size).toBe(1);
      const last = name === 'subagent' ? [2005, 15] : [1200, 42];
      const sent = 2001 + 2002 + 1200 + 1200 + (last[0] ?? 0);
      expect(sums(home.store)).toEqual([sent - 5 * 1024, 5 * 1024, 11 + 12 + 77 + 42 + (last[1] ?? 0)]);
      // What the subagent was told is no prompt of a person.
      expect(home.store.turns()).toHaveLength(3);
      expect(home.store.skipped()).toEqual({});
    },
  );

  it('count a fork from its first call on, although its totals begin with those of its parent', async () => {
    const home = await openCodexHome();
    home.copy(join(THREADS, 'fork-and-archive'));
    await home.scan();
    expect(home.store.counted()).toHaveLength(4);
    expect(sums(home.store)).toEqual([2001 + 2002 + 2003 + 2004 - 4 * 1024, 4 * 1024, 11 + 12 + 13 + 14]);
    expect(home.store.turns()).toHaveLength(4);
    expect(new Set(home.store.counted().map(({ sessionId }) => sessionId)).size).toBe(2);
  });

  it('count the call that compacts, and the review as a subagent of its own', async () => {
    const home = await openCodexHome();
    home.copy(join(THREADS, 'compact-and-review'));
    await home.scan();
    expect(home.store.counted().map(({ usage }) => usage.output)).toEqual([11, 12, 13, 14, 15]);
    expect(home.store.counted().map(({ subagentType }) => subagentType)).toEqual([null, null, null, null, 'review']);
    expect(new Set(home.store.counted().map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(home.store.skipped()).toEqual({});
  });

  it('mark what a person has archived', async () => {
    const home = await openCodexHome();
    home.copy(join(THREADS, 'fork-and-archive'));
    await home.scan();
    const archived = home.store.counted().filter((call) => call.archived);
    expect(archived.map(({ usage }) => usage.output)).toEqual([11, 12, 14]);
  });

  it('are the same calls after a rollout was moved to the archive', async () => {
    const home = await openCodexHome();
    home.copy(join(THREADS, 'fork-and-archive'));
    await home.scan();
    const before = sums(home.store);
    const [fork = ''] = home.store.files().filter((file) => dirname(file).endsWith('21'));
    const archive = join(home.configDir, 'archived_sessions');
    mkdirSync(archive, { recursive: true });
    renameSync(fork, join(archive, basename(fork)));
    await home.scan();
    expect(home.store.records()).toHaveLength(5);
    expect(sums(home.store)).toEqual(before);
  });
});
