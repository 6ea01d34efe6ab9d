import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTempHome, until } from '@ccx/testkit';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLineKeeper } from '../src/line-keeper.ts';
import { logPathOf, openRunLog } from '../src/run-log.ts';
import { createTail } from '../src/tail.ts';
import { createLab } from './support/scripted-agent.ts';

describe('the log', () => {
  const pieces = fc.array(
    fc.record({ from: fc.constantFrom('main' as const, 'aside' as const), text: fc.stringMatching(/^[ab\n]{0,12}$/) }),
  );

  test('puts no line of one stream inside a line of the other, and loses nothing', () => {
    fc.assert(
      fc.property(pieces, (chunks) => {
        const written: Uint8Array[] = [];
        const keeper = createLineKeeper((bytes) => written.push(bytes));
        for (const { from, text } of chunks) keeper[from](Buffer.from(text));
        keeper.end();
        const lines = Buffer.concat(written).toString().split('\n');
        expect(lines.pop()).toBe('');
        const told = (which: 'main' | 'aside'): string =>
          chunks
            .filter(({ from }) => from === which)
            .map(({ text }) => text)
            .join('');
        const mark = '[stderr] ';
        const main = lines.filter((line) => !line.startsWith(mark));
        const aside = lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
        expect(main.join('\n')).toBe(told('main').replace(/\n$/, ''));
        expect(aside.join('\n')).toBe(told('aside').replace(/\n$/, ''));
      }),
    );
  });

  test('bounds what stderr piles up during a long line, and says what it left out', () => {
    const written: Uint8Array[] = [];
    const keeper = createLineKeeper((bytes) => written.push(bytes));
    keeper.main(Buffer.from('{"a'));
    for (let n = 0; n < 100; n += 1) keeper.aside(Buffer.from(`${'e'.repeat(10_000)}\n`));
    keeper.main(Buffer.from('":1}\n{}\n'));
    const lines = Buffer.concat(written).toString().split('\n');
    expect(lines[0]).toBe('{"a":1}');
    expect(lines.at(-2)).toBe('{}');
    expect(lines.at(-3)).toMatch(/^\[stderr\] \(\d+ bytes of stderr left out here\)$/);
    expect(Buffer.concat(written).length).toBeLessThan(70_000);
  });

  test('never writes into a file that exists', async () => {
    const home = await createTempHome();
    onTestFinished(() => home.remove());
    const path = join(home.home, 'a.log');
    await writeFile(path, 'kept');
    const log = await openRunLog(path, () => {});
    log.stdout(Buffer.from('new'));
    await log.close();
    expect(log.problem).toContain('EEXIST');
    expect(await readFile(path, 'utf8')).toBe('kept');
  });

  test('has a name of its own for each run, sorted by time', () => {
    expect(logPathOf('/logs', '2026-11-21T10:00:00.000Z', 'run-1')).toBe('/logs/20261121T100000000Z-run-1.log');
  });

  test('tells when the disk is behind and when it has caught up', async () => {
    const home = await createTempHome();
    onTestFinished(() => home.remove());
    let rooms = 0;
    const log = await openRunLog(join(home.home, 'logs', 'a.log'), () => (rooms += 1));
    log.stdout(Buffer.alloc(3_000_000, 'x'));
    expect(log.full).toBe(true);
    await until(() => rooms === 1);
    await log.close();
    expect([log.full, rooms, log.problem]).toEqual([false, 1, null]);
    expect((await readFile(join(home.home, 'logs', 'a.log'))).length).toBe(3_000_001);
  });

  test('that cannot be written ends no run, and that is said', async () => {
    const lab = await createLab(`started(); done();`);
    await mkdir(lab.dir, { recursive: true });
    await writeFile(join(lab.dir, 'logs'), 'a file in the place of the folder');
    const result = await lab.runner.run(lab.request(), lab.target).result;
    expect(result.status).toBe('success');
    expect(result.last.warnings).toEqual([expect.stringMatching(/^The log .* is not complete: /)]);
  });

  test('on a disk that fills up ends no run either', async () => {
    let written = 0;
    const disk = new Writable({
      write(chunk: Buffer, _encoding, done) {
        written += chunk.length;
        done(written > 10 ? Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }) : null);
      },
    });
    const log = await openRunLog(
      '/logs/a.log',
      () => {},
      async () => disk,
    );
    for (let n = 0; n < 10; n += 1) {
      log.stdout(Buffer.from('12345678\n'));
      await nextTurn();
    }
    expect(log.full).toBe(false);
    await log.close();
    expect(log.problem).toBe('The log /logs/a.log is not complete: ENOSPC: no space left on device');
  });
});

test('a ledger that cannot be written ends no run, and that is said', async () => {
  const lab = await createLab(`started(); done();`);
  await mkdir(lab.dir, { recursive: true });
  await writeFile(join(lab.dir, 'active'), 'a file in the place of the folder');
  const result = await lab.runner.run(lab.request(), lab.target).result;
  expect(result.status).toBe('success');
  expect(result.last.warnings.join('\n')).toMatch(/^The ledger could not be written: /);
});

describe('the end of a stream', () => {
  test('is kept for any pieces, from a whole character on', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 30 })),
        fc.integer({ min: 1, max: 40 }),
        (texts, limit) => {
          const bytes = Buffer.concat(texts.map((text) => Buffer.from(text)));
          const tail = createTail(limit);
          for (let at = 0; at < bytes.length; at += 7) tail.push(bytes.subarray(at, at + 7));
          const kept = tail.text();
          expect(bytes.toString().endsWith(kept)).toBe(true);
          expect(Buffer.byteLength(kept)).toBeGreaterThan(Math.min(limit, bytes.length) - 4);
          expect(tail.bytes).toBe(bytes.length);
        },
      ),
    );
  });
});
