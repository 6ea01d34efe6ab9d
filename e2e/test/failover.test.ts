import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse, say, unifiedLimits, usageBody, useTool, type ModelCall, type Refusal, type Reply } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { openAccountsWorld, type AccountsWorld } from '../support/accounts-world.ts';
import { expectExit, resultOf } from '../support/world.ts';

const ahead = (hours: number): Date => new Date(Math.ceil(Date.now() / 1000) * 1000 + hours * 3_600_000);
const [SOON, LATER] = [ahead(1), ahead(3)];

/** The five hours of a plan are used up. */
function usedUp(resetsAt: Date): Refusal {
  const headers = unifiedLimits({ fiveHour: { status: 'rejected', utilization: 1, resetsAt } });
  return refuse(429, 'rate_limit_error', 'This request would exceed your limit.', headers);
}

/** What the usage endpoint says of each login. */
const usage =
  (percent: Readonly<Record<string, number>>) =>
  (login: string | null): Record<string, unknown> =>
    usageBody({ five_hour: { utilization: percent[login ?? ''] ?? 0, resets_at: LATER.toISOString() } });

/** What each login is answered, turn by turn; a login that is not named is one that nothing may run on. */
function byLogin(scripts: Readonly<Record<string, readonly Reply[]>>): (call: ModelCall) => Reply | undefined {
  const turns = new Map<string, number>();
  return ({ kind, login }) => {
    if (kind !== 'main') return undefined;
    const turn = turns.get(login ?? '') ?? 0;
    turns.set(login ?? '', turn + 1);
    return scripts[login ?? '']?.[turn] ?? refuse(400, 'invalid_request_error', `nothing may run on ${login}`);
  };
}

const touch = useTool('Write', { file_path: 'made.txt', content: 'once' });
/** More room on `work` than on `private`. */
const WORK_FIRST = usage({ work: 10, private: 40 });

async function candidateOf(world: AccountsWorld, name: string): Promise<unknown> {
  const { stdout } = await world.ccx(['pick', '--json']);
  return JSON.parse(stdout).candidates.find((one: { target: { name: string } }) => one.target.name === name);
}

