import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEvent, Clock, Dialect, ProcessId, RunRequest } from '@ccx/contracts';
import { createLineDialect, createTempHome, until } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { createFileLedger, type FileLedger } from '../src/index.ts';
import { allGone, createLab } from './support/scripted-agent.ts';

/** Short steps, so that an agent that ignores them does not make the tests long. */
const grace = { politeMs: 200, interruptMs: 100, termMs: 100, killMs: 5_000, drainMs: 100 };

interface Row {
  readonly that: string;
  readonly script: string;
  readonly request?: Partial<RunRequest>;
  readonly ends: object;
  readonly warning?: RegExp;
}

const ROWS: readonly Row[] = [
  {
    that: 'an agent that never writes passes the first-byte deadline',
    script: `stubborn(); forever();`,
    request: { firstByteTimeoutMs: 300 },
    ends: { status: 'timed-out', deadline: 'first-byte' },
  },
  {
    that: 'an agent that falls silent passes the idle deadline',
    script: `started(); forever();`,
    request: { idleTimeoutMs: 300 },
    ends: { status: 'timed-out', deadline: 'idle' },
  },
  {
    that: 'retries, notices and stderr are no progress, and an idle end after them is the network',
    script: `input(); const waiting = [{ type: 'notice', text: 'waiting for network' }, { type: 'retry', attempt: null, delayMs: null, cause: 'unknown' }]; sayAll(began, ...waiting); setInterval(() => { console.error('waiting'); sayAll(...waiting); }, 20);`,
    request: { idleTimeoutMs: 300 },
    ends: { status: 'failed', failure: { class: 'transport' } },
  },
  {
    that: 'a tool may take longer than the idle deadline',
    script: `input(); sayAll(began, { type: 'tool-call', id: 't', tool: 'Bash', input: {}, effect: 'possible' }); setTimeout(() => sayAll({ type: 'tool-result', id: 't', ok: true, text: '' }, ended('done')), 600);`,
    request: { idleTimeoutMs: 200 },
    ends: { status: 'success' },
  },
  {
    that: 'a tool that never comes back passes the tool deadline',
    script: `input(); sayAll(began, { type: 'tool-call', id: 't', tool: 'Bash', input: {}, effect: 'possible' }); forever();`,
    request: { idleTimeoutMs: 100, toolTimeoutMs: 400 },
    ends: { status: 'timed-out', deadline: 'tool' },
  },
  {
    that: 'a run passes its total deadline whatever it does',
    script: `started(); setInterval(() => text('still here'), 20);`,
    request: { timeoutMs: 500 },
    ends: { status: 'timed-out', deadline: 'total' },
  },
  {
    that: 'an agent that lingers after a good result is ended, and the result stays good',
    script: `stubborn(); started(); done(); forever();`,
    request: { lingerTimeoutMs: 200 },
    ends: { status: 'success', last: { summary: { text: 'done' }, signal: 'SIGKILL' } },
    warning: /did not end after it had given its result/,
  },
  {
    that: 'an open background task keeps the agent alive, and the last result counts',
    script: `input(); sayAll(began, { type: 'task', id: 'b', state: 'started', background: true }, ended('first')); setTimeout(() => sayAll({ type: 'task', id: 'b', state: 'done', background: true }, began, ended('second')) && process.exit(0), 900);`,
    request: { lingerTimeoutMs: 400, idleTimeoutMs: 200 },
    ends: { status: 'success', last: { summary: { text: 'second' } } },
  },
  {
    that: 'an exit without a result is a broken protocol that tells what stderr said',
    script: `started(); console.error('panic: token=abcdef123456'); process.exitCode = 7;`,
    ends: {
      status: 'failed',
      failure: {
        class: 'protocol',
        detail: 'Claude Code ended with exit code 7 without a result. It said: panic: token=[redacted]',
      },
      last: { exitCode: 7, stderr: 'panic: token=[redacted]\n' },
    },
  },
  {
    that: 'an exit without a result is what the dialect reads from stderr, where it can',
    script: `input(); console.error('auth: not logged in'); process.exitCode = 1;`,
    ends: { status: 'auth', failure: { class: 'auth', detail: 'not logged in' } },
  },
  {
    that: 'a limit on stderr alone makes a limited run',
    script: `input(); console.error('limit: come back at five'); process.exitCode = 1;`,
    ends: { status: 'limited', failure: { class: 'limit', limit: { verdict: 'rejected' } } },
  },
  {
    that: 'nothing at all and exit code 0 is no success',
    script: `input();`,
    ends: {
      status: 'failed',
      failure: { class: 'protocol', detail: 'Claude Code ended with exit code 0 without a result.' },
    },
  },
  {
    that: 'an agent that somebody else kills is told by the signal',
    script: `started(); process.kill(process.pid, 'SIGKILL'); forever();`,
    ends: {
      status: 'failed',
      failure: { class: 'protocol', detail: 'Claude Code was ended by SIGKILL without a result.' },
      last: { exitCode: null, signal: 'SIGKILL' },
    },
  },
  {
    that: 'an agent that closes its output and lives on is ended',
    script: `started(); fs.closeSync(1); forever();`,
    request: { lingerTimeoutMs: 200 },
    ends: {
      status: 'failed',
      failure: { class: 'protocol', detail: 'Claude Code closed its output without a result and had to be ended.' },
    },
    warning: /did not end after it closed its output/,
  },
  {
    that: 'an agent that does not read its prompt may still succeed',
    script: `fs.closeSync(0); started(); done(); `,
    request: { prompt: 'x'.repeat(4_000_000) },
    ends: { status: 'success' },
    warning: /before it had taken the whole prompt/,
  },
  {
    that: 'a failed result fails the run, whatever the exit code',
    script: `started(); say({ type: 'result', index: 0, text: null, failure: { class: 'overload', detail: 'busy', limit: null } });`,
    ends: { status: 'failed', failure: { class: 'overload', detail: 'busy' }, last: { exitCode: 0 } },
  },
  {
    that: 'an exit code does not spoil a good result, but is told',
    script: `started(); done(); process.exitCode = 3;`,
    ends: { status: 'success', last: { exitCode: 3 } },
    warning: /ended with exit code 3 after a successful result/,
  },
  {
    that: 'a turn that somebody else interrupted is cancelled',
    script: `started(); done('partial', { terminalReason: 'aborted_streaming', isError: true });`,
    ends: { status: 'cancelled', last: { summary: { text: 'partial' } } },
  },
  {
    that: 'a last line without an end counts',
    script: `started(); print(JSON.stringify({ type: 'result', index: 0, failure: null, text: 'whole' }));`,
    ends: { status: 'success', last: { summary: { text: 'whole' } } },
  },
];

