import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CcxError, type AgentEvent, type Router, type RunResult, type RunTarget } from '@ccx/contracts';
import { until } from '@ccx/testkit';
import { expect, test } from 'vitest';
import { fixedRoute, GO_ON_PROMPT } from '../src/index.ts';
import { NEED, notices } from './support/chain-lab.ts';
import { createLab, type Lab } from './support/scripted-agent.ts';

/** Answers on the config dir `private`, meets a limit on every other one. */
const LIMITED_ELSEWHERE = `
  const dir = process.env.CLAUDE_CONFIG_DIR ?? '';
  started();
  text('hello from ' + dir.split('/').at(-1));
  if (dir.endsWith('private')) done('You said: ' + input());
  else {
    fs.mkdirSync(dir + '/projects/here', { recursive: true });
    fs.writeFileSync(dir + '/projects/here/s-1.jsonl', JSON.stringify({ message: { content: [] } }) + '\\n');
    const limit = { verdict: 'rejected', windowId: 'session', appliesTo: null, resetsAt: null, resetRaw: null,
      usingExtra: false, windows: [], basis: 'text', observedAt: '2026-01-01T00:00:00.000Z' };
    const failure = { class: 'limit', detail: 'come back at five', limit };
    say({ type: 'result', index: 0, failure, text: null, sessionId: 's-1' });
  }
`;

function targetsOf({ home }: Lab, ...names: readonly string[]): readonly RunTarget[] {
  return names.map((name) => {
    const configDir = join(home.home, name);
    return { account: { agent: 'claude', configDir, id: `claude:${configDir}` }, name, model: null, billing: null };
  });
}

/** Counts what it gives and gets back. */
function counting(router: Router): Router & { readonly places: { taken: number; released: number } } {
  const places = { taken: 0, released: 0 };
  return {
    places,
    async next(need, before) {
      const route = await router.next(need, before);
      const { reservation } = route;
      if (reservation === null) return route;
      places.taken += 1;
      const release = async (): Promise<void> => {
        places.released += 1;
        await reservation.release();
      };
      return { ...route, reservation: { ...reservation, release } };
    },
  };
}

test('a run that meets a limit goes on elsewhere as one stream and one result', async () => {
  const lab = await createLab(LIMITED_ELSEWHERE);
  const router = counting(fixedRoute(targetsOf(lab, 'work', 'private'), { ledger: lab.ledger }));
  const heard: AgentEvent[] = [];
  const calls: string[] = [];
  const ends: RunResult[] = [];
  const run = lab.runner.chain(lab.request(), NEED, router, {
    observers: [
      {
        started: (record) => calls.push(`${record.runId} ${record.target.name}`),
        event: (event, record) => void (expect(record.runId).toBe(run.runId), heard.push(event)),
        ended: (result) => ends.push(result),
      },
    ],
  });
  const read: AgentEvent[] = [];
  for await (const event of run) read.push(event);
  const result = await run.result;

  expect(read).toEqual(heard);
  expect(read.map(({ seq }) => seq)).toEqual(read.map((_event, at) => at));
  expect(read.map(({ type }) => type)).toEqual(['started', 'text', 'result', 'notice', 'started', 'text', 'result']);
  const why = 'work hit its 5-hour limit; no tool had run: trying private';
  expect([notices(read), read[3]?.raw]).toEqual([[why], '']);
  expect(calls).toEqual([`${run.runId} work`, `${run.runId} private`]);
  expect(ends).toEqual([result]);

  expect(result).toMatchObject({
    status: 'success',
    runId: run.runId,
    last: { summary: { text: 'You said: Say hello.' } },
  });
  expect(result.attempts.map(({ outcome, target, why: reason }) => [outcome.status, target.name, reason])).toEqual([
    ['limited', 'work', 'first choice'],
    ['success', 'private', why],
  ]);
  const [first, second] = await Promise.all(result.attempts.map(({ logPath }) => readFile(logPath, 'utf8')));
  expect(result.attempts[0]?.logPath).toBe(run.logPath);
  expect([first?.includes('from work'), first?.includes('from private')]).toEqual([true, false]);
  expect([second?.includes('from work'), second?.includes('from private')]).toEqual([false, true]);
  expect(router.places).toEqual({ taken: 2, released: 2 });
  expect((await lab.ledger.recent(60_000)).map(({ status }) => status)).toEqual(['limited', 'success']);
  expect(await lab.ledger.list()).toEqual([]);
});

test('a tool call that only the transcript shows keeps a prompt from being run twice', async () => {
  const lab = await createLab(LIMITED_ELSEWHERE.replace('{ content: [] }', `{ content: [{ type: 'tool_use' }] }`));
  const run = lab.runner.chain(lab.request(), NEED, fixedRoute(targetsOf(lab, 'work', 'private')));
  const result = await run.result;
  expect(result).toMatchObject({ status: 'limited', attempts: [{ target: { name: 'work' } }] });
  expect(result.last.summary.sessionId).toBe('s-1');
  expect(result.last.warnings.join()).toContain('a tool may have run');
});

/** After a tool call it meets a limit on `work`; elsewhere it goes on with a session whose transcript it has itself. */
const CUT_AFTER_A_CALL = LIMITED_ELSEWHERE.replace('{ content: [] }', `{ content: [{ type: 'tool_use' }] }`).replace(
  `done('You said: ' + input());`,
  `{
    const id = process.argv[process.argv.indexOf('--resume') + 1];
    if (fs.existsSync(dir + '/projects/here/' + id + '.jsonl')) done('You said: ' + input());
    else { console.error('No conversation found with session ID: ' + id); process.exit(1); }
  }`,
);

