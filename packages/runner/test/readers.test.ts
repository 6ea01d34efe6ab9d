import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentEvent } from '@ccx/contracts';
import { createFakeClock, runnerConformance, until, type AgentBehaviour } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { allGone, createLab } from './support/scripted-agent.ts';

const AGENTS: Readonly<Record<Exclude<AgentBehaviour, 'missing'>, string>> = {
  short: `started(); text('one'); text('two'); done('two');`,
  endless: `fs.writeFileSync(process.env.HOME + '/pid', String(process.pid)); started(); setInterval(() => text('more'), 5);`,
};

runnerConformance({
  async create(behaviour) {
    const lab = await (behaviour === 'missing'
      ? createLab('', { binaries: { claude: '/nowhere/claude' } })
      : createLab(AGENTS[behaviour]));
    return {
      ...lab,
      request: lab.request(),
      agentLives: async () => !(await allGone([Number(await readFile(join(lab.home.home, 'pid'), 'utf8'))])),
    };
  },
});

const WRITES_ON = `
  started();
  const line = JSON.stringify({ type: 'text', text: 'x'.repeat(2000), delta: false }) + '\\n';
  for (let n = 1; n <= 20000; n += 1) { print(line); if (n % 100 === 0) { fs.writeFileSync(process.env.HOME + '/written.new', String(n)); fs.renameSync(process.env.HOME + '/written.new', process.env.HOME + '/written'); } }
  done();
`;

test('a slow reader holds the agent back, and loses nothing', async () => {
  const { runner, request, target, home } = await createLab(WRITES_ON, { eventBuffer: 16 });
  const written = async (): Promise<number> =>
    Number(await readFile(join(home.home, 'written'), 'utf8').catch(() => 0));
  const events: AgentEvent[] = [];
  for await (const event of runner.run(request(), target)) {
    events.push(event);
    if (events.length !== 1) continue;
    // The pipe, one chunk and the buffer: some hundred lines at most, not twenty thousand.
    let before = -1;
    await until(
      async () => {
        const now = await written();
        const still = now === before;
        before = now;
        return still;
      },
      { pollMs: 100 },
    );
    expect(before).toBeLessThan(1_000);
  }
  expect(events).toHaveLength(20_002);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index));
});

test('without a reader the agent is never held back', async () => {
  const { runner, request, target } = await createLab(WRITES_ON, { eventBuffer: 16 });
  let heard = 0;
  const result = await runner.run(request(), target, { observers: [{ event: () => (heard += 1) }] }).result;
  expect(result.status).toBe('success');
  expect(heard).toBe(20_002);
});

test('a reader that stops reading does not keep a kill waiting', async () => {
  const { runner, request, target } = await createLab(WRITES_ON, { eventBuffer: 16 });
  const run = runner.run(request(), target);
  const reader = run[Symbol.asyncIterator]();
  await reader.next();
  await run.kill();
  await expect(run.result).resolves.toMatchObject({ status: 'cancelled' });
});

test('time in which the reader holds the agent back counts for no deadline', async () => {
  const clock = createFakeClock();
  const { runner, request, target } = await createLab(
    `started(); for (let n = 0; n < 500; n += 1) text('x'.repeat(2000)); done();`,
    { eventBuffer: 4, clock },
  );
  let heard = 0;
  const run = runner.run(request({ timeoutMs: 60_000 }), target, { observers: [{ event: () => (heard += 1) }] });
  let read = 0;
  for await (const event of run) {
    read += 1;
    if (read === 10) {
      // The buffer is full: the agent waits for us, and an hour passes.
      await until(() => heard >= read + 4 && clock.pending > 0);
      await clock.advance(3_600_000);
    }
    expect(event.seq).toBe(read - 1);
  }
  await expect(run.result).resolves.toMatchObject({ status: 'success' });
});

test('a silence that the reader did not cause does count', async () => {
  const clock = createFakeClock();
  const { runner, request, target } = await createLab(`started(); forever();`, { clock });
  const run = runner.run(request(), target);
  for await (const event of run) {
    if (event.type !== 'started') continue;
    await until(() => clock.pending > 0);
    await clock.advance(5 * 60_000);
  }
  await expect(run.result).resolves.toMatchObject({ status: 'timed-out', deadline: 'idle' });
});