test.concurrent.for(ROWS)('$that', async ({ script, request: more, ends, warning }) => {
  const { runner, request, target, ledger } = await createLab(script, { grace });
  const result = await runner.run(request(more), target).result;
  expect(result).toMatchObject(ends);
  if (warning === undefined) expect(result.last.warnings).toEqual([]);
  else expect(result.last.warnings.join('\n')).toMatch(warning);
  expect(await ledger.list()).toEqual([]);
  expect((await ledger.recent(60_000)).map(({ runId, status }) => [runId, status])).toEqual([
    [result.runId, result.status],
  ]);
});

describe.concurrent('what an agent leaves behind', () => {
  const grandchild = (options: string): string =>
    `const child = spawn(process.execPath, ['-e', "['SIGINT','SIGTERM','SIGHUP'].forEach((n) => process.on(n, () => {})); process.send?.('up'); setInterval(() => {}, 1 << 30)"], ${options});`;

  test('a grandchild that ignores TERM and holds stdout neither hangs the run nor outlives it', async () => {
    const { runner, request, target } = await createLab(
      `started(); ${grandchild(`{ stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }`)} child.once('message', () => { done(String(child.pid)); setTimeout(() => process.exit(0), 50); });`,
      { grace },
    );
    const result = await runner.run(request(), target).result;
    expect(result.status).toBe('success');
    expect(result.last.warnings).toEqual(['Processes that the agent left behind were ended.']);
    expect(await allGone([Number(result.last.summary.text)])).toBe(true);
  });

  test('a helper that ends because its agent has ended is not told as left behind', async () => {
    const { runner, request, target } = await createLab(
      `started(); spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore'] }).once('spawn', () => { done('fine'); process.exit(0); });`,
      { grace },
    );
    const { last } = await runner.run(request(), target).result;
    expect([last.summary.text, last.warnings]).toEqual(['fine', []]);
  });

  test('a grandchild in a session of its own does not outlive the run either', async () => {
    const { runner, request, target } = await createLab(
      `started(); ${grandchild(`{ stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true }`)} child.once('message', () => { done(String(child.pid)); process.exit(0); });`,
      { grace },
    );
    const result = await runner.run(request(), target).result;
    expect(result.status).toBe('success');
    expect(await allGone([Number(result.last.summary.text)])).toBe(true);
  });

  test('a grandchild that never stops writing to stdout does not hold the run for ever', async () => {
    const { runner, request, target } = await createLab(
      `started(); const child = spawn('yes', [JSON.stringify({ type: 'notice', text: 'noise' })], { stdio: ['ignore', 'inherit', 'ignore'], detached: true }); done(String(child.pid)); child.unref(); process.exit(0);`,
      { grace },
    );
    const result = await runner.run(request(), target).result;
    expect(result.status).toBe('success');
    expect(await allGone([Number(result.last.summary.text)])).toBe(true);
  });

  test('kill takes the whole tree', async () => {
    const { runner, request, target } = await createLab(
      `stubborn(); started(); ${grandchild(`{ stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true }`)} child.once('message', () => text(process.pid + ' ' + child.pid)); forever();`,
    );
    const run = runner.run(request(), target);
    let pids: number[] = [];
    for await (const event of run) {
      if (event.type !== 'text') continue;
      pids = event.text.split(' ').map(Number);
      await run.kill();
    }
    expect(run.pid).toBe(pids[0]);
    expect(await allGone(pids)).toBe(true);
    await expect(run.result).resolves.toMatchObject({ status: 'cancelled', last: { signal: 'SIGKILL' } });
  });
});

