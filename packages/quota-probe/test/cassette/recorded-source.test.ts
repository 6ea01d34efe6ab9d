import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuotaReading, QuotaSource } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCassette } from '../../src/cassette/read-cassette.ts';
import { recordedSource } from '../../src/cassette/recorded-source.ts';
import { replayCassette } from '../../src/cassette/replay-cassette.ts';
import { problem } from '../../src/problem.ts';
import type { PtyObserver } from '../../src/pty/drive-screen.ts';
import { CORPUS } from './recordings.ts';

const ACCOUNT = { agent: 'codex', configDir: '/home/ada/.codex', id: 'codex:/home/ada/.codex' } as const;

let temp: TempHome;
beforeEach(async () => {
  temp = await createTempHome();
});
afterEach(async () => temp.remove());

let started = 0;

interface Live {
  /** Changes what was drawn. */
  readonly draw?: (data: string, index: number) => string;
  readonly reading?: QuotaReading;
  readonly silent?: boolean;
}

/** A source that draws what a Codex has drawn once, and says what that means. */
async function record(
  to: string,
  { draw = (data) => data, silent = false, ...live }: Live = {},
): Promise<QuotaReading> {
  const { events, reading } = await readCassette(join(CORPUS, 'codex/status'));
  const make = ({ onData, onInput }: PtyObserver): QuotaSource => ({
    id: 'pty',
    agent: 'codex',
    cost: { process: true, usageEndpoint: true, mayOpenWindow: false },
    read: async () => {
      started += 1;
      for (const [index, { kind, data, atMs }] of silent ? [] : events.entries()) {
        if (kind === 'out') onData?.(draw(data, index), atMs);
        else onInput?.(data, atMs);
      }
      return live.reading ?? reading;
    },
  });
  const env = { HOME: '/home/ada', TZ: 'UTC', CODEX_TOKEN: 'hunter2hunter2' };
  const source = recordedSource({ recordTo: to, folder: '/home/ada/work/secret', make });
  return source.read(ACCOUNT, { env, signal: new AbortController().signal });
}

/** Draws a text in a place of the screen where nobody looks for anything, in each of its first frames. */
const beside =
  (text: string) =>
  (data: string, index: number): string =>
    index === 12 ? `${data}\u001B7\u001B[1;60H${text}\u001B8` : data;

describe('A recorded talk with a screen', () => {
  test('gives the reading, and a folder that means the same', async () => {
    const to = join(temp.home, 'made/here');
    const reading = await record(to);
    expect(await readdir(join(temp.home, 'made'))).toEqual(['here']);
    expect((await readdir(to)).toSorted()).toEqual(['manifest.json', 'scrub.json', 'session.cast', 'snapshot.json']);
    const replayed = await replayCassette(to);
    expect(replayed).toMatchObject({
      same: true,
      manifest: { agent: 'codex', cliVersion: '0.169.0', command: '/status' },
    });
    expect(reading.ok && replayed.reading.ok && replayed.reading.snapshot.windows).toEqual(
      reading.ok && reading.snapshot.windows,
    );
  });

  test('is for its owner alone', async () => {
    const to = join(temp.home, 'cassette');
    await record(to);
    expect((await stat(to)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(to)) expect((await stat(join(to, name))).mode & 0o777).toBe(0o600);
  });

  test('is a recording that asciinema plays: a header, then times, codes and data', async () => {
    const to = join(temp.home, 'cassette');
    await record(to);
    const lines = (await readFile(join(to, 'session.cast'), 'utf8')).trimEnd().split('\n');
    const [header, ...events] = lines.map((line): unknown => JSON.parse(line));
    expect(header).toMatchObject({ version: 2, width: 120, height: 50, env: { TERM: 'xterm-256color' } });
    for (const event of events)
      expect(event).toEqual([expect.any(Number), expect.stringMatching(/^[io]$/), expect.any(String)]);
    expect(events.filter((event) => Array.isArray(event) && event[1] === 'i').length).toBeGreaterThan(1);
  });

  test('holds nothing of the machine, the home, the folder, the environment and the login', async () => {
    const to = join(temp.home, 'cassette');
    const said = 'ada@lovelace.dev /home/ada/.codex ~/work/secret hunter2hunter2 a secret';
    await record(to, { draw: beside(said) });
    for (const name of await readdir(to)) {
      expect(await readFile(join(to, name), 'utf8')).not.toMatch(/ada@|lovelace|home\/ada|hunter2|secret/);
    }
    expect((await readCassette(to)).replaced).toMatchObject({ email: 14, token: 14, name: 6 });
  });

  test('keeps the word root, which is nobody', async () => {
    const to = join(temp.home, 'cassette');
    await record(to, { draw: beside('the root of it') });
    expect(await readFile(join(to, 'session.cast'), 'utf8')).toContain('the root of it');
  });

  test('is kept where there were no numbers, too: that is what is reported', async () => {
    const to = join(temp.home, 'cassette');
    const unknown = problem('form-unknown', 'in /home/ada/frames', '2026-11-21T01:08:52.000Z');
    const draw = (data: string): string => data.replaceAll('limit', 'lines');
    await record(to, { draw, reading: unknown });
    expect((await readCassette(to)).reading).toMatchObject({ ok: false, problem: { code: 'form-unknown' } });
    expect(await readFile(join(to, 'snapshot.json'), 'utf8')).not.toContain('ada');
  });

  test('is not kept where it means something else without what is private in it', async () => {
    const to = join(temp.home, 'cassette');
    const draw = (data: string): string => data.replace('Weekly limit', 'Secret limit');
    await expect(record(to, { draw })).rejects.toMatchObject({
      code: 'io_failed',
      message: expect.stringMatching(/not kept: .* instead of .*weekly 61%/),
    });
    expect(await readdir(temp.home)).not.toContain('cassette');
  });

  test('is not begun where something lies already', async () => {
    const to = join(temp.home, 'cassette');
    await mkdir(to);
    await record(to);
    const before = started;
    await expect(record(to)).rejects.toMatchObject({ code: 'invalid_argument' });
    const file = join(temp.home, 'file');
    await writeFile(file, 'mine');
    await expect(record(file)).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect(started).toBe(before);
  });

  test('leaves no folder where nothing was drawn', async () => {
    const to = join(temp.home, 'cassette');
    await record(to, { silent: true, reading: problem('cli-missing', 'not here', '2026-11-21T01:08:52.000Z') });
    await expect(readCassette(to)).rejects.toMatchObject({ code: 'not_found' });
  });
});
