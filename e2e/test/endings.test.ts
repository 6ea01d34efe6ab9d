import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

async function startStubborn(world: World): Promise<Program> {
  world.api.respond(useTool('Bash', { command: STUBBORN, timeout: 600_000 }));
  const program = world.startCcx(['run', 'never end', '--permission', 'full', '--json']);
  const pids = ['here.pid', 'away.pid'].map((name) =>
    until(() => Number(readFileSync(join(world.home.cwd, name), 'utf8')), { deadlineMs: 30_000, what: name }),
  );
  const stubborn = await Promise.all(pids);
  expect(world.living().map(({ pid }) => pid)).toEqual(expect.arrayContaining(stubborn));
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
    await until(() => world.api.calls().length === 1, { deadlineMs: 30_000, what: 'the call of the model' });
    program.signal('SIGINT');
    const finished = await program.ended;
    expectExit(finished, 130);
    const result = resultOf(finished);
    expect(result.status).toBe('cancelled');
    expect(result.last.summary.sessionId).toMatch(/^[\da-f-]{36}$/);
    expect(finished.stderr).toContain(`--resume ${result.last.summary.sessionId}`);
  });

  test('twice ends an agent that does not listen', async () => {
    const world = await openWorld({ respond: hang() });
    const program = world.startCcx(['run', 'hi', '--json']);
    await until(() => world.api.calls().length === 1, { deadlineMs: 30_000, what: 'the call of the model' });
    // A stopped process cannot answer a polite signal.
    const pid = await until(() => agentPid(world), { what: "the agent's process" });
    process.kill(pid, 'SIGSTOP');
    program.signal('SIGINT');
    await until(() => program.output.stderr.includes('Ctrl-C again'), { what: 'the word about the second Ctrl-C' });
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

  test('leaves a record that the next start takes away', async () => {
    const world = await openWorld();
    const program = await startStubborn(world);
    program.signal('SIGKILL');
    await program.ended;
    await world.allEnd();
    world.api.respond(say('Next.'));
    expect(await world.ccx(['run', 'hi'])).toMatchObject({ code: 0, stdout: 'Next.\n' });
  });
});