describe.concurrent('a run that its caller ends', () => {
  const polite = `started(); process.on('SIGINT', () => { text('sorry'); done('partial', { terminalReason: 'aborted_tools', isError: true }); process.exit(0); }); text('ready'); forever();`;

  test('interrupt lets the agent finish its sentence and gives its result', async () => {
    const { runner, request, target } = await createLab(polite);
    const run = runner.run(request(), target);
    for await (const event of run) if (event.type === 'text' && event.text === 'ready') run.interrupt();
    const result = await run.result;
    expect(result).toMatchObject({ status: 'cancelled', last: { exitCode: 0, summary: { text: 'partial' } } });
  });

  test('an aborted signal does the same', async () => {
    const { runner, request, target } = await createLab(polite);
    const controller = new AbortController();
    const run = runner.run(request(), target, {
      signal: controller.signal,
      observers: [{ event: (event) => event.type === 'text' && controller.abort() }],
    });
    await expect(run.result).resolves.toMatchObject({ status: 'cancelled', last: { exitCode: 0 } });
  });

  test('a signal that was aborted before starts nothing', async () => {
    const { runner, request, target } = await createLab(`started(); done();`);
    const run = runner.run(request(), target, { signal: AbortSignal.abort() });
    await expect(run.result).resolves.toMatchObject({
      status: 'cancelled',
      last: { exitCode: null, summary: { text: '' } },
    });
    expect(run.pid).toBeNull();
  });

  test('an agent that does not listen is ended after the grace', async () => {
    const { runner, request, target } = await createLab(`stubborn(); started(); text('ready'); forever();`, { grace });
    const run = runner.run(request(), target, {
      observers: [{ event: (event) => event.type === 'text' && run.interrupt() }],
    });
    await expect(run.result).resolves.toMatchObject({ status: 'cancelled', last: { signal: 'SIGKILL' } });
  });

  test('a kill after an interrupt does not wait for the grace', async () => {
    const { runner, request, target } = await createLab(`stubborn(); started(); text('ready'); forever();`, {
      grace: { politeMs: 3_600_000, termMs: 3_600_000 },
    });
    const run = runner.run(request(), target);
    for await (const event of run) {
      if (event.type !== 'text') continue;
      run.interrupt();
      await run.kill();
    }
    await expect(run.result).resolves.toMatchObject({ status: 'cancelled', last: { signal: 'SIGKILL' } });
  });

  test('an interrupt that comes after the result was given changes nothing about it', async () => {
    const { runner, request, target } = await createLab(`started(); done(); forever();`);
    const run = runner.run(request(), target);
    for await (const event of run) if (event.type === 'result') run.interrupt();
    await expect(run.result).resolves.toMatchObject({ status: 'success', last: { summary: { text: 'done' } } });
  });

  test('leaving the reader early ends the agent before the loop is left', async () => {
    const { runner, request, target } = await createLab(
      `stubborn(); started(); text(String(process.pid)); forever();`,
      { grace },
    );
    const run = runner.run(request(), target);
    let pid = 0;
    for await (const event of run) {
      if (event.type !== 'text') continue;
      pid = Number(event.text);
      break;
    }
    expect(await allGone([pid])).toBe(true);
    await expect(run.result).resolves.toMatchObject({ status: 'cancelled' });
  });
});

test('the agent finds no open pipe on stdin after its prompt', async () => {
  const { runner, request, target } = await createLab(
    `process.stdin.resume().once('end', () => { started(); done('closed'); });`,
  );
  await expect(runner.run(request(), target).result).resolves.toMatchObject({ status: 'success' });
});

