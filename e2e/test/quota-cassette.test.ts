import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { QuotaSnapshot } from '@ccx/contracts';
import { codexUsageBody, usageBody, type TempHome } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openCodexWorld } from '../support/codex-world.ts';
import type { Finished } from '../support/program.ts';
import { expectExit, openWorld } from '../support/world.ts';

/** A reset that survives the minutes in which screens count. */
const inHours = (hours: number): Date => new Date(Math.ceil(Date.now() / 60_000) * 60_000 + hours * 3_600_000);

interface Recorder {
  readonly home: TempHome;
  ccx(args: readonly string[]): Promise<Finished>;
  allEnd(): Promise<void>;
}

/** Records the screen of an agent, plays it again, and gives what both say. */
async function recordAndReplay(world: Recorder, agent: string, folder: string): Promise<QuotaSnapshot> {
  const recorded = await world.ccx(['quota', 'record', folder, '--agent', agent, '--json']);
  expectExit(recorded, 0);
  await world.allEnd();
  const replayed = await world.ccx(['quota', 'replay', folder, '--json']);
  expectExit(replayed, 0);
  const { reading, manifest } = JSON.parse(recorded.stdout);
  expect(JSON.parse(replayed.stdout)).toMatchObject({ same: true, reading, manifest });
  expect(reading).toMatchObject({ ok: true });
  return reading.snapshot;
}

async function textsIn(folder: string): Promise<string> {
  const names = await readdir(folder);
  expect(names.toSorted()).toEqual(['manifest.json', 'scrub.json', 'session.cast', 'snapshot.json']);
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
}

describe('a cassette that ccx quota record makes', () => {
  test('of the real Claude Code means what its screen showed, and holds nothing of its home', async () => {
    const [session, week] = [inHours(2), inHours(70)];
    const world = await openWorld({
      login: 'subscription',
      usage: usageBody({
        five_hour: { utilization: 42, resets_at: session.toISOString() },
        seven_day: { utilization: 17, resets_at: week.toISOString() },
      }),
    });
    const folder = join(world.home.cwd, 'cassette');
    expect(await recordAndReplay(world, 'claude', folder)).toMatchObject({
      cliVersion: expect.stringMatching(/^2\./),
      windows: [
        { id: 'session', usedPercent: 42, source: 'pty' },
        { id: 'weekly', usedPercent: 17, source: 'pty' },
      ],
    });
    const texts = await textsIn(folder);
    expect(texts).not.toMatch(/ada@|dummy-(?:access|refresh)|state\/probe/i);
    for (const secret of [world.home.home, basename(dirname(world.home.home))]) expect(texts).not.toContain(secret);
    expect(JSON.parse(await readFile(join(folder, 'scrub.json'), 'utf8')).replaced).toMatchObject({
      path: expect.any(Number),
    });
  });

  test('of the real Codex keeps neither the e-mail nor the ids that its screen shows', async () => {
    const world = await openCodexWorld({
      login: 'chatgpt',
      usage: codexUsageBody({
        primary: { usedPercent: 37, windowMinutes: 300, resetsAt: inHours(2) },
        secondary: { usedPercent: 61, windowMinutes: 10_080, resetsAt: inHours(70) },
      }),
    });
    const folder = join(world.home.cwd, 'cassette');
    expect(await recordAndReplay(world, 'codex', folder)).toMatchObject({
      plan: 'plus',
      windows: [
        { id: 'session', usedPercent: 37 },
        { id: 'weekly', usedPercent: 61 },
      ],
    });
    const texts = await textsIn(folder);
    for (const secret of [world.home.home, basename(dirname(world.home.home))]) expect(texts).not.toContain(secret);
    expect(texts).not.toMatch(/[\w.]+@example\.|[1-9a-f]{8}-[1-9a-f]{4}-/);
    expect(JSON.parse(await readFile(join(folder, 'scrub.json'), 'utf8')).replaced).toMatchObject({
      email: expect.any(Number),
      path: expect.any(Number),
    });
  });
});
