import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ccxPaths } from '@ccx/contracts';
import { hang, say, until, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import type { Program } from '../support/program.ts';
import type { World } from '../support/world.ts';
import { expectExit, openWorld, resultOf } from '../support/world.ts';

/** The vendor's process of a run: the one native program among node and shells. */
function agentPid(world: World): number | undefined {
  return world.living().find(({ command }) => /claude(\.exe)? .*-p/.test(command))?.pid;
}

/** A command that ignores every polite signal, in this process and in one that left its session. */
const STUBBORN = [
  "trap '' INT TERM HUP",
  'setsid sh -c "trap \'\' INT TERM HUP; echo \\$\\$ > away.pid; while :; do sleep 0.1; done" &',
  'echo $$ > here.pid',
  'while :; do sleep 0.1; done',
].join('\n');

/** Waits for something that a running ccx brings about; says what ccx said when it ended before. */
async function meanwhile<T>(program: Program, what: string, condition: () => T | undefined | false): Promise<T> {
  const early = program.ended.then(({ code, stdout, stderr }) => {
    throw new Error(`ccx ended with ${code} before ${what}\n${stdout}\n${stderr}`);
  });
  return Promise.race([until(condition, { deadlineMs: 30_000, what }), early]);
}

async function startStubborn(world: World): Promise<Program> {
  world.api.respond(useTool('Bash', { command: STUBBORN, timeout: 600_000 }));
  const program = world.startCcx(['run', 'never end', '--permission', 'full', '--json']);
  for (const name of ['here.pid', 'away.pid']) {
    const pid = await meanwhile(program, name, () => Number(readFileSync(join(world.home.cwd, name), 'utf8')));
    expect(world.living().map((one) => one.pid)).toContain(pid);
  }
  return program;
}

describe('a deadline', () => {
  test('ends a run whose vendor never answers: exit 124, and nothing is left', async () => {
    const world = await openWorld({ respond: hang() });
    const finished = await world.ccx(['run', 'hi', '--timeout', '3s', '--json']);
    expectExit(finished, 124);
    expect(resultOf(finished)).toMatchObject({ status: 'timed-out', deadline: 'total' });
    expect(finished.tookMs).toBeGreaterThan(3000);
    await world.allEnd();
  });

  test('without progress ends a stream that went silent', async () => {
    const world = await openWorld({ respond: say('This stops in the middle.', { pieceLength: 5, hangAfter: 2 }) });
    const finished = await world.ccx(['run', 'hi', '--idle-timeout', '3s', '--json']);
    expectExit(finished, 124);
    expect(resultOf(finished)).toMatchObject({ status: 'timed-out', deadline: 'idle' });
    await world.allEnd();
  });

  test('ends a tool that ignores every polite signal, and what it started elsewhere', async () => {
    const world = await openWorld({ respond: useTool('Bash', { command: STUBBORN, timeout: 600_000 }) });
    const finished = await world.ccx(['run', 'hi', '--timeout', '6s', '--permission', 'full', '--json']);
    expect(readFileSync(join(world.home.cwd, 'away.pid'), 'utf8')).toMatch(/^\d+\n$/);
    expectExit(finished, 124);
    await world.allEnd();
  });
});

describe('Ctrl-C', () => {
  test('once stops the agent politely: the result is printed, exit 130, and the session can be resumed', async () => {
    const world = await openWorld({ respond: say('This stops in the middle.', { pieceLength: 5, hangAfter: 2 }) });
    const program = world.startCcx(['run', 'hi', '--json']);
    await meanwhile(program, 'the call of the model', () => world.api.calls().length === 1);
    program.signal('SIGINT');
    const finished = await program.ended;
    expectExit(finished, 130);
    const result = resultOf(finished);
    expect(result.status).toBe('cancelled');
    expect(result.last.summary.sessionId).toMatch(/^[\da-f-]{36}$/);
    expect(finished.stderr).toContain('ccx run --resume-last');
  });

  test.each([
    { name: 'SIGTERM', code: 143 },
    { name: 'SIGHUP', code: 129 },
  ] as const)(
    'is not the only way out: $name ends the run with exit $code and leaves nothing',
    async ({ name, code }) => {
      const world = await openWorld({ respond: hang() });
      const program = world.startCcx(['run', 'hi', '--json']);
      await meanwhile(program, 'the call of the model', () => world.api.calls().length === 1);
      program.signal(name);
      const finished = await program.ended;
      expectExit(finished, code);
      expect(resultOf(finished).status).toBe('cancelled');
      await world.allEnd();
    },
  );

  test('twice ends an agent that does not listen', async () => {
    const world = await openWorld({ respond: hang() });
    const program = world.startCcx(['run', 'hi', '--json']);
    await meanwhile(program, 'the call of the model', () => world.api.calls().length === 1);
    // A stopped process cannot answer a polite signal.
    const pid = await meanwhile(program, "the agent's process", () => agentPid(world));
    process.kill(pid, 'SIGSTOP');
    program.signal('SIGINT');
    await meanwhile(program, 'the word about a second Ctrl-C', () => program.output.stderr.includes('Ctrl-C again'));
    const secondAt = performance.now();
    program.signal('SIGINT');
    const finished = await program.ended;
    // The steps of a polite end would take longer than this.
    expect(performance.now() - secondAt).toBeLessThan(4000);
    expectExit(finished, 130);
    expect(resultOf(finished).status).toBe('cancelled');
    await world.allEnd();
  });
});

describe('kill -9 of ccx', () => {
  test('leaves no process of its tree alive two seconds later, not even those that ignore signals', async () => {
    const world = await openWorld();
    const program = await startStubborn(world);
    program.signal('SIGKILL');
    expect(await program.ended).toMatchObject({ code: null, signal: 'SIGKILL', stdout: '' });
    await world.allEnd(2000);
  });

  test('leaves a record, which the next start files as a failed run', async () => {
    const world = await openWorld();
    const { runs } = ccxPaths(world.env, world.home.home);
    const underWay = (): readonly string[] => readdirSync(join(runs, 'active'));
    const program = await startStubborn(world);
    program.signal('SIGKILL');
    await program.ended;
    await world.allEnd();
    expect(underWay()).toHaveLength(1);
    world.api.respond(say('Next.'));
    expect(await world.ccx(['run', 'hi'])).toMatchObject({ code: 0, stdout: 'Next.\n' });
    expect(underWay()).toEqual([]);
    const filed = readFileSync(join(runs, 'index.jsonl'), 'utf8').trim().split('\n');
    expect(filed.map((line) => /"status":"(\w+)"/.exec(line)?.[1])).toEqual(['failed', 'success']);
  });
});
