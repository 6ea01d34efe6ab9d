import { readFile, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createLab } from './support/scripted-agent.ts';

test('a run gives the prompt to the agent and ends with its result', async () => {
  const { runner, request, target } = await createLab(`started(); done('You said: ' + input());`);
  const run = runner.run(request(), target);
  const result = await run.result;
  expect(result).toMatchObject({ status: 'success', schemaVersion: 1, runId: run.runId });
  expect(result.last.summary).toMatchObject({ text: 'You said: Say hello.', sessionId: 's-1', model: 'test-1' });
  expect(result.last).toMatchObject({ exitCode: 0, signal: null, stderr: '', warnings: [] });
  expect(result.attempts).toEqual([result.last]);
});

test('the events come to the one reader in order', async () => {
  const { runner, request, target } = await createLab(
    `started(); say({ type: 'text', text: 'a', delta: false }); done();`,
  );
  const run = runner.run(request(), target);
  const types: string[] = [];
  for await (const event of run) types.push(`${event.seq} ${event.type}`);
  expect(types).toEqual(['0 started', '1 text', '2 result']);
  await expect(run.result).resolves.toMatchObject({ status: 'success' });
});

test('kill ends an agent that ignores every polite signal, at once', async () => {
  const { runner, request, target } = await createLab(`stubborn(); started(); forever();`);
  const run = runner.run(request(), target);
  for await (const event of run) {
    if (event.type === 'started') void run.kill();
  }
  const result = await run.result;
  expect(result.status).toBe('cancelled');
  expect(result.last.signal).toBe('SIGKILL');
});

test('the log holds what the agent wrote, for nobody else to read', async () => {
  const { runner, request, target } = await createLab(`started(); console.error('careful'); done();`);
  const run = runner.run(request(), target);
  await run.result;
  const lines = (await readFile(run.logPath, 'utf8')).split('\n');
  expect(lines).toContain('[stderr] careful');
  expect(lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line).type)).toEqual([
    'started',
    'result',
  ]);
  expect((await stat(run.logPath)).mode & 0o777).toBe(0o600);
});