describe('a run over two accounts of Claude Code that nobody pinned', () => {
  test('goes on at the second when the first is used up before any tool, and remembers until when', async () => {
    const respond = byLogin({ work: [usedUp(SOON)], private: [say('From private.')] });
    const world = await openAccountsWorld({ claude: { usage: WORK_FIRST, respond } });
    const finished = await world.ccx(['run', '--json', 'say where you are']);
    expectExit(finished, 0);
    const result = resultOf(finished);
    expect(result.attempts.map(({ target, outcome }) => [target.name, outcome.status])).toEqual([
      ['work', 'limited'],
      ['private', 'success'],
    ]);
    expect(result.last.summary.text).toBe('From private.');
    expect(world.asked()).toEqual([
      ['work', 'say where you are'],
      ['private', 'say where you are'],
    ]);
    expect(await candidateOf(world, 'work')).toMatchObject({ blocked: { until: SOON.toISOString() } });
    await world.allEnd();

    world.claude.respond(byLogin({ private: [say('Again from private.')] }));
    const next = await world.ccx(['run', '--json', 'once more']);
    expectExit(next, 0);
    expect(resultOf(next).attempts.map(({ target }) => target.name)).toEqual(['private']);
  });

  test('ends as limited after a tool where its history cannot be reached, and sends the prompt to nobody else', async () => {
    const respond = byLogin({ work: [touch, usedUp(SOON)] });
    const world = await openAccountsWorld({ claude: { usage: WORK_FIRST, respond } });
    const finished = await world.ccx(['run', '--json', '--permission', 'edit', 'make a file']);
    expectExit(finished, 75);
    expect(resultOf(finished)).toMatchObject({
      status: 'limited',
      failure: { limit: { resetsAt: SOON.toISOString() } },
      attempts: [{ target: { name: 'work' }, summary: { effects: 'possible' } }],
    });
    expect(world.asked().map(([login]) => login)).toEqual(['work', 'work']);
    expect(readFileSync(join(world.home.cwd, 'made.txt'), 'utf8')).toBe('once');
    expect(finished.stderr).toContain('ccx run --resume-last');
    await world.allEnd();
  });

  test('is resumed on the second after a tool where both share their history', async () => {
    const respond = byLogin({ work: [touch, usedUp(SOON)], private: [say('Finished on private.')] });
    const world = await openAccountsWorld({ claude: { usage: WORK_FIRST, respond } });
    expectExit(await world.ccx(['profile', 'link', 'private', '--from', 'work', '--history']), 0);
    const finished = await world.ccx(['run', '--json', '--permission', 'edit', 'make a file']);
    expectExit(finished, 0);
    const result = resultOf(finished);
    expect(result.attempts.map(({ target, outcome }) => [target.name, outcome.status])).toEqual([
      ['work', 'limited'],
      ['private', 'success'],
    ]);
    expect(result.last.summary.sessionId).toBe(result.attempts[0]?.summary.sessionId);
    expect(world.asked().at(-1)).toEqual(['private', expect.stringContaining('Go on where you stopped')]);
    expect(world.claude.calls().at(-1)?.conversation).toContain('make a file');
    await world.allEnd();
  });

  test('is resumed on the second from a copy of its one session where that is asked for', async () => {
    const respond = byLogin({ work: [touch, usedUp(SOON)], private: [say('Finished on private.')] });
    const world = await openAccountsWorld({ claude: { usage: WORK_FIRST, respond } });
    const finished = await world.ccx(['run', '--json', '--permission', 'edit', '--carry-session', 'make a file']);
    expectExit(finished, 0);
    const result = resultOf(finished);
    expect(result.last).toMatchObject({ target: { name: 'private' }, summary: { text: 'Finished on private.' } });
    expect(result.last.why).toContain('carried');
    expect(world.claude.calls().at(-1)?.conversation).toContain('make a file');
    await world.allEnd();
  });

  test('ends with 75 and the earliest return when all are used up', async () => {
    const respond = byLogin({ work: [usedUp(LATER)], private: [usedUp(SOON)] });
    const world = await openAccountsWorld({ claude: { usage: WORK_FIRST, respond } });
    const finished = await world.ccx(['run', '--json', 'say hello']);
    expectExit(finished, 75);
    expect(resultOf(finished)).toMatchObject({ status: 'limited', earliest: SOON.toISOString() });
    expect(resultOf(finished).attempts).toHaveLength(2);

    const again = await world.ccx(['run', '--json', 'say hello']);
    expectExit(again, 75);
    expect(JSON.parse(again.stdout)).toMatchObject({ status: 'limited', earliest: SOON.toISOString(), attempts: [] });
    expect(world.asked()).toHaveLength(2);

    const pick = await world.ccx(['pick', '--json']);
    expectExit(pick, 75);
    expect(JSON.parse(pick.stdout)).toMatchObject({ picked: null, earliest: SOON.toISOString() });
    await world.allEnd();
  });

  test('ends on the real Codex behind --fallback codex, and never without it', async () => {
    const respond = byLogin({ work: [usedUp(LATER)], private: [usedUp(SOON)] });
    const world = await openAccountsWorld({
      claude: { usage: WORK_FIRST, respond },
      codex: { respond: say('From Codex.') },
    });
    const finished = await world.ccx(['run', '--json', '--fallback', 'codex', 'say hello']);
    expectExit(finished, 0);
    const result = resultOf(finished);
    expect(result.attempts.map(({ target }) => target.name)).toEqual(['work', 'private', 'codex']);
    expect(result.last.summary.text).toBe('From Codex.');
    await world.allEnd();

    const without = await world.ccx(['run', '--json', 'say hello']);
    expectExit(without, 75);
    expect(world.codex.calls()).toHaveLength(1);
  });

  test('chooses another one than a run that begins at the same time', async () => {
    const world = await openAccountsWorld({
      claude: { usage: usage({ work: 20, private: 20 }), respond: say('Done.', { delayMs: 1_500 }) },
    });
    const both = await Promise.all(['one', 'two'].map((prompt) => world.ccx(['run', '--json', prompt])));
    for (const finished of both) expectExit(finished, 0);
    const names = both.map((finished) => resultOf(finished).last.target.name);
    expect(new Set(names)).toEqual(new Set(['private', 'work']));
    await world.allEnd();
  });
});

describe('a run in a folder that is bound to one account', () => {
  test('ends with 75 when that is used up, and runs nowhere else although another is free', async () => {
    const respond = byLogin({ work: [usedUp(SOON)], private: [say('never')] });
    const world = await openAccountsWorld({ claude: { usage: usage({ work: 90, private: 0 }), respond } });
    const folder = join(world.home.cwd, 'bound');
    await mkdir(folder);
    expectExit(await world.ccx(['profile', 'bind', folder, 'work']), 0);
    const first = await world.ccx(['run', '--json', 'say hello'], { cwd: folder });
    expectExit(first, 75);
    expect(resultOf(first).attempts.map(({ target }) => target.name)).toEqual(['work']);
    const second = await world.ccx(['run', '--json', 'say hello'], { cwd: folder });
    expectExit(second, 75);
    expect(JSON.parse(second.stdout)).toMatchObject({ attempts: [], earliest: SOON.toISOString() });
    expect(world.asked().map(([login]) => login)).toEqual(['work']);
    expect(existsSync(join(world.configDir('private'), 'projects'))).toBe(false);
    await world.allEnd();
  });
});
