import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCcxPlace, type CcxEnd, type CcxPlace } from '../ccx-process.ts';

/** A login that needs no vendor: the agent is scripted. */
const LOGIN = { ANTHROPIC_API_KEY: 'sk-ant-nobody', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' };

let place: CcxPlace;
beforeEach(async () => {
  place = await createCcxPlace();
});
afterEach(async () => place.remove());

function once(scenario: 'limit' | 'done', ...args: readonly string[]): Promise<CcxEnd> {
  const step = scenario === 'limit' ? { limit: { resetsIn: '2h30m' } } : { text: 'Done.' };
  return place.run(['queue', 'work', '--once', '--agent', 'claude', ...args], {
    scenario: { steps: [step] },
    env: { ...LOGIN, TZ: 'UTC' },
  });
}

test('one item that met a limit is worth to come again, and so is what waits for the limit', async () => {
  await place.run(['queue', 'add', 'x']);
  expect(await once('limit')).toMatchObject({ code: 75, stdout: expect.stringContaining('waits until') });
  const again = await once('done');
  expect(again).toMatchObject({ code: 75, stdout: '' });
  expect(again.stderr).toMatch(/^ ▲ nothing was run: nothing can begin before .*\d\d:\d\d: claude \(limit\)/);
  await place.run(['queue', 'add', 'y', '--key', '']);
  const other = await once('done');
  expect(other).toMatchObject({ code: 75, stderr: expect.stringContaining('no account has room (claude: its 5-hour') });
  const { type, nextAt, why } = JSON.parse((await once('done', '--jsonl')).stdout);
  expect({ type, nextAt, why }).toEqual({
    type: 'idle',
    nextAt: expect.any(String),
    why: expect.stringContaining('no account has room'),
  });
});

test('a queue that is paused, or has nothing to do, says so', async () => {
  expect(await once('done')).toMatchObject({ code: 0, stderr: ' ▲ nothing was run: nothing to do\n' });
  await place.run(['queue', 'add', 'x']);
  await place.run(['queue', 'pause']);
  expect(await once('done')).toMatchObject({
    code: 75,
    stderr: ' ▲ nothing was run: nothing can begin: the queue is paused\n',
  });
  await place.run(['queue', 'resume']);
  expect(await once('done')).toMatchObject({ code: 0, stderr: '' });
});

test('without any account that could be used nothing is to be chosen from', async () => {
  await place.run(['queue', 'add', 'x']);
  const end = await place.run(['queue', 'work', '--once', '--agent', 'gemini']);
  expect(end).toMatchObject({ code: 3, stderr: expect.stringContaining('▲ nothing was run: nothing can begin: ') });
});
