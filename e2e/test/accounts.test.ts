import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse, say, subscriptionHome, unifiedLimits, until, usageBody } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts';
import { CCX_BIN } from '../support/places.ts';
import { startProgram } from '../support/program.ts';
import { expectExit, resultOf } from '../support/world.ts';

const inTwoHours = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2 * 3_600_000);
const usedUp = refuse(
  429,
  'rate_limit_error',
  'This request would exceed your limit.',
  unifiedLimits({ fiveHour: { status: 'rejected', utilization: 1, resetsAt: inTwoHours } }),
);

async function json(world: AccountsWorld, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const finished = await world.ccx([...args, '--json']);
  try {
    return JSON.parse(finished.stdout);
  } catch (cause) {
    throw new Error(`no JSON (exit ${finished.code}): ${finished.stdout}${finished.stderr}`, { cause });
  }
}

describe('accounts, on the real Claude Code', () => {
  test('are added once, and whoami says whose they are, as the vendor does, without a turn', async () => {
    const world = await openAccountsWorld();
    await subscriptionHome(world.home, { login: 'third', configDir: world.configDir('third') });
    expectExit(await world.ccx(['profile', 'add', 'third', '--config-dir', '~/.claude-third/']), 0);
    const whoami = await json(world, 'profile', 'whoami', 'third');
    expect(JSON.stringify(whoami)).toContain('third@example.com');
    expect(JSON.stringify(whoami)).toContain(world.configDir('third'));
    expect(world.asked()).toEqual([]);
    const again = await world.ccx(['profile', 'add', 'other', '--config-dir', world.configDir('third')]);
    expectExit(again, 2);
    expect(again.stderr).toContain('[config_dir_conflict]');
    await world.allEnd();
  });

  test('are stood on by what ccx use prints, also by the CLI that is started there without ccx', async () => {
    const world = await openAccountsWorld();
    const script = `
      eval "$('${process.execPath}' '${CCX_BIN}' use work --shell bash)" && claude auth status --json
      eval "$('${process.execPath}' '${CCX_BIN}' use --unset --shell bash)" && echo "\${CLAUDE_CONFIG_DIR-unset}"`;
    const shell = await startProgram('bash', ['-c', script], { env: world.env, cwd: world.home.cwd }).ended;
    expect(shell.stdout).toContain(world.configDir('work'));
    expect(shell.stdout.trimEnd().split('\n').at(-1)).toBe('unset');
    await world.allEnd();
  });

  test('are proposed where they are found, and registered only when they are accepted', async () => {
    const world = await openAccountsWorld();
    await subscriptionHome(world.home, { login: 'extra', configDir: join(world.home.home, '.claude-extra') });
    const found = await json(world, 'profile', 'discover');
    expect(JSON.stringify(found)).toContain('.claude-extra');
    expect((await world.ccx(['profile', 'list'])).stdout).not.toContain('extra');
    expectExit(await world.ccx(['profile', 'discover', '--accept', 'extra']), 0);
    expect((await world.ccx(['profile', 'list'])).stdout).toContain('extra');
    await world.allEnd();
  });

  test('that are one account at the vendor share its limit, and that is said', async () => {
    const world = await openAccountsWorld({
      claude: {
        respond: ({ kind }) => (kind === 'main' ? usedUp : undefined),
        usage: usageBody({ five_hour: { utilization: 100, resets_at: inTwoHours.toISOString() } }),
      },
      profiles: ['work'],
    });
    await cp(world.configDir('work'), world.configDir('twin'), { recursive: true });
    const added = await world.ccx(['profile', 'add', 'twin', '--config-dir', world.configDir('twin')]);
    expectExit(added, 0);
    expect(added.stderr).toContain('the same account as work');
    expectExit(await world.ccx(['run', '--profile', 'work', 'say hello']), 75);
    const asked = world.asked().length;
    const { candidates } = await json(world, 'pick', '--only', 'work,twin');
    expect(candidates).toMatchObject([
      { sharedWith: [expect.any(String)], blocked: { until: inTwoHours.toISOString() } },
      { sharedWith: [expect.any(String)], blocked: { until: inTwoHours.toISOString() } },
    ]);
    expectExit(await world.ccx(['run', '--only', 'work,twin', 'say hello']), 75);
    expect(world.asked()).toHaveLength(asked);
    await world.allEnd();
  });

  test('whose login is refused are passed over from then on, and a run by name that succeeds brings them back', async () => {
    let refused = true;
    const world = await openAccountsWorld({
      claude: {
        respond: ({ kind, login }) => {
          if (kind !== 'main') return undefined;
          const dead = refuse(401, 'authentication_error', 'OAuth token has expired.');
          return login === 'private' && refused ? dead : say(`From ${login}.`);
        },
      },
    });
    expectExit(await world.ccx(['run', '--profile', 'private', 'say hello']), 4);
    const next = await world.ccx(['run', '--json', '--only', 'private,work', 'say hello']);
    expectExit(next, 0);
    expect(resultOf(next).attempts.map(({ target }) => target.name)).toEqual(['work']);
    const { candidates } = await json(world, 'pick', '--only', 'private,work');
    expect(candidates).toMatchObject([{}, { target: { name: 'private' }, blocked: { endsBy: 'person' } }]);
    refused = false;
    // The CLI has dropped a login that was refused for good: the person logs in again.
    await subscriptionHome(world.home, { login: 'private', configDir: world.configDir('private') });
    expectExit(await world.ccx(['run', '--profile', 'private', 'say hello']), 0);
    const after = await json(world, 'pick', '--only', 'private,work');
    expect(JSON.stringify(after['candidates'])).not.toContain('ccx profile login');
    await world.allEnd();
  });
});

