import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hang, until, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openCodexWorld, type CodexWorld } from '../support/codex-world.ts';
import type { MarkedProcess } from '../support/processes.ts';
import type { Program } from '../support/program.ts';
import { expectExit, resultOf } from '../support/world.ts';

const RUN = ['run', '--agent', 'codex', '--json'];

/** A command that ignores every polite signal, in this process and in one that left its session. */
const STUBBORN = [
  "trap '' INT TERM HUP",
  'setsid sh -c "trap \'\' INT TERM HUP; echo \\$\\$ > away.pid; while :; do sleep 0.1; done" &',
  'echo $$ > here.pid',
  'while :; do sleep 0.1; done',
].join('\n');

const LAUNCHER = { name: 'the launcher', pattern: /^\S*node \S*codex\.js exec/ };
const NATIVE = { name: 'the native program', pattern: /^\S*\/bin\/codex exec/ };

/** npm's `codex` replaces itself by the native program where Node can do that (from 22.15 on), else it is its parent. */
const FORMS = [
  { form: 'one process', env: {}, processes: [NATIVE] },
  {
    form: 'launcher and native program',
    env: { NODE_OPTIONS: '--import=data:text/javascript,delete%20process.execve' },
    processes: [LAUNCHER, NATIVE],
  },
];

function processOf(world: CodexWorld, { name, pattern }: typeof NATIVE): MarkedProcess {
  const found = world.living().find(({ command }) => pattern.test(command));
  if (found === undefined) throw new Error(`${name} is not alive: ${JSON.stringify(world.living())}`);
  return found;
}

/** Starts a run whose command ignores signals; gives it when both of its processes are there. */
async function startStubborn(
  world: CodexWorld,
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  world.api.respond([useTool('exec_command', { cmd: STUBBORN }), hang()]);
  const program = world.startCcx([...RUN, '--permission', 'full', 'never end', ...more], { env });
  const early = program.ended.then(({ code, stdout, stderr }) => {
    throw new Error(`ccx ended with ${code} before the command ran\n${stdout}\n${stderr}`);
  });
  for (const name of ['here.pid', 'away.pid']) {
    const pidOf = (): number => Number(readFileSync(join(world.home.cwd, name), 'utf8'));
    const pid = await Promise.race([until(pidOf, { deadlineMs: 30_000, what: name }), early]);
    expect(world.living().map((one) => one.pid)).toContain(pid);
  }
  return program;
}

describe('a vendor that cannot be reached', () => {
  test('is retried by Codex without end, and by ccx no longer than --idle-timeout', async () => {
    const world = await openCodexWorld({ offline: true });
    const finished = await world.ccx([...RUN, 'hi', '--idle-timeout', '6s']);
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({
      status: 'failed',
      failure: { class: 'transport' },
      last: { summary: { text: '', effects: 'none', usage: null } },
    });
    expect(finished.stderr).toContain('failed (transport)');
    // Not before its time, and not long after it: the polite steps of an end are counted in.
    expect(finished.tookMs).toBeGreaterThan(6000);
    expect(finished.tookMs).toBeLessThan(20_000);
    await world.allEnd();
  });
});

describe('a command that ignores every polite signal', () => {
  test('and what it started elsewhere end with the run whose time is over', async () => {
    const world = await openCodexWorld();
    const finished = await (await startStubborn(world, ['--timeout', '6s'])).ended;
    expectExit(finished, 124);
    expect(resultOf(finished)).toMatchObject({ status: 'timed-out', deadline: 'total' });
    await world.allEnd();
  });

  test.each(FORMS)('is gone two seconds after kill -9 of ccx ($form)', async ({ env, processes }) => {
    const world = await openCodexWorld();
    const program = await startStubborn(world, [], env);
    for (const one of processes) expect(processOf(world, one).pid).toBeGreaterThan(0);
    program.signal('SIGKILL');
    expect(await program.ended).toMatchObject({ code: null, signal: 'SIGKILL', stdout: '' });
    await world.allEnd();
  });
});

describe('kill -9 of Codex', () => {
  const victims = FORMS.flatMap(({ form, env, processes }) =>
    processes.map((victim) => ({ form, env, victim, name: victim.name })),
  );
  test.each(victims)('($form: $name) is told as a failure and leaves nothing', async ({ env, victim }) => {
    const world = await openCodexWorld({ respond: hang() });
    const program = world.startCcx([...RUN, 'hi'], { env });
    await until(() => world.api.calls().length > 0, { deadlineMs: 30_000, what: 'the request of the agent' });
    process.kill(processOf(world, victim).pid, 'SIGKILL');
    const finished = await program.ended;
    expectExit(finished, 1);
    expect(resultOf(finished)).toMatchObject({ status: 'failed', last: { signal: 'SIGKILL' } });
    await world.allEnd();
  });
});
