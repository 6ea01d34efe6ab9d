import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLab, isAlive, kinds, resultOf, STREAM, until, type Lab } from './run-fake.ts';

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

test.each([
  { exit: 0, code: 0, signal: null },
  { exit: 3, code: 3, signal: null },
  { exit: 'SIGKILL', code: null, signal: 'SIGKILL' },
  { exit: 'SIGSEGV', code: null, signal: 'SIGSEGV' },
  { exit: 'SIGTERM', code: null, signal: 'SIGTERM' },
] as const)('an early end with $exit comes without a result', async ({ exit, code, signal }) => {
  const ran = await lab.run(STREAM, { scenario: { steps: [{ text: 'half' }, { stderr: 'fatal' }, { exit }] } });
  expect(ran).toMatchObject({ code, signal, stderr: 'fatal\n' });
  expect(kinds(ran.lines)).not.toContain('result/success');
});

test('the exit code can contradict the result', async () => {
  const ran = await lab.run(STREAM, { scenario: { exitCode: 7, steps: [{ text: 'fine' }] } });
  expect(resultOf(ran)).toMatchObject({ is_error: false });
  expect(ran.code).toBe(7);
});

test('an end before stdin is read breaks the pipe of whoever writes', async () => {
  const running = lab.start(STREAM, { scenario: { atStart: [{ wait: 50 }, { exit: 4 }] }, stdin: null });
  const broken = new Promise<NodeJS.ErrnoException>((resolve) => running.child.stdin?.once('error', resolve));
  running.child.stdin?.end('x'.repeat(1_000_000));
  expect((await broken).code).toBe('EPIPE');
  expect((await running.done).code).toBe(4);
});

test('stdout can end while the process lives', async () => {
  const running = lab.start(STREAM, { scenario: { steps: [{ text: 'bye' }, { closeStdout: true }, { hang: true }] } });
  await new Promise((resolve) => running.child.stdout?.once('end', resolve));
  expect(running.child.exitCode).toBeNull();
  running.child.kill('SIGTERM');
  expect((await running.done).code).toBe(143);
});

test('the process can outlive its last result', async () => {
  const running = lab.start(STREAM, { scenario: { steps: [{ text: 'done' }], atExit: [{ hang: true }] } });
  await running.says('"type":"result"');
  expect(running.child.exitCode).toBeNull();
  running.child.kill('SIGTERM');
  expect(await running.done).toMatchObject({ code: 143 });
});

test('bad bytes come as they were scripted', async () => {
  const steps = [
    { garbage: 1000 },
    { invalidUtf8: true },
    { raw: '{"cut":' },
    { bytes: '/wo=' },
    { text: 'on' },
  ] as const;
  const ran = await lab.run(STREAM, { scenario: { steps } });
  const again = await lab.run(STREAM, { scenario: { steps: [{ garbage: 1000 }, { exit: 0 }] } });
  const from = ran.stdout.indexOf(0x0a) + 1;
  const garbage = ran.stdout.subarray(from, from + 1000);
  const start = again.stdout.indexOf(0x0a) + 1;
  expect(garbage.equals(again.stdout.subarray(start, start + 1000))).toBe(true);
  expect(garbage.at(-1)).toBe(0x0a);
  expect(ran.stdout.includes(Buffer.from([0xc3, 0x28, 0xff, 0xfe]))).toBe(true);
  expect(ran.text).toContain('{"cut":\n');
  expect(resultOf(ran)).toMatchObject({ result: 'on' });
});

test('a huge line has exactly its size', async () => {
  const ran = await lab.run(STREAM, { scenario: { steps: [{ huge: 3_000_000 }, { text: 'on' }] } });
  const sizes = ran.text.split('\n').map((line) => line.length);
  expect(sizes).toContain(3_000_000);
});

test('an object is spliced into the middle of the next line', async () => {
  const splice = { type: 'rate_limit_event', rate_limit_info: { status: 'allowed' } };
  const ran = await lab.run(STREAM, { scenario: { login: 'api-key', steps: [{ splice }, { text: 'whole' }] } });
  const [, first = '', second = ''] = ran.text.split('\n');
  const cut = first.indexOf(JSON.stringify(splice));
  expect(cut).toBeGreaterThan(0);
  expect(JSON.parse(first.slice(0, cut) + second)).toMatchObject({ type: 'assistant' });
});

test('nothing comes before the first byte while it hangs', async () => {
  const running = lab.start(STREAM, { scenario: 'mute' });
  await until('the session is busy', () => lab.sessionFiles().length > 0);
  running.child.kill('SIGTERM');
  expect(await running.done).toMatchObject({ code: 143, text: '' });
});

test.skipIf(process.platform !== 'linux')(
  'grandchildren outlive the agent, hold its stdout and ignore TERM as scripted',
  async () => {
    const mild = { setsid: true, lives: '20s', pidFile: 'mild' } as const;
    const stubborn = { ...mild, count: 2, ignoresTerm: true, holdsStdout: true, pidFile: 'stubborn' } as const;
    const steps = [{ grandchild: mild }, { grandchild: stubborn }, { text: 'left' }] as const;
    const running = lab.start(STREAM, { scenario: { steps } });
    let closed = false;
    void running.done.then(() => {
      closed = true;
    });
    await new Promise((resolve) => running.child.once('exit', resolve));
    const pids = (name: string): readonly number[] =>
      readFileSync(join(lab.project, name), 'utf8').trim().split('\n').map(Number);
    const [mildPids, stubbornPids] = [pids('mild'), pids('stubborn')];
    expect([mildPids.length, stubbornPids.length]).toEqual([1, 2]);
    for (const pid of [...stubbornPids, ...mildPids]) process.kill(pid, 'SIGTERM');
    await until('the mild one is gone', () => !mildPids.some(isAlive));
    expect(stubbornPids.every(isAlive)).toBe(true);
    expect(closed).toBe(false);
    for (const pid of stubbornPids) process.kill(pid, 'SIGKILL');
    expect(resultOf(await running.done)).toMatchObject({ result: 'left' });
  },
);

test('a reader that takes nothing holds the agent back, and its signals still work', async () => {
  const running = lab.start(STREAM, { scenario: { steps: [{ huge: 8_000_000 }, { exit: 0 }] }, reads: false });
  await until('the pipe is full', () => (running.child.stdout?.readableLength ?? 0) >= 65_536);
  running.child.kill('SIGTERM');
  expect(await new Promise((resolve) => running.child.once('exit', resolve))).toBe(143);
});