describe('a choice of account', () => {
  test('that is written down somewhere is obeyed by rank, and said', async () => {
    const world = await openAccountsWorld({
      claude: { respond: ({ kind, login }) => (kind === 'main' ? say(`${login}`) : undefined) },
    });
    const folder = join(world.home.cwd, 'pinned/deep');
    await mkdir(folder, { recursive: true });
    await writeFile(join(world.home.cwd, 'pinned/.ccx-profile'), 'work # for this tree\n');
    const at = async (args: readonly string[], env: Record<string, string> = {}): Promise<string> => {
      const finished = await world.ccx(['run', '--json', ...args, 'who are you'], { cwd: folder, env });
      expectExit(finished, 0);
      return resultOf(finished).last.summary.text;
    };
    expect(await at([])).toBe('work');
    expect(await at([], { CCX_ACTIVE_PROFILE: 'private' })).toBe('work');
    expect(await at([], { CCX_PROFILE: 'private' })).toBe('private');
    expect(await at(['--profile', 'work'], { CCX_PROFILE: 'private' })).toBe('work');
    const current = await world.ccx(['profile', 'current', '--explain'], { cwd: folder });
    expect(current.stdout).toContain('.ccx-profile');
    await world.allEnd();
  });

  test('that names an account which is held is obeyed; a choice of ccx passes it over', async () => {
    const world = await openAccountsWorld({ claude: { respond: say('Here.') } });
    expectExit(await world.ccx(['profile', 'hold', 'private', '--reason', 'for the weekend']), 0);
    expect((await world.ccx(['pick'])).stdout).toBe('work\n');
    expectExit(await world.ccx(['run', '--profile', 'private', 'say hello']), 0);
    expectExit(await world.ccx(['profile', 'release', 'private']), 0);
    expect((await world.ccx(['pick'])).stdout).toBe('private\n');
    await world.allEnd();
  });

  test('of nobody: ccx run --wait waits for the earliest return, and Ctrl-C ends that without a run', async () => {
    const world = await openAccountsWorld({
      claude: { respond: ({ kind }) => (kind === 'main' ? usedUp : undefined) },
    });
    expectExit(await world.ccx(['run', '--only', 'work,private', 'say hello']), 75);
    const asked = world.asked().length;
    const waiting = world.startCcx(['run', '--only', 'work,private', '--wait', 'say hello']);
    await until(() => waiting.output.stderr.includes('waiting for room until'), {
      deadlineMs: 30_000,
      what: 'the wait',
    });
    waiting.signal('SIGINT');
    expectExit(await waiting.ended, 130);
    expect(world.asked()).toHaveLength(asked);
    await world.allEnd();
  });
});
