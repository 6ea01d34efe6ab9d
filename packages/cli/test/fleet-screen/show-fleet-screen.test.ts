import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { FleetMember } from '@ccx/contracts';
import { until } from '@ccx/testkit';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { showFleetScreen, type FleetScreenOptions } from '../../src/fleet-screen/show-fleet-screen.ts';
import { createTerminal } from '../../src/render/terminal.ts';
import { FOUR, NOW } from '../fleet-view/members.ts';

const REFUSED = async (): Promise<string> => {
  throw new Error('nobody asked for it');
};

/** A screen on streams of which all that is written can be read. */
function started(columns: number, rows: number, more: Partial<FleetScreenOptions> = {}) {
  let written = '';
  const stdout = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        written += String(chunk);
        done();
      },
    }),
    { isTTY: true, columns, rows },
  ) as unknown as NodeJS.WriteStream;
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => {},
    ref: () => {},
    unref: () => {},
  }) as unknown as NodeJS.ReadStream & PassThrough;
  const over = new AbortController();
  async function* updates(): AsyncGenerator<{ readonly members: readonly FleetMember[] }> {
    yield { members: FOUR };
    await new Promise((resolve) => over.signal.addEventListener('abort', resolve));
  }
  const ended = showFleetScreen({
    updates: updates(),
    actions: { focus: REFUSED, send: REFUSED, stop: REFUSED, messages: () => [] },
    nameOf: ({ agent }) => agent,
    terminal: createTerminal({ env: { HOME: '/home/ada' }, stdout, stderr: stdout, argv: [] }),
    signal: over.signal,
    clock: { now: () => NOW },
    stdin,
    stdout,
    ...more,
  });
  return {
    ended,
    stdin,
    stdout,
    quit: async () => {
      over.abort();
      await ended;
    },
    written: () => written,
    resize: (size: { readonly columns: number; readonly rows: number }) => {
      written = '';
      Object.assign(stdout, size);
      stdout.emit('resize');
    },
  };
}

/** The lines of one frame that was written as a whole. */
function linesOf(written: string): readonly string[] {
  return stripVTControlCharacters(written).split('\n');
}

test.for([40, 60, 80, 120, 160])(
  'at %i columns the frame is neither wider nor higher than the terminal',
  async (columns) => {
    const it = started(columns, 24);
    await until(() => it.written().includes('fix-login'), { what: 'the list' });
    it.resize({ columns, rows: 30 });
    await until(() => it.written().includes('fix-login') || it.written().includes('enter jump'), {
      what: 'a new frame',
    });
    it.resize({ columns: columns - 1, rows: 24 });
    await until(() => it.written().includes('fix-login'), { what: 'a narrower frame' });
    const lines = linesOf(it.written());
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns - 1);
    await it.quit();
  },
);

test('a terminal that shrinks to almost nothing and grows again shows the list again', async () => {
  const it = started(80, 24);
  await until(() => it.written().includes('fix-login'), { what: 'the list' });
  for (const size of [
    { columns: 40, rows: 10 },
    { columns: 1, rows: 1 },
    { columns: 2, rows: 3 },
  ]) {
    it.resize(size);
  }
  it.resize({ columns: 120, rows: 40 });
  expect(await until(() => /fix-login.*done when/s.test(it.written()), { what: 'the list' })).toBe(true);
  await it.quit();
});

test('a person who is gone ends the screen', async () => {
  for (const leave of ['end', 'close'] as const) {
    const it = started(80, 24);
    await until(() => it.written().includes('fix-login'), { what: 'the list' });
    it.stdin.emit(leave);
    await it.ended;
    expect(it.written()).toContain('\u001b[?1049l');
  }
});

test('a screen that cannot be written any more ends', async () => {
  const it = started(80, 24);
  await until(() => it.written().includes('fix-login'), { what: 'the list' });
  it.stdout.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' }));
  await expect(it.ended).resolves.toBeUndefined();
});

test('a signal that has come already shows nothing for long', async () => {
  const it = started(80, 24, { signal: AbortSignal.abort() });
  await it.ended;
  expect(it.written()).toContain('\u001b[?1049l');
});

test('updates that fail are what it rejects with', async () => {
  const broken = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('no such fleet')) }) };
  const it = started(80, 24, { updates: broken });
  await expect(it.ended).rejects.toThrow('no such fleet');
  expect(it.written()).toContain('\u001b[?1049l');
});

test('an answer that comes after the end draws nothing and keeps nothing going', async () => {
  let answer: (text: string) => void = () => {};
  let draws = 0;
  const focus = (): Promise<string> =>
    new Promise((resolve) => {
      answer = resolve;
    });
  const it = started(80, 24, {
    actions: { focus, send: REFUSED, stop: REFUSED, messages: () => [] },
    clock: {
      now: () => {
        draws += 1;
        return NOW;
      },
    },
  });
  await until(() => it.written().includes('fix-login'), { what: 'the list' });
  it.stdin.write('f');
  await until(() => it.written().includes('looking for the terminal'), { what: 'the wish' });
  await it.quit();
  const before = draws;
  answer('late');
  await new Promise(setImmediate);
  expect(draws).toBe(before);
});