test('after a tool call a session is carried to the next account where that is allowed, and goes on there', async () => {
  const lab = await createLab(CUT_AFTER_A_CALL);
  const route = fixedRoute(targetsOf(lab, 'work', 'private'));
  const { result } = lab.runner.chain(lab.request({ carrySession: true }), NEED, route);
  await expect(result).resolves.toMatchObject({
    status: 'success',
    last: {
      why: 'work hit its 5-hour limit; its session was carried over: trying private',
      summary: { text: `You said: ${GO_ON_PROMPT}` },
    },
  });
});

test('a carried session that the agent does not take is a failed attempt, and nothing runs twice', async () => {
  const lab = await createLab(CUT_AFTER_A_CALL.replace(`/projects/here/' + id`, `/nowhere/' + id`));
  const route = fixedRoute(targetsOf(lab, 'work', 'private', 'third'));
  const { attempts } = await lab.runner.chain(lab.request({ carrySession: true }), NEED, route).result;
  expect(attempts.map(({ outcome }) => outcome.status)).toEqual(['limited', 'failed']);
});

test('a reader that leaves during a later attempt ends the chain and gives its place back', async () => {
  const endless = LIMITED_ELSEWHERE.replace(`done('You said: ' + input());`, `setInterval(() => text('more'), 5);`);
  const lab = await createLab(endless);
  const router = counting(fixedRoute(targetsOf(lab, 'work', 'private', 'third')));
  const run = lab.runner.chain(lab.request(), NEED, router);
  for await (const event of run) if (event.type === 'text' && event.text === 'more') break;
  await expect(run.result).resolves.toMatchObject({ status: 'cancelled', attempts: [{}, {}] });
  expect(router.places).toEqual({ taken: 2, released: 2 });
  expect(await lab.ledger.list()).toEqual([]);
});

test.for(['interrupt', 'kill', 'signal'] as const)('%s ends the attempt that runs, and the chain', async (way) => {
  const lab = await createLab(`started(); forever();`);
  const router = counting(fixedRoute(targetsOf(lab, 'work', 'private')));
  const controller = new AbortController();
  const run = lab.runner.chain(lab.request(), NEED, router, { signal: controller.signal });
  for await (const { type } of run) {
    if (type !== 'started') continue;
    if (way === 'interrupt') run.interrupt();
    else if (way === 'kill') void run.kill();
    else controller.abort();
  }
  await expect(run.result).resolves.toMatchObject({
    status: 'cancelled',
    attempts: [{ outcome: { status: 'cancelled' } }],
  });
  expect(router.places).toEqual({ taken: 1, released: 1 });
});

test('an interrupt between two attempts cancels the run and keeps what there is', async () => {
  const lab = await createLab(LIMITED_ELSEWHERE);
  const route = fixedRoute(targetsOf(lab, 'work', 'private'));
  let waits = false;
  const slow: Router = {
    next: (need, before) => {
      if (before.length === 0) return route.next(need, before);
      waits = true;
      return new Promise(() => {});
    },
  };
  const run = lab.runner.chain(lab.request(), NEED, slow);
  await until(() => waits);
  run.interrupt();
  await expect(run.result).resolves.toMatchObject({
    status: 'cancelled',
    attempts: [{ outcome: { status: 'limited' }, target: { name: 'work' } }],
  });
});

test('a slow reader holds back a later attempt too', async () => {
  const flood = LIMITED_ELSEWHERE.replace(
    `done('You said: ' + input());`,
    `{ for (let n = 0; n < 10000; n += 1) text('x'.repeat(500)); done(); }`,
  );
  const lab = await createLab(flood, { eventBuffer: 8 });
  let heard = 0;
  const run = lab.runner.chain(lab.request(), NEED, fixedRoute(targetsOf(lab, 'work', 'private')), {
    observers: [{ event: () => void (heard += 1) }],
  });
  let read = 0;
  let behind = 0;
  for await (const _event of run) {
    read += 1;
    behind = Math.max(behind, heard - read);
    await nextTurn();
  }
  expect(read).toBe(heard);
  expect(read).toBeGreaterThan(10_000);
  // What one read of a pipe may bring (64 KiB), and no more.
  expect(behind).toBeLessThan(500);
  await expect(run.result).resolves.toMatchObject({ status: 'success' });
});

test('a reader and the result both learn that there is nobody to run it', async () => {
  const lab = await createLab(`started(); done();`);
  const run = lab.runner.chain(lab.request(), NEED, fixedRoute([]));
  await expect(
    (async () => {
      for await (const event of run) expect(event).toBe('never');
    })(),
  ).rejects.toSatisfy((error) => CcxError.is(error, 'no_candidate'));
  await expect(run.result).rejects.toSatisfy((error) => CcxError.is(error, 'no_candidate'));
});

test('an observer that fails is told of in the last attempt', async () => {
  const lab = await createLab(LIMITED_ELSEWHERE);
  const broken = {
    ended: () => {
      throw new Error('observer broke');
    },
  };
  const run = lab.runner.chain(lab.request(), NEED, fixedRoute(targetsOf(lab, 'work', 'private')), {
    observers: [broken],
  });
  const { last } = await run.result;
  expect(last.warnings).toEqual(['An observer of this run failed: observer broke']);
});
