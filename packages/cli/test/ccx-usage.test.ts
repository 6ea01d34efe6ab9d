import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCcxPlace, type CcxEnd, type CcxPlace } from './ccx-process.ts';
import { callLine, writeCalls } from './transcripts.ts';

let place: CcxPlace;
let claude: string;
beforeEach(async () => {
  place = await createCcxPlace();
  claude = join(place.home, '.claude');
});
afterEach(async () => place.remove());

function usage(...args: readonly string[]): Promise<CcxEnd> {
  return place.run(['usage', ...args], { env: { TZ: 'UTC' } });
}

async function totals(...args: readonly string[]): Promise<unknown> {
  return JSON.parse((await usage(...args, '--json')).stdout).totals;
}

describe('ccx usage', () => {
  test('on an empty machine says where it looked, and what to do next', async () => {
    const end = await usage();
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(end.stdout).toContain('claude: ~/.claude/projects');
    expect(end.stdout).toContain('ccx profile discover');
  });

  test('tells the calls of each day, and the same when nothing is new', async () => {
    writeCalls(claude, 's1', [
      { id: 'a', at: '2026-11-19T12:00:00.000Z' },
      { id: 'b', at: '2026-11-20T12:00:00.000Z' },
    ]);
    const first = await usage();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const [head, thursday, friday, total] = first.stdout.split('\n');
    expect(head).toMatch(/^ day +calls +in +out +cache read +cache write +cost$/);
    expect(thursday).toMatch(/^ Thu 2026-11-19 +1 +100 +10 +1\.0k +0 +\S+$/);
    expect(friday).toMatch(/^ Fri 2026-11-20 +1 +100 +10 +1\.0k +0 +\S+$/);
    expect(total).toMatch(/^ total +2 +200 +20 +2\.0k +0 +\S+$/);
    expect((await usage()).stdout).toBe(first.stdout);
  });

  test('counts what a session adds, and half a line once it is whole', async () => {
    const file = writeCalls(claude, 's1', [{ id: 'a' }]);
    expect(await totals()).toMatchObject({ calls: 1 });
    const line = callLine({ id: 'b' });
    appendFileSync(file, line.slice(0, 80));
    expect(await totals()).toMatchObject({ calls: 1 });
    appendFileSync(file, `${line.slice(80)}\n`);
    expect(await totals()).toMatchObject({ calls: 2, tokens: { input: 200, total: 2220 } });
  });

  test('keeps what stood in a transcript that was deleted, and says so', async () => {
    const file = writeCalls(claude, 's1', [{ id: 'a' }]);
    expect(await totals()).toMatchObject({ calls: 1, archivedCalls: 0 });
    rmSync(file);
    const end = await usage();
    expect(end.stdout).toContain(' 1 call is kept from a transcript that is gone');
    expect(await totals()).toMatchObject({ calls: 1, archivedCalls: 1 });
  });

  test('tells accounts apart by their names, also where two made calls on one day', async () => {
    await place.run(['profile', 'add', 'spare', '--config-dir', '~/.claude-spare']);
    writeCalls(claude, 's1', [{ id: 'a', input: 1 }]);
    writeCalls(join(place.home, '.claude-spare'), 's2', [
      { id: 'b', input: 2 },
      { id: 'c', input: 3 },
    ]);
    const { stdout } = await usage('profile');
    expect(stdout).toMatch(/\n claude +1 +1 /);
    expect(stdout).toMatch(/\n spare +2 +5 /);
    expect(await totals('--profile', 'spare')).toMatchObject({ calls: 2, tokens: { input: 5 } });
    const report = JSON.parse((await usage('daily', '--by', 'profile', '--json')).stdout);
    const named = report.rows.map((row: { by: string; calls: number }) => [report.accounts[row.by], row.calls]);
    expect(named.toSorted()).toEqual([
      ['claude', 1],
      ['spare', 2],
    ]);
  });

  test('with a limit, each row that is shown still has all of its accounts', async () => {
    for (const name of ['a', 'b']) {
      const dir = `.claude-${name}`;
      await place.run(['profile', 'add', name, '--config-dir', `~/${dir}`]);
      const calls = ['2026-10-01', '2026-11-01'].map((day) => ({ id: `${name}-${day}`, at: `${day}T12:00:00.000Z` }));
      writeCalls(join(place.home, dir), name, calls);
    }
    const { stdout } = await usage('monthly', '--limit', '1');
    expect(stdout).toMatch(/\n 2026-11 .* (a \S+ {2}b|b \S+ {2}a) \S+\n/);
  });

  test('prints one object that says which schema, days and zone it has', async () => {
    writeCalls(claude, 's1', [{ id: 'a', model: 'nobody-knows-me' }, { id: 'b' }]);
    const end = await usage('model', '--since', '2026-11-01', '--timezone', 'Asia/Kathmandu', '--json');
    expect(JSON.parse(end.stdout)).toMatchObject({
      schemaVersion: 1,
      kind: 'model',
      timeZone: 'Asia/Kathmandu',
      range: { from: '2026-10-31T18:15:00.000Z', to: null },
      totals: { calls: 2, unpricedCalls: 1 },
      unpriced: [{ model: 'nobody-knows-me', calls: 1 }],
    });
  });

  test('puts a call on the day that it was in the zone which was named', async () => {
    writeCalls(claude, 's1', [{ id: 'a', at: '2026-11-19T20:00:00.000Z' }]);
    expect((await usage('--timezone', 'Asia/Kathmandu')).stdout).toContain('Fri 2026-11-20');
    expect((await usage()).stdout).toContain('Thu 2026-11-19');
  });

  test('prints comma-separated values', async () => {
    writeCalls(claude, 's1', [{ id: 'a' }]);
    const { stdout } = await usage('branch', '--csv');
    expect(stdout.split('\r\n')[1]).toMatch(/^main,1,1,100,10,1000,0,0,1110,0,0\.\d+,0,0$/);
  });

  test('takes the beginning of a session as its report prints it, and asks which where several have it', async () => {
    const ids = ['7d54a799-aaaa-4bbb-8ccc-000000000001', '7d54a799-aaaa-4bbb-8ccc-000000000002', '7d5'];
    for (const [at, session] of ids.entries()) {
      const file = join(claude, 'projects', '-home-ada-shop', `${session}.jsonl`);
      writeCalls(claude, session, []);
      writeFileSync(file, `${callLine({ id: `call-${at}`, input: at + 1 }).replace('"s1"', `"${session}"`)}\n`);
    }
    expect(await totals('--session', '7d54a799-aaaa-4bbb-8ccc-000000000002')).toMatchObject({ calls: 1 });
    expect(await totals('--session', '7d5')).toMatchObject({ calls: 1, tokens: { input: 3 } });
    const several = await usage('--session', '7d54');
    expect(several).toMatchObject({ code: 2, stdout: '' });
    expect(several.stderr).toContain('--session is "7d54", with which 2 sessions begin.');
    expect(several.stderr).toContain(ids[0]);
    writeCalls(claude, 's1', [{ id: 'z', input: 9 }]);
    expect(await totals('--session', 's')).toMatchObject({ calls: 1, tokens: { input: 9 } });
  });

  test('says that no call matches where a filter left none', async () => {
    writeCalls(claude, 's1', [{ id: 'a' }]);
    expect((await usage('--since', '2026-11-20')).stdout).toContain('No calls match: from 2026-11-20');
  });

  test('ends quietly when nobody reads on', async () => {
    writeCalls(claude, 's1', [{ id: 'a' }]);
    const reading = place.start(['usage']);
    reading.closeStdout();
    expect(await reading.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test.for([
    [['yearly'], 2, 'Report is "yearly"; one of daily, weekly, '],
    [['--by', 'daily'], 2, 'cannot also be by daily'],
    [['--since', 'soon'], 2, '--since is "soon"'],
    [['--timezone', 'Mars/Olympus'], 2, 'Mars/Olympus'],
    [['--mode', 'guess'], 2, '--mode is "guess"; one of auto, calculate, display was expected.'],
    [['--limit', 'all'], 2, '--limit is "all"'],
    [['--json', '--csv'], 2, 'cannot be used with'],
    [['--audit', '--since', '7d'], 2, '--since does not go with --audit'],
    [['weekly', '--audit'], 2, '--audit does not go with weekly'],
    [['blocks', '--week-start', 'sunday'], 2, '--week-start does not go with blocks'],
    [['blocks', '--csv'], 2, '--csv does not go with blocks'],
    [['--active'], 2, '--active does not go with daily'],
    [['--watch'], 2, '--watch needs --jsonl'],
    [['--jsonl'], 2, '--jsonl needs --watch'],
    [['--profile', 'auto'], 2, '--profile auto'],
    [['--profile', 'wok'], 3, 'No profile is named "wok"'],
  ] as const)('%j exits %i and says %s', async ([args, code, words]) => {
    const end = await usage(...args);
    expect(end).toMatchObject({ code, stdout: '' });
    expect(end.stderr).toContain(words);
  });

  test('that is stopped in its first scan has kept what it read, and goes on there', async () => {
    const calls = Array.from({ length: 40_000 }, (_, at) => ({ id: `call-${at}` }));
    writeCalls(claude, 's1', calls);
    const scanning = place.start(['usage', '--json']);
    await until(() => existsSync(join(place.home, 'ccx', 'ccx.db')));
    scanning.kill('SIGINT');
    expect((await scanning.ended).code).toBe(130);
    expect(await totals()).toMatchObject({ calls: calls.length });
  });
});

describe('ccx usage blocks', () => {
  const at = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();

  test('tells the window that is open, how fast it is used, and where it will end', async () => {
    writeCalls(claude, 's1', [
      { id: 'old', at: at(3000) },
      { id: 'a', at: at(20) },
      { id: 'b', at: at(10) },
    ]);
    const { blocks } = JSON.parse((await usage('blocks', '--json')).stdout);
    expect(blocks).toMatchObject([{ type: 'block', active: false }, { type: 'gap' }, { type: 'block', active: true }]);
    const open = await usage('blocks', '--active');
    expect(open.stdout).toMatch(/^ account +5 hours +calls +tokens +cost +per hour +from\n claude +\S+ \S+ ● +2 /);
    expect(open.stdout).toContain('222 tokens a minute');
  });

  test('takes the reset of the account where a quota says it', async () => {
    const scenario = { login: 'subscription', quota: { fiveHour: { percent: 42, resetsIn: '2h' } } } as const;
    await place.run(['quota', 'claude'], { scenario });
    writeCalls(claude, 's1', [{ id: 'a', at: at(1) }]);
    const { blocks } = JSON.parse((await usage('blocks', '--active', '--json')).stdout);
    expect(blocks).toMatchObject([{ basis: 'reset', calls: 1 }]);
    const quota = JSON.parse((await place.run(['quota', 'claude', '--json'], { scenario })).stdout);
    expect(blocks[0].end).toBe(quota.accounts[0].reading.snapshot.windows[0].resetsAt);
  });

  test('takes the resets of windows that are long over, and says what a session changed in one', async () => {
    const resets = Date.now() - 24 * 3_600_000;
    const hours = (before: number): string => new Date(resets - before * 3_600_000).toISOString();
    const sample = (before: number, usedPercent: number): object => {
      return { at: hours(before), windowId: 'session', usedPercent, resetsAt: hours(0), source: 'statusline' };
    };
    await place.run(['quota', 'claude'], { scenario: { login: 'subscription' } });
    const quotas = join(place.home, 'ccx/quota');
    const [name = ''] = readdirSync(quotas).filter((file) => /^[\w-]+\.json$/.test(file));
    const cache: object = JSON.parse(readFileSync(join(quotas, name), 'utf8'));
    const samples = [sample(4, 10), sample(1, 31)];
    writeFileSync(join(quotas, name), JSON.stringify({ ...cache, samples }));
    writeCalls(claude, 's1', [
      { id: 'a', at: hours(3) },
      { id: 'b', at: hours(2) },
    ]);
    const { blocks } = JSON.parse((await usage('blocks', '--json')).stdout);
    expect(blocks).toMatchObject([{ basis: 'reset', start: hours(5), end: hours(0), calls: 2 }]);
    // The cache keeps only the newest numbers; what was read of them once stays.
    writeFileSync(join(quotas, name), JSON.stringify({ ...cache, samples: [] }));
    const { rows } = JSON.parse((await usage('session', '--json')).stdout);
    const change = { accountId: 'claude:default', windowId: 'session', before: 10, after: 31, resetsAt: hours(0) };
    expect(rows).toMatchObject([{ firstCallAt: hours(3), lastCallAt: hours(2), windows: [change] }]);
    expect((await usage('session')).stdout).toContain('10→31%');
  });

  test('keeps the newest where a limit is given, and those of the days that are asked for', async () => {
    const days = ['2026-11-10', '2026-11-12', '2026-11-14'].map((day) => ({ id: day, at: `${day}T12:00:00.000Z` }));
    writeCalls(claude, 's1', days);
    const starts = async (...args: readonly string[]): Promise<unknown> => {
      const { blocks } = JSON.parse((await usage('blocks', '--json', ...args)).stdout);
      return blocks.map((block: { type: string; start: string }) => `${block.type} ${block.start.slice(0, 10)}`);
    };
    expect(await starts('--limit', '1')).toEqual(['block 2026-11-14']);
    expect(await starts('--since', '2026-11-12', '--until', '2026-11-12')).toContain('block 2026-11-12');
    expect(await starts('--since', '2026-11-12', '--until', '2026-11-12')).not.toContain('block 2026-11-10');
    expect(await starts('--since', '2026-11-12', '--until', '2026-11-12')).not.toContain('block 2026-11-14');
  });

  test('says so where no window is open', async () => {
    expect((await usage('blocks', '--active')).stdout).toContain('No window is open');
  });
});

describe('ccx usage --audit', () => {
  test('accounts for lines that gave no call, and for models without a price', async () => {
    const file = writeCalls(claude, 's1', [{ id: 'a', model: 'nobody-knows-me' }]);
    appendFileSync(file, '{"type":"assistant","message":{"id":"x"\n');
    const { stdout } = await usage('--audit');
    expect(stdout).toMatch(/\n +1 {2}malformed +not whole/);
    expect(stdout).toContain('the price of nobody-knows-me');
    expect(JSON.parse((await usage('--audit', '--json')).stdout)).toMatchObject({
      calls: 1,
      skipped: { malformed: 1 },
      unpriced: [{ model: 'nobody-knows-me', calls: 1 }],
    });
  });
});

test('ccx usage --audit names the places that cannot be read, for people and programs', async () => {
  const file = writeCalls(claude, 's1', [{ id: 'a' }]);
  const link = join(dirname(file), 's2.jsonl');
  symlinkSync(file, link);
  expect((await usage('--audit')).stdout).toMatch(/^ link: .*s2\.jsonl$/m);
  expect(JSON.parse((await usage('--audit', '--json')).stdout)).toMatchObject({
    skipped: { link: 1 },
    obstacles: [{ is: 'link' }],
  });
});

describe('ccx usage --jsonl --watch', () => {
  test('tells the report, and again when a call is made in a folder that was not there', async () => {
    writeCalls(claude, 's1', [{ id: 'a' }]);
    const watching = place.start(['usage', '--jsonl', '--watch']);
    const told = (): readonly { totals: { calls: number } }[] =>
      watching
        .stdout()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
    await until(() => told().length === 1);
    writeCalls(claude, 's2', [{ id: 'b' }]);
    await until(() => told().at(-1)?.totals.calls === 2);
    writeCalls(claude, join('s2', 'subagents', 'agent-1'), [{ id: 'c' }]);
    await until(() => told().at(-1)?.totals.calls === 3);
    watching.kill('SIGINT');
    expect(await watching.ended).toMatchObject({ code: 130, stderr: '' });
    expect(new Set(told().map((report) => JSON.stringify(report))).size).toBe(told().length);
  });

  test('ends quietly when its reader is gone', async () => {
    writeCalls(claude, 's1', [{ id: 'a' }]);
    const watching = place.start(['usage', 'blocks', '--jsonl', '--watch']);
    await until(() => watching.stdout().endsWith('\n'));
    watching.closeStdout();
    writeCalls(claude, 's1', [{ id: 'b' }]);
    expect(await watching.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('ccx usage import-check', () => {
  const report = (input: number): string => {
    const sums = { inputTokens: input, outputTokens: 10, cacheCreationTokens: 0, cacheReadTokens: 1000, totalCost: 0 };
    return JSON.stringify({ sessions: [{ sessionId: 's1', ...sums }] });
  };
  const check = (args: readonly string[], input: string): Promise<CcxEnd> =>
    place.run(['usage', 'import-check', ...args], { input, env: { TZ: 'UTC' } });

  test('reads what ccusage printed from a pipe, names the rule behind a difference, and exits 1', async () => {
    writeCalls(claude, 's1', [{ id: 'a' }]);
    const end = await check(['-'], report(40));
    expect(end).toMatchObject({ code: 1, stderr: '' });
    expect(end.stdout).toMatch(/\n s1 +-60 +-<\$0\.01 {2}line-dropped\?\n/);
    expect(end.stdout).toContain(' 1 of 1 rows differ (session, UTC)');
    expect(JSON.parse((await check(['-', '--json'], report(40))).stdout)).toMatchObject({
      schemaVersion: 1,
      differences: [{ key: 's1', tokens: { input: -60 }, reasons: [{ rule: 'line-dropped', certain: false }] }],
    });
  });

  test('says so where ccusage printed no row', async () => {
    writeCalls(claude, 's1', [{ id: 'a' }]);
    const end = await check(['-'], '{"daily":[],"totals":{}}');
    expect(end).toMatchObject({ code: 0, stdout: ' ccusage printed no row of daily: there is nothing to compare\n' });
  });

  test('exits 0 where nothing differs', async () => {
    writeCalls(claude, 's1', [{ id: 'a', model: 'nobody-knows-me' }]);
    const end = await check(['-'], report(100));
    expect(end).toMatchObject({ code: 0, stdout: ' ✓ no row of 1 differs (session, UTC)\n' });
  });

  test.for([
    [['-'], 'no json', 'What was piped in is no JSON.'],
    [['-'], '{"codex":[]}', 'no report of ccusage'],
    [['-', '--since', '7d'], '{"daily":[]}', '--since does not go with import-check'],
    [['not-there.json'], '', 'not-there.json cannot be read.'],
    [[], '', "missing required argument 'file'"],
  ] as const)('%j with %j exits 2 and says %s', async ([args, input, words]) => {
    const end = await check(args, input);
    expect(end).toMatchObject({ code: 2, stdout: '' });
    expect(end.stderr.toLowerCase()).toContain(words.toLowerCase());
  });
});
