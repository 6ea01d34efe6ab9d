import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { say, startInTerminal, unifiedLimits, until, usageBody, type TerminalProgram } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts';
import { CCX_BIN } from '../support/places.ts';
import { expectExit } from '../support/world.ts';

const inTwoHours = new Date(Math.ceil(Date.now() / 1000) * 1000 + 2 * 3_600_000);
const usage =
  (percent: Readonly<Record<string, number>>) =>
  (login: string | null): Record<string, unknown> =>
    usageBody({ five_hour: { utilization: percent[login ?? ''] ?? 0, resets_at: inTwoHours.toISOString() } });

/** `ccx exec` in a terminal, ended with the test. */
async function startExec(world: AccountsWorld, args: readonly string[]): Promise<TerminalProgram> {
  const program = await startInTerminal(process.execPath, [CCX_BIN, 'exec', ...args], {
    env: world.env,
    cwd: world.home.cwd,
  });
  let over = false;
  void program.ended.then(() => (over = true));
  onTestFinished(async () => {
    if (!over) program.signal('SIGKILL');
    await program.ended;
  });
  return program;
}

async function shows(program: TerminalProgram, text: string | RegExp, deadlineMs = 30_000): Promise<void> {
  try {
    await until(() => (typeof text === 'string' ? program.screen().includes(text) : text.test(program.screen())), {
      deadlineMs,
      what: `"${text}" on the screen`,
    });
  } catch (cause) {
    throw new Error(`"${text}" is not on the screen:\n${program.screen()}`, { cause });
  }
}

describe('ccx exec, on the real Claude Code', () => {
  test("hands the terminal over on the account that is named, and ends with the agent's own code", async () => {
    const world = await openAccountsWorld({ claude: { respond: say('Hello from here.') } });
    const program = await startExec(world, ['--profile', 'work']);
    await shows(program, /❯|>/);
    program.type('say hello');
    await shows(program, 'say hello');
    program.type('\r');
    await shows(program, 'Hello from here.');
    expect(world.asked()).toContainEqual(['work', 'say hello']);
    program.type('\u0003');
    program.type('\u0003');
    expect(await program.ended).toMatchObject({ code: 0 });
    await world.allEnd();
  });

  test('gives the code of an agent that refuses its arguments, and holds no place afterwards', async () => {
    const world = await openAccountsWorld();
    const finished = await world.ccx(['exec', '--profile', 'work', '--', '--no-such-flag']);
    expectExit(finished, 1);
    expect(finished.stderr).toContain('no-such-flag');
    expect(readdirSync(join(world.home.home, 'ccx/runs/reservations'))).toEqual([]);
    await world.allEnd();
  });

  test('counts as a run under way for whoever chooses meanwhile', async () => {
    const world = await openAccountsWorld();
    const pick = async (): Promise<string> => (await world.ccx(['pick', '--only', 'work,private'])).stdout;
    // Of two that are alike the first by name.
    expect(await pick()).toBe('private\n');
    const program = await startExec(world, ['--profile', 'private']);
    await shows(program, /❯|>/);
    expect(await pick()).toBe('work\n');
    program.type('\u0003');
    program.type('\u0003');
    await program.ended;
    await world.allEnd();
  });
});

describe('ccx exec --supervise, on the real Claude Code', () => {
  test('moves an idle session to the account with room when its own is used up, and it goes on there', async () => {
    const used = { work: 20, private: 30 };
    const headers = (login: string | null): Record<string, string> =>
      unifiedLimits({
        fiveHour:
          login === 'work'
            ? { status: 'allowed_warning', utilization: 1, resetsAt: inTwoHours }
            : { status: 'allowed', utilization: 0.3, resetsAt: inTwoHours },
      });
    const world = await openAccountsWorld({
      claude: {
        usage: usage(used),
        respond: ({ kind, login, prompt }) =>
          kind === 'main' ? say(`${login} heard: ${prompt}`, { headers: headers(login) }) : undefined,
      },
    });
    expectExit(await world.ccx(['profile', 'link', 'private', '--from', 'work', '--history']), 0);
    const program = await startExec(world, ['--only', 'work,private', '--supervise']);
    await shows(program, /❯|>/);
    program.type('first words');
    await shows(program, 'first words');
    program.type('\r');
    await shows(program, 'work heard: first words');
    // The vendor says that it is used up; the session is idle.
    execFileSync(process.execPath, [CCX_BIN, 'statusline'], {
      env: { ...world.env, CLAUDE_CONFIG_DIR: world.configDir('work') },
      input: JSON.stringify({
        session_id: 's',
        rate_limits: { five_hour: { used_percentage: 100, resets_at: Math.floor(inTwoHours.getTime() / 1000) } },
      }),
    });
    await until(() => world.claude.requests.length > 0 && program.raw().split('first words').length > 2, {
      deadlineMs: 60_000,
      what: 'the session on the other account',
    });
    await shows(program, /❯|>/);
    program.type('second words');
    await shows(program, 'second words');
    program.type('\r');
    await shows(program, 'private heard: second words', 30_000);
    expect(world.claude.calls().at(-1)?.conversation).toContain('first words');
    program.type('\u0003');
    program.type('\u0003');
    expect(await program.ended).toMatchObject({ code: 0 });
    await world.allEnd();
  });
});
