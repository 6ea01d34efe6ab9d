import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WorkItem, WorkOutcome, WorkFollowUp } from '@ccx/contracts';
import { processId } from '@ccx/contracts/host';
import { createFakeClock, createTempHome, until, type FakeClock, type TempHome } from '@ccx/testkit';
import { createCommandHandler, type CommandPayload } from '../../src/handlers/command.ts';

let home: TempHome;
let clock: FakeClock;

beforeEach(async () => {
  home = await createTempHome();
  clock = createFakeClock();
});
afterEach(() => home.remove());

const item = { id: 'i1' } as WorkItem;

function run(payload: Partial<CommandPayload>, signal?: AbortSignal): Promise<WorkOutcome | WorkFollowUp> {
  const handler = createCommandHandler({ clock, env: { PATH: process.env['PATH'], HOME: home.cwd, FROM: 'worker' } });
  const about = signal === undefined ? undefined : { signal };
  return handler.finish({ command: 'true', cwd: home.cwd, ...payload }, { skipAgent: null }, item, about);
}

test('exit 0 is done, with what was printed to both streams', async () => {
  expect(await run({ command: 'echo out; echo err >&2; sleep 0.1; pwd' })).toEqual({
    is: 'done',
    result: { exitCode: 0, output: `out\nerr\n${home.cwd}\n` },
  });
});

test('any other exit is a failed try that tells the last line', async () => {
  expect(await run({ command: 'echo one; echo two; exit 3' })).toEqual({ is: 'retry', reason: 'exit 3: two' });
  expect(await run({ command: 'kill -9 $$' })).toEqual({ is: 'retry', reason: 'ended by SIGKILL' });
});

test('the environment is that of the worker, and the payload’s over it', async () => {
  const outcome = await run({ command: 'echo $FROM $CI', env: { CI: '1' } });
  expect(outcome).toMatchObject({ result: { output: 'worker 1\n' } });
});

test('only the end of long output is kept, and secrets are not', async () => {
  const outcome = await run({ command: 'yes 0123456789 | head -c 300000; echo; echo key sk-ant-abcdefghijklmnop' });
  if (outcome.is !== 'done') throw new Error(outcome.is);
  const { output } = outcome.result as { output: string };
  expect(output).toMatch(/^\[\d+ bytes before this were left out\]/);
  expect(output.length).toBeLessThan(66 * 1024);
  expect(output).toContain('key [redacted]');
});

test('a command that takes too long is ended with everything that came of it', async () => {
  const file = join(home.cwd, 'pid');
  const running = run({ command: `sleep 600 & echo $! > '${file}'; wait`, timeoutMs: 60_000 });
  const pid = Number(await until(() => readFile(file, 'utf8'), { what: 'the pid of the grandchild' }));
  expect(await processId(pid)).not.toBeNull();
  await clock.advance(60_000);
  expect(await running).toEqual({ is: 'retry', reason: 'it took longer than 60 s' });
  expect(await processId(pid)).toBeNull();
});

test('it is ended the same when its work is stopped, also where that was before it began', async () => {
  const stop = new AbortController();
  const file = join(home.cwd, 'pid');
  const running = run({ command: `echo $$ > '${file}'; sleep 600` }, stop.signal);
  const pid = Number(await until(() => readFile(file, 'utf8'), { what: 'the pid' }));
  stop.abort();
  expect(await running).toEqual({ is: 'retry', reason: 'it was ended' });
  expect(await processId(pid)).toBeNull();
  expect(await run({ command: 'sleep 600' }, stop.signal)).toEqual({ is: 'retry', reason: 'it was ended' });
});

test('what it left in the background is not waited for', async () => {
  const outcome = await run({ command: 'sleep 3 & echo started' });
  expect(outcome).toMatchObject({ is: 'done', result: { output: 'started\n' } });
});

test('a folder that is missing is no failed try: it is dead', async () => {
  expect(await run({ cwd: join(home.cwd, 'gone') })).toMatchObject({
    is: 'dead',
    reason: expect.stringContaining('it could not be started in'),
  });
});
