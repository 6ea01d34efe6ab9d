import { writeFileSync } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { liveSessions } from '../../src/live/live-sessions.ts';
import { startAgent, writeSession } from '../live/agents.ts';
import { files, openWorld, plant, thrown } from './world.ts';

const OWN = {
  'projects/-a/1.jsonl': 'one\n',
  'projects/-a/1/subagents/agent-2.jsonl': 'sub\n',
  'projects/-c/3.jsonl': '3',
};
const THEIRS = { 'projects/-a/9.jsonl': 'nine\n', 'projects/-b/8.jsonl': 'eight\n' };

describe('a session that lives', () => {
  test.each(['work', 'base'])('on %s refuses sharing, until it has ended', async (where) => {
    const { work, base, path, home, links } = await openWorld();
    await plant(path('work'), OWN);
    const looks = links({
      sessions: async (account) =>
        (await liveSessions(account, home)).filter(({ why }) => !why.includes('cannot be known')),
    });
    const process = await startAgent(home, 'plain-shell', [], {});
    await writeSession(path(where), process);
    const plan = await looks.planHistory(work, base);
    expect(plan.inUse.join()).toContain(String(process.pid));
    const error = await thrown('profile_in_use', () => looks.shareHistory(plan));
    expect(error.message).toContain(String(process.pid));
    expect(await lstat(path('work/projects')).then((found) => found.isDirectory())).toBe(true);
    await process.end();
    await looks.shareHistory(plan);
    expect(await readlink(path('work/projects'))).toBe(path('base/projects'));
  });

  test('of the account refuses the end of a sharing, one of the other does not', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('work'), OWN);
    await links().shareHistory(await links().planHistory(work, base));
    const live = { pid: 1, startedAt: null, sessionId: null, cwd: null, kind: 'session', why: 'one lives' } as const;
    const on = (id: string) => links({ sessions: async (account) => (account.id === id ? [live] : []) });
    await thrown('profile_in_use', () => on(work.id).unshareHistory(work));
    await on(base.id).unshareHistory(work);
    expect(await files(path('work'))).toEqual(OWN);
  });

  test('is also a run of ccx', async () => {
    const { work, base, path, links } = await openWorld();
    await plant(path('work'), OWN);
    const running = links({ running: async () => [base] });
    const error = await thrown('profile_in_use', async () =>
      running.shareHistory(await running.planHistory(work, base)),
    );
    expect(error.message).toContain(base.id);
  });

  test.each(['shows itself', 'hides'])('that begins while files are copied and %s has all as before', async (how) => {
    const { work, base, path, links } = await openWorld();
    await plant(path('work'), OWN);
    await plant(path('base'), THEIRS);
    const live = { pid: 1, startedAt: null, sessionId: null, cwd: null, kind: 'session', why: 'one lives' } as const;
    let begun = false;
    const looks = links({ sessions: async () => (begun && how === 'shows itself' ? [live] : []) });
    const plan = await looks.planHistory(work, base);
    const onProgress = (): void => {
      if (!begun) writeFileSync(path('work/projects/-a/1.jsonl'), 'one\nmore\n');
      begun = true;
    };
    await thrown('profile_in_use', () => looks.shareHistory(plan, { onProgress }));
    expect(await files(path('work'))).toEqual({ ...OWN, 'projects/-a/1.jsonl': 'one\nmore\n' });
    expect(await files(path('base'))).toEqual(THEIRS);
    expect(await looks.status(work)).toEqual({ links: [], history: null });
    expect((await readdir(path('base'))).filter((name) => name.startsWith('.ccx'))).toEqual([]);
    expect(await looks.planHistory(work, base)).toMatchObject({ conflictCount: 0 });
  });
});
