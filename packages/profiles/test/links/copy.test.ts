import { appendFileSync } from 'node:fs';
import { chmod, lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyFile } from '../../src/links/copy-file.ts';
import { realDisk } from '../../src/links/disk.ts';
import { beginsWith } from '../../src/links/history/begins-with.ts';
import { tempHome } from '../live/agents.ts';
import { thrown } from './world.ts';

/** Around the size that is read at once. */
const SIZES = [0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 1_000_000];

describe('a copy', () => {
  test.each(SIZES)('of %i bytes is the original, with its mode and its time', async (size) => {
    const { home } = await tempHome();
    const bytes = Buffer.from(Array.from({ length: size }, (_, at) => (at * 31) % 251));
    await writeFile(`${home}/one`, bytes);
    await chmod(`${home}/one`, 0o604);
    await copyFile(`${home}/one`, `${home}/other`);
    expect(bytes.equals(await readFile(`${home}/other`))).toBe(true);
    const [one, other] = [await lstat(`${home}/one`), await lstat(`${home}/other`)];
    expect(other.mode).toBe(one.mode);
    expect(Math.abs(other.mtimeMs - one.mtimeMs)).toBeLessThan(1);
  });

  test('takes the place of nothing and follows no link', async () => {
    const { home } = await tempHome();
    await writeFile(`${home}/one`, 'one');
    await writeFile(`${home}/other`, 'other');
    await symlink(`${home}/one`, `${home}/link`);
    await symlink(`${home}/nowhere`, `${home}/loose`);
    await expect(copyFile(`${home}/one`, `${home}/other`)).rejects.toThrow('EEXIST');
    await expect(copyFile(`${home}/one`, `${home}/loose`)).rejects.toThrow('EEXIST');
    await expect(copyFile(`${home}/link`, `${home}/new`)).rejects.toThrow('ELOOP');
    expect(await readFile(`${home}/other`, 'utf8')).toBe('other');
  });

  test('of a file that is being written is refused', async () => {
    const { home } = await tempHome();
    await writeFile(`${home}/one`, Buffer.alloc(4 * 1024 * 1024));
    let over = false;
    const error = thrown('profile_in_use', () => copyFile(`${home}/one`, `${home}/other`)).finally(() => {
      over = true;
    });
    // Written all the time, so that some of it falls into the copying.
    while (!over) {
      appendFileSync(`${home}/one`, 'more');
      await setImmediate();
    }
    expect((await error).message).toContain('was written');
  });
});

test('a file begins with another exactly when its bytes do', async () => {
  const { home } = await tempHome();
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 20, max: 1 }),
    fc.constantFrom(...SIZES).map((size) => new Uint8Array(size)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, bytes, fc.boolean(), async (one, other, joined) => {
      const whole = joined ? Buffer.concat([other, one]) : Buffer.from(one);
      await writeFile(`${home}/whole`, whole);
      await writeFile(`${home}/part`, other);
      expect(await beginsWith(`${home}/whole`, `${home}/part`)).toBe(
        whole.length >= other.length && whole.subarray(0, other.length).equals(other),
      );
    }),
    { numRuns: 60 },
  );
});

test('a move takes the place of nothing, not even of an empty folder', async () => {
  const { home } = await tempHome();
  await writeFile(`${home}/one`, 'one');
  await writeFile(`${home}/other`, 'other');
  await mkdir(`${home}/folder`);
  await mkdir(`${home}/empty`);
  await symlink(`${home}/nowhere`, `${home}/loose`);
  await thrown('link_conflict', () => realDisk.move(`${home}/one`, `${home}/other`));
  await thrown('link_conflict', () => realDisk.move(`${home}/one`, `${home}/loose`));
  await thrown('link_conflict', () => realDisk.move(`${home}/folder`, `${home}/empty`));
  await realDisk.move(`${home}/one`, `${home}/new`);
  expect(await readFile(`${home}/new`, 'utf8')).toBe('one');
  expect(await readFile(`${home}/other`, 'utf8')).toBe('other');
});
