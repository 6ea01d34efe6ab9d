import { lstat, readdir, readlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Links } from '../../src/links/links.ts';
import { failingDisk } from './failing-disk.ts';
import { files, openWorld, plant, tree, type World } from './world.ts';

const COPIES = { 'projects/-a/1.jsonl': 'one\n', 'projects/-a/1/subagents/agent-2.jsonl': 'sub\n' };
const OWN = { ...COPIES, 'settings.json': '{}' };
const THEIRS = {
  'projects/-a/9.jsonl': 'nine\n',
  'projects/-b/8.jsonl': 'eight\n',
  'settings.json': '{"a":1}',
  'skills/s.md': 's',
};

interface Outcome extends World {
  /** Whether it went through in spite of what went wrong. */
  readonly done: boolean;
}

/** Does something once for each change of the disk that it makes, each time on a new world with that one failing. */
async function atEachStep(
  how: 'once' | 'killed',
  prepare: (world: World) => Promise<unknown>,
  act: (links: Links, world: World) => Promise<unknown>,
  check: (outcome: Outcome) => Promise<void>,
): Promise<number> {
  const tryOnce = async (at: number): Promise<number> => {
    const world = await openWorld();
    await plant(world.path('work'), OWN);
    await plant(world.path('base'), THEIRS);
    await prepare(world);
    const disk = failingDisk(at, how);
    const done = await act(world.links({ disk }), world).then(
      () => true,
      () => false,
    );
    await check({ ...world, done });
    return disk.asked();
  };
  const steps = await tryOnce(Infinity);
  // Side by side, because most of the time is spent waiting for the disk.
  await Promise.all(Array.from({ length: steps }, (_, index) => tryOnce(index + 1)));
  return steps;
}

const share = async (links: Links, { work, base }: World): Promise<unknown> =>
  links.shareHistory(await links.planHistory(work, base));
const link = async (links: Links, { work, base }: World): Promise<unknown> =>
  links.apply(await links.plan(work, base, ['settings', 'skills']), { replace: true });
const nothing = async (): Promise<void> => {};

async function isShared({ path }: World): Promise<boolean> {
  return (await readlink(path('work/projects')).catch(() => null)) === path('base/projects');
}

describe('where any one change of the disk fails', () => {
  test('sharing a history leaves all as it was, and goes through the next time', async () => {
    const steps = await atEachStep('once', nothing, share, async (world) => {
      const { work, path, links, done } = world;
      if (!done) {
        expect(await files(path('work'))).toEqual(OWN);
        expect(await files(path('base'))).toEqual(THEIRS);
        expect(await links().status(work)).toEqual({ links: [], history: null });
        await share(links(), world);
      }
      expect(await isShared(world)).toBe(true);
      expect(await files(path('base'))).toMatchObject({ ...THEIRS, 'projects/-a/1.jsonl': 'one\n' });
    });
    expect(steps).toBeGreaterThan(15);
  }, 60_000);

  test('linking leaves all as it was, and goes through the next time', async () => {
    const steps = await atEachStep('once', nothing, link, async (world) => {
      const { work, path, links, done } = world;
      if (!done) {
        expect(await files(path('work'))).toEqual(OWN);
        expect(await links().status(work)).toEqual({ links: [], history: null });
        await link(links(), world);
      }
      expect((await links().status(work)).links.map(({ state }) => state)).toEqual(['linked', 'linked']);
    });
    expect(steps).toBeGreaterThan(8);
  });
});

describe('killed at any step', () => {
  test('a sharing is in the old or the new state with the next command, whichever that is', async () => {
    const seen = new Set<string>();
    for (const next of ['share', 'unshare'] as const) {
      await atEachStep('killed', nothing, share, async (world) => {
        const { work, path, links } = world;
        const { history } = await links().status(work);
        seen.add(history?.state ?? 'none');
        // Nothing that the person had is out of reach: it is in its place or where the manifest says.
        const at = (await lstat(path('work/projects')).catch(() => null))?.isDirectory()
          ? path('work/projects')
          : history?.backup;
        expect(await files(at ?? '')).toMatchObject({ '-a/1.jsonl': 'one\n', '-a/1/subagents/agent-2.jsonl': 'sub\n' });

        const shared = await isShared(world);
        if (next === 'share') {
          await share(links(), world);
          expect(await isShared(world)).toBe(true);
        } else if (history !== null) {
          expect(await links().unshareHistory(work)).toMatchObject({ restored: true });
          expect(await files(path('work'))).toEqual(OWN);
        }
        const copies = next === 'share' || shared;
        expect(await files(path('base'))).toEqual(copies ? { ...THEIRS, ...COPIES } : THEIRS);
      });
    }
    expect(seen).toEqual(new Set(['none', 'unfinished', 'linked']));
  }, 60_000);

  test('a sharing that is undone takes nothing from the other folder that came there another way', async () => {
    const world = await openWorld();
    const { work, path, links } = world;
    await plant(path('work'), OWN);
    await plant(path('base'), THEIRS);
    const disk = failingDisk(12, 'killed');
    await expect(share(links({ disk }), world)).rejects.toThrow('ENOSPC');
    expect((await readdir(path('base'))).filter((name) => name.startsWith('.ccx-incoming'))).toHaveLength(1);
    await plant(path('base'), COPIES);
    await links().unshareHistory(work);
    expect(await files(path('base'))).toEqual({ ...THEIRS, ...COPIES });
    expect(await files(path('work'))).toEqual(OWN);
  });

  test('the end of a sharing is finished by the same command', async () => {
    await atEachStep(
      'killed',
      (world) => share(world.links(), world),
      (links, { work }) => links.unshareHistory(work),
      async ({ work, path, links, done }) => {
        if (!done) await links().unshareHistory(work);
        expect(await files(path('work'))).toEqual(OWN);
        expect(await links().status(work)).toEqual({ links: [], history: null });
      },
    );
  });

  test('linking is finished or undone by the next command', async () => {
    for (const next of ['link', 'unlink'] as const) {
      await atEachStep('killed', nothing, link, async (world) => {
        const { work, path, links } = world;
        if (next === 'link') {
          await link(links(), world);
          expect((await links().status(work)).links.map(({ state }) => state).toSorted()).toEqual(['linked', 'linked']);
        }
        await links().unlink(work);
        expect(await files(path('work'))).toEqual(OWN);
        expect(await files(path('base'))).toEqual(THEIRS);
        expect((await links().status(work)).links).toEqual([]);
      });
    }
  });

  test('unlinking is finished by the same command', async () => {
    await atEachStep(
      'killed',
      (world) => link(world.links(), world),
      (links, { work }) => links.unlink(work),
      async ({ work, path, links }) => {
        await links().unlink(work);
        expect(await tree(path('work'))).toMatchObject(OWN);
        expect(await files(path('work'))).toEqual(OWN);
      },
    );
  });
});