test('a run under way is in the ledger with its process, and is written down before the agent has its prompt', async () => {
  const { runner, request, target, ledger } = await createLab(
    `const prompt = input(); started(); text(prompt); forever();`,
  );
  const run = runner.run(request({ metadata: { workItemId: 'item-7' } }), target);
  const record = await until(async () => (await ledger.list()).find(({ child }) => child !== null));
  expect(record).toMatchObject({
    runId: run.runId,
    child: { pid: run.pid },
    owner: { pid: process.pid },
    workItemId: 'item-7',
    logPath: run.logPath,
  });
  await until(async () => (await ledger.list())[0]?.sessionId === 's-1');
  await run.kill();
  expect(await ledger.list()).toEqual([]);
});

describe.concurrent('whatever goes wrong on our side', () => {
  const alive = `stubborn(); started(); forever();`;

  test('a dialect that throws costs events, not the process', async ({ onTestFinished }) => {
    const home = await createTempHome();
    onTestFinished(() => home.remove());
    const line = createLineDialect();
    const broken: Dialect = {
      ...line,
      parser: (options) => {
        const parser = line.parser(options);
        return { ...parser, push: (chunk, from) => (from === 'stderr' ? [] : parser.push(chunk, from).filter(fail)) };
      },
    };
    const fail = ({ type }: AgentEvent): boolean => {
      if (type !== 'text') return true;
      writeFileSync(join(home.home, 'broken'), '');
      throw new Error('parser broke');
    };
    const { runner, request, target } = await createLab(
      // What comes in one piece with it is lost with it.
      `input(); sayAll(began, { type: 'text', text: 'x', delta: false }); const look = setInterval(() => { if (fs.existsSync(process.env.MARKS + '/broken')) { clearInterval(look); done(); } }, 10);`,
      { dialects: { claude: broken } },
    );
    const result = await runner.run(request({ env: { MARKS: home.home } }), target).result;
    expect(result).toMatchObject({
      status: 'success',
      last: { warnings: ["The agent's output could not be read: parser broke"] },
    });
  });

  test('a clock that fails ends the run, and the agent with it', async () => {
    const clock: Clock = { now: () => new Date().toISOString(), sleep: () => Promise.reject(new Error('no time')) };
    const { runner, request, target, ledger } = await createLab(alive, { clock });
    const run = runner.run(request(), target);
    await expect(run.result).rejects.toThrow('no time');
    expect(run.pid).toBeGreaterThan(0);
    expect(await allGone([run.pid ?? 0])).toBe(true);
    expect(await ledger.list()).toEqual([]);
  });
});

describe.concurrent('between the start of the agent and its prompt', () => {
  /** A ledger that takes its time once the agent's process is known. */
  function slowly(ledger: FileLedger, meanwhile: (child: ProcessId) => Promise<unknown>): FileLedger {
    return {
      ...ledger,
      async update(record) {
        if (record.child !== null) await meanwhile(record.child);
        await ledger.update(record);
      },
    };
  }

  test('the agent is written down', async ({ onTestFinished }) => {
    const home = await createTempHome();
    onTestFinished(() => home.remove());
    const seen: boolean[] = [];
    const ledger = slowly(createFileLedger({ dir: join(home.home, 'runs') }), async () => {
      seen.push(existsSync(join(home.home, 'prompt')));
      await until(() => existsSync(join(home.home, 'up')));
      seen.push(existsSync(join(home.home, 'prompt')));
    });
    const { runner, request, target } = await createLab(
      `fs.writeFileSync(process.env.MARKS + '/up', ''); if (input() !== '') fs.writeFileSync(process.env.MARKS + '/prompt', ''); started(); done();`,
      { ledger },
    );
    const result = await runner.run(request({ env: { MARKS: home.home } }), target).result;
    expect(result.status).toBe('success');
    expect(seen.slice(0, 2)).toEqual([false, false]);
    expect(existsSync(join(home.home, 'prompt'))).toBe(true);
  });

  test('an agent that says everything and ends is heard all the same', async ({ onTestFinished }) => {
    const home = await createTempHome();
    onTestFinished(() => home.remove());
    const ledger = slowly(createFileLedger({ dir: join(home.home, 'runs') }), ({ pid }) => until(() => allGone([pid])));
    const { runner, request, target } = await createLab(`say(began); text('x'.repeat(50_000)); done('all of it');`, {
      ledger,
    });
    const run = runner.run(request(), target);
    const types: string[] = [];
    for await (const event of run) types.push(event.type);
    expect(types).toEqual(['started', 'text', 'result']);
    await expect(run.result).resolves.toMatchObject({ status: 'success', last: { summary: { text: 'all of it' } } });
  });
});
