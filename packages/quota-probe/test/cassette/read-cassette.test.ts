import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readCassette } from '../../src/cassette/read-cassette.ts';
import { CORPUS } from './recordings.ts';

/** A cassette with one file changed. */
async function changed(file: string, change: (text: string) => string | null): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ccx-cassette-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(CORPUS, 'codex/status'), folder, { recursive: true });
  const path = join(folder, file);
  const text = change(await readFile(path, 'utf8'));
  if (text === null) await rm(path);
  else await writeFile(path, text);
  return folder;
}

describe('A cassette is refused, with the reason,', () => {
  test.for<[why: string, file: string, change: (text: string) => string | null, reason: RegExp]>([
    ['where its manifest is no JSON', 'manifest.json', () => '{"schemaVersion":', /manifest\.json is not JSON/],
    [
      'where a newer ccx made it',
      'manifest.json',
      (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 2'),
      /version 2: a newer ccx/,
    ],
    [
      'of an agent that nobody knows',
      'manifest.json',
      (text) => text.replace('"codex"', '"kodex"'),
      /an agent that is not known: "kodex"/,
    ],
    [
      'without the size of its terminal',
      'manifest.json',
      (text) => text.replace('"rows"', '"lines"'),
      /does not say its terminal/,
    ],
    [
      'without its time',
      'manifest.json',
      (text) => text.replace('2026-11-21T', 'yesterday '),
      /does not say its command, its time/,
    ],
    ['whose manifest was changed', 'manifest.json', (text) => text.replace('"UTC"', '"Asia/Tokyo"'), /another digest/],
    ['that is cut off in a line', 'session.cast', (text) => text.slice(0, -9), /ends in the middle of line \d+/],
    [
      'that is cut off after a line',
      'session.cast',
      (text) => text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1),
      /another digest/,
    ],
    ['with a line that is no event', 'session.cast', (text) => text.replace('\n[', '\n(['), /holds no event in line 2/],
    [
      'whose time runs backwards',
      'session.cast',
      (text) => `${text}[0.001,"o","x"]\n`,
      /goes back in time in line \d+/,
    ],
    [
      'whose recording has no header',
      'session.cast',
      (text) => text.slice(text.indexOf('\n') + 1),
      /does not begin with a header/,
    ],
    [
      'of another kind of recording',
      'session.cast',
      (text) => text.replace('"version":2', '"version":3'),
      /header of asciicast 2/,
    ],
    ['whose recording is empty', 'session.cast', () => '', /does not begin with a header/],
    [
      'where the terminal is another',
      'session.cast',
      (text) => text.replace('"width":120', '"width":121'),
      /another terminal/,
    ],
    ['whose recording was changed', 'session.cast', (text) => text.replace('63%', '13%'), /another digest/],
    ['with numbers that are no JSON', 'snapshot.json', () => 'ok', /snapshot\.json holds neither numbers/],
    ['without numbers or a reason', 'snapshot.json', () => '{"ok":true}', /snapshot\.json holds neither numbers/],
    [
      'whose numbers were changed',
      'snapshot.json',
      (text) => text.replace('"usedPercent": 37', '"usedPercent": 7'),
      /another digest/,
    ],
    ['where it is not said what was taken out', 'scrub.json', () => '[', /scrub\.json is not JSON/],
  ])('%s', async ([, file, change, reason]) => {
    const folder = await changed(file, change);
    await expect(readCassette(folder)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(reason),
    });
  });

  test.for(['manifest.json', 'session.cast', 'snapshot.json', 'scrub.json'])('where it has no %s', async (file) => {
    const folder = await changed(file, () => null);
    await expect(readCassette(folder)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining(`${file} is missing`),
    });
  });

  test('where there is no folder', async () => {
    await expect(readCassette('/nowhere')).rejects.toMatchObject({ code: 'not_found' });
  });
});
