import { describe, expect, test } from 'vitest';
import { HELP } from '../src/command/parse-command.ts';
import { openMachine } from './installed.ts';

const PLAN = { login: 'subscription', quota: { fiveHour: { percent: 42.9, resetsIn: '2h10m' } } } as const;

describe('the program quota-probe', () => {
  test('shows the windows of the agents that are installed, a line each, and why there are none of the others', async () => {
    const { install, installProgram, run } = await openMachine();
    await install('claude', { ...PLAN, quota: { ...PLAN.quota, sevenDay: { percent: 18, resetsIn: '94h' } } });
    await installProgram('codex', 'process.exit(1)');
    const { exitCode, stdout, stderr } = await run([]);
    const [head, session, weekly, problem] = stdout.split('\n');
    expect(stderr).toBe('');
    expect(head).toMatch(/^account +window +used +resets in +source +age$/);
    expect(session).toMatch(/^claude +session +42% +(?:2h 10m|2h 9m) +control +now$/);
    expect(weekly).toMatch(/^ +weekly +18% +3d (?:22|21)h +control +now$/);
    expect(problem).toMatch(/^codex:default: .+ \[[a-z-]+\]$/);
    expect(exitCode).toBe(0);
  });

  test('--json tells everything that is known, and what was tried', async () => {
    const { install, run } = await openMachine();
    await install('claude', PLAN);
    const { exitCode, stdout } = await run(['--json', '--agent', 'claude']);
    const account = { agent: 'claude', configDir: null, id: 'claude:default' };
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      accounts: [
        {
          account,
          reading: { ok: true, snapshot: { account, windows: [{ id: 'session', source: 'control', bound: 'exact' }] } },
          state: { problem: null, samples: [{ windowId: 'session' }] },
          tried: [{ source: 'cache' }, { source: 'control' }],
        },
      ],
    });
    expect(exitCode).toBe(0);
  });

  test('shows young numbers as they are, and asks with --refresh', async () => {
    const { install, run, started } = await openMachine();
    await install('claude', PLAN);
    await run([]);
    await run(['--agent', 'claude']);
    expect(await started('claude')).toHaveLength(1);
    await run(['--refresh']);
    expect(await started('claude')).toHaveLength(2);
  });

  test('shows the last numbers with their age beside the problem', async () => {
    const { install, run } = await openMachine();
    await install('claude', PLAN);
    await run([]);
    await install('claude', { ...PLAN, quota: { fails: 500 } });
    const { exitCode, stdout } = await run(['--refresh']);
    expect(stdout).toMatch(/^claude +session +42% .* now$/m);
    expect(stdout).toMatch(/^claude:default: .*\[usage-endpoint-failed\]$/m);
    expect(exitCode).toBe(1);
  });

  test("asks where the agent's own variable points", async () => {
    const { install, runModule, env } = await openMachine();
    await install('claude', PLAN);
    const { stdout } = await runModule(`
      process.env.CLAUDE_CONFIG_DIR = ${JSON.stringify(env['HOME'])};
      process.argv = [process.argv[0], 'quota-probe', '--json'];
      await import(${JSON.stringify(new URL('../src/bin.ts', import.meta.url).href)});
    `);
    expect(JSON.parse(stdout)).toMatchObject({ accounts: [{ account: { id: `claude:${env['HOME']}` } }] });
  });

  test.for([
    { args: ['--agent', 'cursor'], says: '--agent is "cursor"' },
    { args: ['--source', 'raven'], says: '--source is "raven"' },
    { args: ['--verbose'], says: '--verbose' },
    { args: ['claude'], says: 'claude' },
  ])('refuses $args with one line, a hint and 2', async ({ args, says }) => {
    const { exitCode, stdout, stderr } = await (await openMachine()).run(args);
    expect(stdout).toBe('');
    expect(stderr.split('\n')).toHaveLength(3);
    expect(stderr).toContain(says);
    expect(stderr).toContain('quota-probe --help');
    expect(exitCode).toBe(2);
  });

  test('ends with 4 where no agent is installed or the named one is not, 75 where all is used up', async () => {
    const { run, install } = await openMachine();
    expect(await run([])).toMatchObject({ exitCode: 4, stdout: '' });
    const missing = await run(['--agent', 'claude']);
    expect(missing.stdout).toContain('npm install -g');
    expect(missing.exitCode).toBe(4);
    await install('claude', { ...PLAN, quota: { fiveHour: { percent: 100, resetsIn: '2h' } } });
    expect(await run([])).toMatchObject({ exitCode: 75 });
  });

  test('refuses a place for the cache that another working folder would make another one', async () => {
    const { runModule } = await openMachine();
    const { exitCode, stdout, stderr } = await runModule(`
      process.env.CCX_HOME = 'somewhere';
      process.argv = [process.argv[0], 'quota-probe', '--agent', 'claude'];
      await import(${JSON.stringify(new URL('../src/bin.ts', import.meta.url).href)});
    `);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^CCX_HOME is "somewhere".*\n {2}.+\n {2}\[invalid_config\]\n$/);
    expect(exitCode).toBe(2);
  });

  test('helps, with examples', async () => {
    const { exitCode, stdout } = await (await openMachine()).run(['--help']);
    expect(stdout).toBe(HELP);
    expect(stdout).toMatch(/examples\n {2}quota-probe\n/);
    expect(exitCode).toBe(0);
  });
});
