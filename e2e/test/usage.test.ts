import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AGENT_KINDS, accountId, type AgentKind, totalTokens, type Usage } from '@ccx/contracts';
import { say, subscriptionHome, useTool } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import type { ReportRow, UsageReport } from '../../packages/usage/src/index.ts';
import { openAccountsWorld } from '../support/accounts-world.ts';
import { need } from '../support/need.ts';
import { CCX_BIN } from '../support/places.ts';
import { NO_TRACE, traced, violations } from '../support/stance.ts';
import { canTrace } from '../support/system-trace.ts';
import { openThreeWorlds } from '../support/three-worlds.ts';
import { expectExit, openWorld, resultOf, type World } from '../support/world.ts';

type Ccx = Pick<World, 'ccx'>;

/** What `ccx usage … --json` prints. */
async function report(world: Ccx, ...args: readonly string[]): Promise<UsageReport> {
  const finished = await world.ccx(['usage', ...args, '--json']);
  expectExit(finished, 0);
  return JSON.parse(finished.stdout);
}

/** The session and the usage of one run, by its own result. */
async function run(world: Ccx, ...args: readonly string[]): Promise<{ session: string; usage: Usage }> {
  const finished = await world.ccx(['run', '--json', ...args]);
  expectExit(finished, 0);
  const { sessionId, usage } = resultOf(finished).last.summary;
  if (sessionId === null || usage === null) throw new Error('the run has no session or no usage');
  return { session: sessionId, usage };
}

type Buckets = Omit<Usage, 'reasoning' | 'webSearches'>;

