import { execFileSync } from 'node:child_process';
import { codexUsageBody, refuse, say, unifiedLimits, usageBody } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { need } from '../support/need.ts';
import { CCX_BIN } from '../support/places.ts';
import { NO_TRACE, traced, violations } from '../support/stance.ts';
import { canTrace } from '../support/system-trace.ts';
import type { ThreeWorlds } from '../support/three-worlds.ts';
import { openThreeWorlds } from '../support/three-worlds.ts';
import { expectExit } from '../support/world.ts';

const resetsAt = new Date(Date.now() + 3_600_000);
const headers = unifiedLimits({ fiveHour: { status: 'rejected', utilization: 1, resetsAt } });

/** Claude Code is at its limit; the others answer. The folder is a repository. */
async function openPlace(): Promise<ThreeWorlds> {
  const world = await openThreeWorlds({
    claude: {
      respond: refuse(429, 'rate_limit_error', 'no', headers),
      usage: usageBody({ five_hour: { utilization: 42, resets_at: resetsAt.toISOString() } }),
    },
    codex: {
      respond: say('From Codex.'),
      usage: codexUsageBody({ primary: { usedPercent: 42, windowMinutes: 300, resetsAt } }),
    },
    gemini: { respond: say('From Gemini.') },
  });
  const git = (...args: readonly string[]): Buffer =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: world.home.cwd,
      env: { ...world.env },
    });
  git('init', '-q', '-b', 'main');
  git('commit', '-q', '--allow-empty', '-m', 'first');
  return world;
}

describe('ccx over three vendors under strace', () => {
  test.for([
    [['--agent', 'codex'], 'codex', '/auth.json'],
    [['--agent', 'gemini'], 'gemini', null],
    [['--agent', 'claude', '--fallback', 'codex'], 'codex', '/auth.json'],
    [['--agent', 'codex', '--worktree', 'try'], 'codex', '/auth.json'],
  ] as const)(
    'ccx run %j opens no credential file and connects to nothing outside',
    async ([args, agent, credential], context) => {
      need(context, canTrace(), NO_TRACE);
      const world = await openPlace();
      const { end, calls } = await traced(world, [CCX_BIN, 'run', 'do it', ...args]);
      expectExit(end, 0);
      expect(violations(calls)).toEqual([]);
      // The eye is open: it saw the vendor do both.
      const vendor = calls.filter(({ side }) => side === 'vendor');
      expect(vendor.some(({ call }) => call === 'connect')).toBe(true);
      if (credential !== null) expect(vendor.some(({ target }) => target.endsWith(credential))).toBe(true);
      expect(world[agent].calls()).toHaveLength(1);
    },
  );

  test('neither do --resume-last and the worktrees that runs have left', async (context) => {
    need(context, canTrace(), NO_TRACE);
    const world = await openPlace();
    expectExit(await world.ccx(['run', 'do it', '--agent', 'codex', '--worktree', 'try']), 0);
    for (const args of [
      ['run', 'and this', '--resume-last'],
      ['worktree', 'list'],
      ['worktree', 'remove', 'try'],
    ]) {
      const { end, calls } = await traced(world, [CCX_BIN, ...args]);
      expectExit(end, 0);
      expect(violations(calls)).toEqual([]);
    }
  });

  test.for([
    [['quota', '--refresh', '--json']],
    [['quota', 'claude', '--source', 'print']],
    [['quota', 'claude', '--source', 'pty']],
    [['quota', 'codex', '--source', 'pty']],
    [['quota', 'record', 'screen', '--agent', 'claude']],
    [['models', '--json']],
    [['statusline']],
  ] as const)('neither does ccx %j', async ([args], context) => {
    need(context, canTrace(), NO_TRACE);
    const world = await openPlace();
    const { end, calls } = await traced(world, [CCX_BIN, ...args]);
    expectExit(end, 0);
    expect(violations(calls)).toEqual([]);
    expect(calls.some(({ side }) => side === 'vendor')).toBe(args[0] !== 'statusline');
  });
});
