import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Scenario } from '@ccx/fake-agents';
import { until } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCcxPlace, type CcxEnd, type CcxPlace } from './ccx-process.ts';

let place: CcxPlace;
beforeEach(async () => {
  place = await createCcxPlace();
});
afterEach(async () => place.remove());

const used = (percent: number): Scenario => ({
  login: 'subscription',
  quota: { fiveHour: { percent, resetsIn: '2h' }, sevenDay: { percent: 18, resetsIn: '72h' } },
});

function quota(args: readonly string[], scenario: Scenario): Promise<CcxEnd> {
  return place.run(['quota', ...args], { scenario });
}

function percentIn({ stdout }: CcxEnd): unknown {
  return JSON.parse(stdout).accounts[0].reading.snapshot.windows[0].usedPercent;
}

describe('ccx quota', () => {
  test('shows the windows of an account and remembers them for 15 minutes', async () => {
    const first = await quota(['claude'], used(42));
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^ account +plan +5 hours +week/);
    expect(first.stdout).toMatch(/claude +max .* 42% .* 18%/);
    expect(percentIn(await quota(['claude', '--json'], used(77)))).toBe(42);
  });

  test('asks again with --refresh', async () => {
    await quota(['claude'], used(42));
    expect(percentIn(await quota(['claude', '--json', '--refresh'], used(77)))).toBe(77);
  });

  test('asks no further than it must where numbers may be older', async () => {
    await quota(['claude'], used(42));
    expect(percentIn(await quota(['claude', '--json', '--max-age', '1h'], used(77)))).toBe(42);
  });

  test('exits 75 where every account that was asked is used up, and says when it returns', async () => {
    const end = await quota(['claude', '--json'], used(100));
    expect(end.code).toBe(75);
    const [account] = JSON.parse(end.stdout).accounts;
    expect(account).toMatchObject({ exhausted: true, backAt: account.reading.snapshot.windows[0].resetsAt });
  });

  test('says which sources were asked, and what each said', async () => {
    const { stdout } = await quota(['claude', '--explain'], used(42));
    expect(stdout).toMatch(/\n claude\n {3}cache +✗ No number is remembered/);
    expect(stdout).toMatch(/\n {3}control +✓ session 42%, weekly 18%, now\n/);
  });

  test('exits 4 where nobody is logged in', async () => {
    const end = await quota(['claude'], { login: 'none' });
    expect(end.code).toBe(4);
    expect(end.stdout).toContain('[not-logged-in]');
  });

  test.for([
    [['wok'], 3, 'No profile is named "wok".'],
    [['--jsonl'], 2, '--jsonl needs --watch'],
    [['wait', '--until', 'full'], 2, '--until is "full"'],
    [['wait', 'claude', '--any'], 2, 'Either one account'],
    [['wait'], 2, 'ccx quota wait --any'],
  ] as const)('%j exits %i and says %s', async ([args, code, words]) => {
    const end = await quota(args, used(1));
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(words);
  });

  test('ends with Ctrl-C, and says of whom it had no answer yet', async () => {
    const scenario: Scenario = { login: 'subscription', quota: { delay: '60s' } };
    const asking = place.start(['quota', 'claude', '--json'], { scenario });
    // It has begun to ask when it has spent its question.
    await until(() => readdirIfThere(join(place.home, 'ccx')).some((name) => name.endsWith('.budget.json')));
    asking.kill('SIGINT');
    const end = await asking.ended;
    expect(end).toMatchObject({ code: 130, stderr: '' });
    expect(JSON.parse(end.stdout).accounts).toMatchObject([{ name: 'claude', problem: { code: 'cancelled' } }]);
  });

  test('exits 4 where no agent is installed, and names the command that installs one', async () => {
    const bin = join(place.home, 'only-node');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    const end = await place.run(['quota'], { env: { PATH: [bin, dirname('/bin/sh')].join(delimiter) } });
    expect(end.code).toBe(4);
    expect(end.stderr).toContain('npm install -g');
  });
});

describe('ccx quota --watch', () => {
  test('tells the state once, runs the commands with it, and stays until it is ended', async () => {
    const [changed, hard] = ['changed', 'hard'].map((name) => join(place.home, name));
    const args = ['--watch', '--jsonl', '--on-change', `cat > ${changed}`, '--on-level', 'hard', `cat >> ${hard}`];
    const watching = place.start(['quota', 'claude', ...args], { scenario: used(100) });
    await until(() => watching.stdout().endsWith('\n'));
    const line = JSON.parse(watching.stdout());
    expect(line).toMatchObject({ schemaVersion: 1, name: 'claude', crossed: 'hard', exhausted: true });
    await until(() => readIfThere(hard ?? '') !== '');
    watching.kill('SIGTERM');
    expect((await watching.ended).code).toBe(143);
    expect(JSON.parse(readIfThere(changed ?? ''))).toEqual(line);
    expect(JSON.parse(readIfThere(hard ?? ''))).toEqual(line);
  });

  test('ends quietly at the first change that nobody reads', async () => {
    const watching = place.start(['quota', 'claude', '--watch', '--jsonl'], { scenario: used(1) });
    watching.closeStdout();
    expect(await watching.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('says when a command fails, and goes on', async () => {
    const watching = place.start(['quota', 'claude', '--watch', '--jsonl', '--on-change', 'exit 7'], {
      scenario: used(1),
    });
    await until(() => watching.stderr().includes('"exit 7" ended with 7'));
    watching.kill('SIGINT');
    expect((await watching.ended).code).toBe(130);
  });
});

describe('ccx quota wait', () => {
  test('ends at once where there is room', async () => {
    expect(await place.run(['quota', 'wait', 'claude'], { scenario: used(42) })).toMatchObject({
      code: 0,
      stdout: ' claude has room\n',
    });
  });

  test('says what it waits for, and ends with Ctrl-C', async () => {
    const waiting = place.start(['quota', 'wait', 'claude'], { scenario: used(100) });
    await until(() => waiting.stderr().includes('waiting for claude until'));
    waiting.kill('SIGINT');
    expect(await waiting.ended).toMatchObject({ code: 130, stdout: '' });
  });

  test('gives up where nobody is logged in', async () => {
    const end = await place.run(['quota', 'wait', 'claude'], { scenario: { login: 'none' } });
    expect(end.code).toBe(4);
    expect(end.stderr).toContain('[not-logged-in]');
  });
});

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readdirIfThere(path: string): readonly string[] {
  try {
    return readdirSync(path, { encoding: 'utf8', recursive: true });
  } catch {
    return [];
  }
}