function bucketsOf({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: Buckets): Buckets {
  return { input, output, cacheRead, cacheWrite5m, cacheWrite1h };
}

function rowOf({ rows }: UsageReport, key: string): ReportRow {
  const found = rows.find((row) => row.key === key);
  if (found === undefined) throw new Error(`no row ${key} in ${JSON.stringify(rows)}`);
  return found;
}

describe('ccx usage', () => {
  test('tells of each agent what its run told, under its own account, once however often it is asked', async () => {
    const world = await openThreeWorlds({
      claude: { respond: [useTool('Bash', { command: 'echo tool' }), say('From Claude.')] },
      codex: { respond: say('From Codex.') },
      gemini: { respond: say('From Gemini.') },
    });
    const runs = new Map<AgentKind, { session: string; usage: Usage }>();
    for (const agent of AGENT_KINDS) {
      const model = agent === 'gemini' ? ['--model', 'gemini-2.5-flash'] : [];
      runs.set(agent, await run(world, '--agent', agent, ...model, '--permission', 'full', 'say where you are'));
    }
    const byAccount = await report(world, 'profile');
    const bySession = await report(world, 'session', '--by', 'agent');
    for (const [agent, { session, usage }] of runs) {
      expect(totalTokens(usage)).toBeGreaterThan(0);
      expect([agent, bucketsOf(rowOf(byAccount, accountId(agent, null)).tokens)]).toEqual([agent, bucketsOf(usage)]);
      expect([agent, bucketsOf(rowOf(bySession, session).tokens)]).toEqual([agent, bucketsOf(usage)]);
      expect(rowOf(bySession, session).by).toBe(agent);
    }
    expect(byAccount.rows).toHaveLength(AGENT_KINDS.length);
    expect(byAccount.totals).toMatchObject({ sessions: 3, archivedCalls: 0 });
    expect(rowOf(byAccount, accountId('claude', null)).calls).toBe(2);
    await world.allEnd();
  });

  test('has no call that leaves no record: Gemini CLI writes nothing of the one by which it chooses a model', async () => {
    const world = await openThreeWorlds({ gemini: { respond: say('From Gemini.') } });
    const { session, usage } = await run(world, '--agent', 'gemini', 'say where you are');
    expect([world.gemini.calls('main').length, world.gemini.calls('side').length]).toEqual([1, 1]);
    const row = rowOf(await report(world, 'session'), session);
    expect([row.calls, row.tokens.total * 2]).toEqual([1, totalTokens(usage)]);
  });

  test('counts each call of a session that is resumed and forked once, under the session that made it', async () => {
    const world = await openWorld({ respond: [say('I will remember plum.'), say('It was plum.'), say('Forked.')] });
    const first = await run(world, 'remember plum');
    const again = await run(world, 'which word?', '--resume', first.session);
    // Read in between: the fork copies calls that are known by now.
    expect((await report(world, 'session')).totals.calls).toBe(2);
    const fork = await run(world, 'go another way', '--resume', first.session, '--fork');
    const sessions = await report(world, 'session');
    expect(again.session).toBe(first.session);
    expect(sessions.totals).toMatchObject({
      calls: 3,
      sessions: 2,
      tokens: { total: [first, again, fork].reduce((sum, { usage }) => sum + totalTokens(usage), 0) },
    });
    expect(rowOf(sessions, first.session).calls).toBe(2);
    expect(bucketsOf(rowOf(sessions, fork.session).tokens)).toEqual(bucketsOf(fork.usage));
  });

  test("counts a subagent's calls in the session that started it", async () => {
    const task = {
      description: 'look',
      prompt: 'Look around.',
      subagent_type: 'general-purpose',
      run_in_background: false,
    };
    const world = await openWorld({
      respond: ({ kind, prompt, toolResults }) => {
        if (kind !== 'main') return undefined;
        if (prompt.includes('Look around.')) return say('Seen.');
        return toolResults.length > 0 ? say('Done.') : useTool('Agent', task);
      },
    });
    const { session, usage } = await run(world, '--permission', 'full', 'delegate this');
    const sessions = await report(world, 'session');
    expect(sessions.rows.map(({ key, calls }) => [key, calls])).toEqual([[session, 3]]);
    expect(bucketsOf(rowOf(sessions, session).tokens)).toEqual(bucketsOf(usage));
  });

  test('keeps what a deleted transcript told, and says that it is gone', async () => {
    const world = await openWorld({ respond: say('Hello.') });
    const { session, usage } = await run(world, 'say hello');
    expect((await report(world)).totals).toMatchObject({ calls: 1, archivedCalls: 0 });
    rmSync(join(world.home.home, '.claude/projects'), { recursive: true });
    const after = await report(world, 'session');
    expect(after.totals).toMatchObject({ calls: 1, archivedCalls: 1 });
    expect(bucketsOf(rowOf(after, session).tokens)).toEqual(bucketsOf(usage));
    const { stdout } = await world.ccx(['usage']);
    expect(stdout).toContain('1 call is kept from a transcript that is gone');
  });

  test('counts a deleted transcript as gone also where its folder stays', async () => {
    const world = await openWorld({ respond: say('Hello.') });
    await run(world, 'say hello');
    await report(world);
    const projects = join(world.home.home, '.claude/projects');
    for (const path of readdirSync(projects, { recursive: true, encoding: 'utf8' })) {
      if (path.endsWith('.jsonl')) rmSync(join(projects, path));
    }
    expect((await report(world)).totals).toMatchObject({ calls: 1, archivedCalls: 1 });
  });

  test('tells accounts apart, and counts a history that two of them share once', async () => {
    const world = await openAccountsWorld({ claude: { respond: say('Hello.') } });
    await subscriptionHome(world.home, { login: 'second', configDir: world.configDir('second') });
    const work = await run(world, '--profile', 'work', 'say hello');
    const other = await run(world, '--profile', 'private', 'say hello');
    const apart = await report(world, 'profile');
    for (const [name, { usage }] of [
      ['work', work],
      ['private', other],
    ] as const) {
      expect(bucketsOf(rowOf(apart, accountId('claude', world.configDir(name))).tokens)).toEqual(bucketsOf(usage));
    }
    expectExit(await world.ccx(['profile', 'add', 'second', '--config-dir', world.configDir('second')]), 0);
    expectExit(await world.ccx(['profile', 'link', 'second', '--from', 'work', '--history']), 0);
    expect((await report(world)).totals).toMatchObject({ calls: 2, sessions: 2 });
    await run(world, '--profile', 'second', 'say hello');
    expect((await report(world)).totals).toMatchObject({ calls: 3, sessions: 3, archivedCalls: 0 });
    await world.allEnd();
  });

  test('gives each of two accounts that share one history the calls that its own login paid for', async () => {
    const world = await openAccountsWorld({ claude: { respond: say('Hello.') } });
    expectExit(await world.ccx(['profile', 'link', 'private', '--from', 'work', '--history']), 0);
    const work = await run(world, '--profile', 'work', 'say hello');
    const other = await run(world, '--profile', 'private', '--resume', work.session, 'say hello again');
    expect(other.session).toBe(work.session);
    // Sessions of which only the transcript tells who began them, whoever is asked for the folder first.
    for (const name of ['work', 'private']) {
      const args = ['-p', 'say hello', '--output-format', 'json'];
      expectExit(await world.claudeOn(name, args), 0);
      expectExit(await world.ccx(['profile', 'whoami', name]), 0);
    }
    const byAccount = await report(world, 'profile');
    for (const [name, { usage }] of [
      ['work', work],
      ['private', other],
    ] as const) {
      const { calls, tokens } = rowOf(byAccount, accountId('claude', world.configDir(name)));
      expect([name, calls, tokens.total]).toEqual([name, 2, 2 * totalTokens(usage)]);
    }
    await world.allEnd();
  });

  test('on a machine without a history says where it looked and what to do next', async () => {
    const world = await openWorld({ login: 'none' });
    const { code, stdout, stderr } = await world.ccx(['usage']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Looked for transcripts in');
    expect(stdout).toContain('~/.claude/projects');
    expect(stdout).toContain('ccx run');
    expect(stdout).toContain('ccx profile discover');
    expect(await report(world)).toMatchObject({ rows: [], totals: { calls: 0, costUsd: null } });
  });
});

describe('ccx usage under strace', () => {
  test.for(['usage', 'usage session --json', 'usage monthly --by profile --csv', 'usage blocks', 'usage --audit'])(
    'ccx %s reads transcripts, opens no credential file, and connects to nothing at all',
    async (line, context) => {
      need(context, canTrace(), NO_TRACE);
      const world = await openWorld({ login: 'subscription', respond: say('Done.') });
      await run(world, 'do it');
      const { end, calls } = await traced(world, [CCX_BIN, ...line.split(' ')]);
      expectExit(end, 0);
      const ours = calls.filter(({ side }) => side === 'ours');
      expect(violations(calls)).toEqual([]);
      expect(ours.filter(({ call }) => call === 'connect')).toEqual([]);
      expect(ours.some(({ call, target }) => call === 'open' && target.endsWith('.jsonl'))).toBe(true);
    },
  );
});
