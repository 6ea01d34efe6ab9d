import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCcxPlace, type CcxEnd, type CcxPlace } from '../ccx-process.ts';
import { claim, queueOf, workOff } from './a-queue.ts';

let place: CcxPlace;
beforeEach(async () => {
  place = await createCcxPlace();
});
afterEach(async () => place.remove());

function queue(...args: readonly string[]): Promise<CcxEnd> {
  return place.run(['queue', ...args], { env: { TZ: 'UTC' } });
}

async function json(...args: readonly string[]): Promise<Record<string, unknown> & { items: Item[]; added: Added[] }> {
  const { stdout, stderr } = await queue(...args, '--json');
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

interface Item {
  readonly seq: number;
  readonly state: string;
  readonly payload: Record<string, unknown>;
  readonly limitKey?: string;
  readonly lane: string;
  readonly runAt: string;
  readonly reason?: string;
}

interface Added {
  readonly is: string;
  readonly seq: number | null;
  readonly item: Item;
  readonly draft: Record<string, unknown>;
}

/** A file in the folder where the person stands. */
function file(name: string, text: string): string {
  writeFileSync(join(place.cwd, name), text);
  return name;
}

describe('ccx queue add', () => {
  test('takes a text and says at once what it may do while nobody watches', async () => {
    const { code, stdout, stderr } = await queue('add', 'mend the login\nand test it');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(` ✓ #1 mend the login   waiting
   permission safe: what its agent would ask you for is denied, and it then needs you
   ccx queue edit 1 --permission edit     lets it change files
   ccx queue work     works the queue off
`);
    expect((await json('show', '1'))['item']).toMatchObject({
      payload: { prompt: 'mend the login\nand test it', permission: 'safe', timeoutMs: 7_200_000 },
      priority: 100,
      lane: 'auto',
      limitKey: realpathSync(place.cwd),
    });
  });

  test('takes a pipe, files and a command', async () => {
    const piped = await place.run(['queue', 'add', '--json'], { input: 'from a pipe' });
    expect(JSON.parse(piped.stdout).added[0].item.payload.prompt).toBe('from a pipe');
    const files = await json('add', '--file', file('a.md', 'the first'), '--file', file('b.md', 'the second'));
    expect(files.added.map(({ item }) => item.payload['prompt'])).toEqual(['the first', 'the second']);
    const command = await json('add', '--command', 'npm test', '--timeout', '90s');
    expect(command.added[0]?.item).toMatchObject({
      type: 'command',
      payload: { command: 'npm test', timeoutMs: 90_000 },
    });
  });

  test('runs one at a time in a repository, and beside all others in a fresh worktree', async () => {
    execFileSync('git', ['init', '--quiet', place.cwd]);
    mkdirSync(join(place.cwd, 'web'));
    const [inside, fresh, own, none] = [
      await json('add', 'x', '--cwd', 'web'),
      await json('add', 'Split the parser', '--worktree'),
      await json('add', 'x', '--worktree', 'parser', '--base', 'main'),
      await json('add', 'x', '--key', ''),
    ].map(({ added }) => added[0]?.item);
    const top = realpathSync(place.cwd);
    expect(inside).toMatchObject({ limitKey: top, payload: { cwd: join(top, 'web') } });
    expect(fresh?.payload['worktree']).toEqual({
      name: expect.stringMatching(/^split-the-parser-[0-9a-f]{4}$/),
      fresh: true,
    });
    expect(fresh?.limitKey).toMatch(/\.ccx\/worktrees\/split-the-parser-/);
    expect(own?.payload['worktree']).toEqual({ name: 'parser', base: 'main' });
    expect(none).not.toHaveProperty('limitKey');
  });

  test('requires an account or an agent where the person names one', async () => {
    await place.run(['profile', 'add', 'work', '--agent', 'claude', '--config-dir', join(place.home, '.claude-work')]);
    const lanes = [
      await json('add', 'x', '--profile', 'work'),
      await json('add', 'x', '--profile', 'claude/work'),
      await json('add', 'x', '--agent', 'codex'),
      await json('add', 'x', '--profile', 'auto'),
    ].map(({ added }) => added[0]?.item.lane);
    expect(lanes).toEqual(['claude/work', 'claude/work', 'codex', 'auto']);
    expect((await json('list', '--lane', 'work')).items.map(({ seq }) => seq)).toEqual([1, 2]);
    const wrong = await queue('add', 'x', '--profile', 'nobody');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('no account is called so') });
    expect((await queue('add', 'x', '--profile', 'work', '--agent', 'codex')).stderr).toContain('none of codex');
  });

  test('tells each outcome: there already, full, rejected; only what was not taken is a failure', async () => {
    file('unused', '');
    mkdirSync(join(place.home, 'ccx'), { recursive: true });
    writeFileSync(join(place.home, 'ccx/config.toml'), '[queue]\ncap = 1\n');
    expect((await queue('add', 'nightly', '--dedup', 'nightly')).code).toBe(0);
    const twice = await queue('add', 'nightly', '--dedup', 'nightly');
    expect(twice).toMatchObject({ code: 0, stdout: expect.stringContaining('is there already: #1 is waiting') });
    const full = await queue('add', 'more');
    expect(full).toMatchObject({ code: 1, stdout: expect.stringContaining('the queue is full (1 items)') });
    writeFileSync(join(place.home, 'ccx/config.toml'), '');
    const large = await place.run(['queue', 'add'], { input: 'x'.repeat(300_000) });
    expect(large).toMatchObject({ code: 1, stdout: expect.stringContaining('262144 are allowed') });
  });

  test('comes when it is to come, after what it is to come after', async () => {
    const before = Date.now();
    const later = (await json('add', 'x', '--at', '+2h')).added[0]?.item;
    expect(Date.parse(later?.runAt ?? '')).toBeGreaterThanOrEqual(before + 7_200_000);
    expect(later?.state).toBe('delayed');
    const after = (await json('add', 'y', '--after', '#1')).added[0]?.item;
    expect(after).toMatchObject({ state: 'held', reason: 'after #1' });
    const cron = await json('add', 'ok', '--cron', '0 6 * * 1-5', '--timezone', 'Europe/Berlin', '--if-window-closed');
    expect(cron.added[0]?.item).toMatchObject({
      state: 'delayed',
      cron: { expression: '0 6 * * 1-5', timeZone: 'Europe/Berlin', missed: 'run', jitterMs: 0 },
      payload: { prompt: 'ok', ifWindowClosed: true },
    });
    expect((await queue('add', 'x', '--after', '#77')).stderr).toContain('after is "#77", which is not in the queue');
  });

  test('can be held from the beginning', async () => {
    const { added } = await json('add', 'x', '--hold');
    expect(added[0]?.item).toMatchObject({ state: 'held', reason: 'by hand' });
    await queue('free', '1');
    expect((await json('list')).items[0]?.state).toBe('waiting');
  });

  test('with --dry-run shows what would be added', async () => {
    const { stdout } = await queue('add', 'x', '--dry-run', '--key', 'k', '--dedup', 'd');
    expect(stdout).toMatch(/^ ○ x   lane auto, priority 100, key k, dedup d\n   permission safe/);
    expect((await json('add', 'x', '--dry-run')).added[0]).toMatchObject({ is: 'planned', draft: { type: 'prompt' } });
    expect((await json('list')).items).toEqual([]);
  });

  test('hands what stands behind -- to the agent', async () => {
    const { stdout } = await queue('add', 'x', '--json', '--', '--disallowedTools', 'Bash');
    expect(JSON.parse(stdout).added[0].item.payload.extraArgs).toEqual(['--disallowedTools', 'Bash']);
  });

  test('says all that is wrong with a call at once', async () => {
    const { code, stderr } = await queue('add', 'x', '--priority', 'soon', '--max-turns', '0', '--permission', 'all');
    expect(code).toBe(2);
    expect(stderr).toBe(` ✗ --priority is "soon"; a whole number of at least 0 was expected.
   --permission is "all"; one of safe, edit, full was expected.
   --max-turns is "0"; a whole number of at least 1 was expected.
   ccx queue add --help
   [invalid_argument]
`);
    expect((await queue('add', 'x', '--file', 'y')).stderr).toContain('exclude each other');
    expect((await queue('add', ' ')).stderr).toContain('The text is empty.');
    expect((await queue('add', '--command', 'x', '--model', 'm')).stderr).toContain('--model is for an agent');
    const { stderr: nowhere } = await queue('add', 'x', '--cwd', '/nowhere', '--after', '9');
    expect(nowhere).toBe(` ✗ --cwd is "/nowhere", which is not a folder.
   --after is "9", which is not in the queue.
   ccx queue add --help
   [invalid_argument]
`);
    expect((await queue('add', 'x', '--at', '06:00', '--cron', '0 6 * * *')).stderr).toContain(
      '--at and --cron exclude each other.',
    );
    expect((await queue('add', 'x', '--base', 'main')).stderr).toContain('--base says nothing without --worktree.');
    expect((await queue('add', 'x', '--worktree')).stderr).toMatch(
      /--worktree is made of a git repository, and "\/.+" lies in none\./,
    );
    expect(existsSync(join(place.home, 'ccx/queue.db')) ? (await json('list')).items : []).toEqual([]);
  });
});

describe('ccx queue add --batch', () => {
  test('adds a checklist, each item after those that it names', async () => {
    const text = `<!-- ccx: permission: edit -->
- [ ] update the README <!-- ccx: after: tests -->
- [x] done
- [ ] migrate the tests <!-- ccx: name: tests, priority: 5 -->
`;
    const { code, stdout, stderr } = await queue('add', '--batch', file('tonight.md', text));
    expect({ code, stderr }).toEqual({ code: 0, stderr: ' 1 item was ticked, and passed over\n' });
    expect(stdout).toBe(` ✓ #2 update the README   held: after #1
 ✓ #1 migrate the tests   waiting
   2 with permission edit: it may change files; what else its agent would ask you for is denied, and it then needs you
   ccx queue work     works the queue off
`);
  });

  test('takes the command line for what an entry does not say', async () => {
    const text = 'defaults: { priority: 3 }\nitems:\n  - one\n  - { prompt: two, permission: safe }\n';
    await queue('add', '--batch', file('a.yaml', text), '--permission', 'full', '--priority', '9');
    const said = (await json('list')).items.map(({ payload }) => [payload['prompt'], payload['permission']]);
    expect(said).toEqual([
      ['one', 'full'],
      ['two', 'safe'],
    ]);
  });

  test('adds nothing where anything is wrong, and tells every line', async () => {
    const text = '{"prompt":"fine"}\n{"prompt":"x","permision":"edit"}\n{"prompt":"x","cwd":"/nowhere"}\nno json\n';
    const wrong = await queue('add', '--batch', file('a.jsonl', text));
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain(`✗ a.jsonl:2: "permision" is no option; did you mean "permission"?
   a.jsonl:4: this is no JSON
   Nothing was added.`);
    const places = '{"prompt":"fine"}\n{"prompt":"x","cwd":"/nowhere"}\n{"prompt":"x","after":"#9","profile":"p"}\n';
    expect((await queue('add', '--batch', file('b.jsonl', places))).stderr).toContain(
      'b.jsonl:2: cwd is "/nowhere", which is not a folder\n   b.jsonl:3: profile is "p"',
    );
    const options = '{"prompt":"x","agent":"codex","maxTurns":5}\n{"prompt":"x","agent":"codex","effort":"high"}\n';
    expect((await queue('add', '--batch', file('e.jsonl', options))).stderr).toContain(
      'e.jsonl:1: maxTurns is not possible: Codex has no equivalent for "maxTurns"\n   Nothing was added.',
    );
    expect((await queue('add', 'x', '--agent', 'codex', '--max-turns', '5')).stderr).toContain(
      '✗ --max-turns is not possible: Codex has no equivalent for "maxTurns".',
    );
    expect((await json('list')).items).toEqual([]);
    expect((await queue('add', '--batch', file('c.txt', 'x'))).stderr).toContain('name.md is a checklist');
    expect((await queue('add', '--batch', file('d.md', '- [x] x'))).stderr).toContain('nothing to do: all is ticked');
  });
});

describe('ccx queue list', () => {
  test('shows what needs the person first, and what has ended only when asked', async () => {
    for (const text of ['one', 'two', 'three', 'four']) await queue('add', text, '--key', '');
    const worker = queueOf(place);
    await workOff(worker, { is: 'needs-human', reason: 'Bash was denied' }, { profile: 'work' });
    await workOff(worker, { is: 'done', result: {} });
    await claim(worker);
    await queue('pause', '--lane', 'codex', '--reason', 'for the release');
    const { stdout } = await queue();
    expect(stdout.split('\n').map((line) => line.trimEnd().replace(/ +\d+s$/, ''))).toEqual([
      expect.stringMatching(/^ +item +state +on +where +priority +since$/),
      expect.stringMatching(/^ ◐ #1  one {4}needs you: Bash was denied  work  /),
      expect.stringMatching(/^ ● #3  three  running {21}auto  /),
      expect.stringMatching(/^ ○ #4  four   waiting {21}auto  /),
      ' ▲ lane codex is paused: for the release     ccx queue resume --lane codex',
      ' → ccx queue show 1     says what it needs',
      ' 1 done: ccx queue list --all',
      '',
    ]);
    expect((await queue('list', '--all')).stdout).toMatch(/ ✓ #2 {2}two +done /);
    expect((await json('list', '--state', 'done,running')).items.map(({ seq }) => seq)).toEqual([3, 2]);
    const lines = (await queue('list', '--jsonl', '--all')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).item.seq)).toEqual([1, 3, 4, 2]);
    expect((await queue('list', '--lane', 'codex')).stdout).toMatch(/^ no such item is in the queue\n/);
    await worker.close();
  });

  test('says what to do where nothing is', async () => {
    expect(await queue()).toMatchObject({ code: 0, stdout: ' nothing is in the queue: ccx queue add "…"\n' });
    expect(await json('list')).toMatchObject({ schemaVersion: 1, items: [], holds: [] });
  });

  test('says what is wrong with a call', async () => {
    expect((await queue('list', '--state', 'asleep')).stderr).toContain('needs-human, running, waiting');
    const type = await queue('pause', '--type', 'promt');
    expect(type).toMatchObject({ code: 2, stderr: expect.stringContaining('--type is "promt", and nothing') });
    const lane = await queue('pause', '--lane', 'wrok');
    expect(lane).toMatchObject({ code: 2, stderr: expect.stringContaining('one of auto, claude, codex') });
    expect(await json('list')).toMatchObject({ holds: [] });
    expect(await queue('nonsense')).toMatchObject({ code: 2, stderr: expect.stringContaining('knows no command') });
  });
});

describe('ccx queue show', () => {
  test('tells tries, account, cost, session and the command that goes on by hand', async () => {
    await queue('add', 'mend the login', '--permission', 'edit');
    const worker = queueOf(place);
    const sessionId = '7d54a799-0000-4000-8000-000000000000';
    await workOff(
      worker,
      { is: 'dead', reason: 'no' },
      { sessionId, profile: 'work', costUsd: 1.25, logPath: '/x/y.log' },
    );
    await worker.close();
    const { stdout } = await queue('show', '#1');
    expect(stdout).toMatch(/^ ✗ #1 mend the login\n {3}state +dead: no\n {3}on +work\n/);
    expect(stdout).toMatch(/ {3}cost +\$1\.25\n {3}session +7d54a799-[^]* {3}log +\/x\/y\.log\n/);
    expect(stdout).toMatch(
      /try +began +took +on +cost +end +worker\n +1 +\d\d:\d\d +\S+ +work +\$1\.25 +dead: no +w1\n/,
    );
    const resume = `ccx run "go on" --resume ${sessionId} --profile work --cwd ${realpathSync(place.cwd)} --permission edit`;
    expect(stdout).toContain(
      `   ccx queue retry 1     brings it back\n\n   ${resume}     goes on in its session by hand\n`,
    );
    expect(await json('show', '1')).toMatchObject({ schemaVersion: 1, resume, attempts: [{ outcome: 'dead' }] });
    expect(await queue('show', '9')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('changing what waits', () => {
  test('retry brings back what needs the person, with another permission', async () => {
    await queue('add', 'x');
    const worker = queueOf(place);
    await workOff(worker, { is: 'needs-human', reason: 'Bash was denied' });
    const { code, stderr } = await queue('retry', '1', '--permission', 'edit');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        ' ✓ #1 x is waiting; permission edit: it may change files; what else its agent would ask you for is denied, and it then needs you\n',
    });
    expect(await worker.get('1')).toMatchObject({ state: 'waiting', payload: { prompt: 'x', permission: 'edit' } });
    await workOff(worker, { is: 'dead', reason: 'no' });
    await worker.close();
    expect((await queue('retry', '1', '--at', '+2h')).stderr).toContain(' #1 x is delayed; ');
    expect(await queue('retry', '1')).toMatchObject({ code: 2, stderr: expect.stringContaining('#1 is delayed') });
  });

  test('edit changes only what is said, and nothing where a word is wrong', async () => {
    await queue('add', 'x', '--dedup', 'd', '--budget', '2');
    await queue('add', 'y');
    const { code } = await queue(
      'edit',
      '1',
      '2',
      '--priority',
      '1',
      '--verify',
      'npm test',
      '--at',
      '+1h',
      '--agent',
      'codex',
    );
    expect(code).toBe(0);
    for (const item of (await json('list')).items) {
      expect(item).toMatchObject({
        priority: 1,
        state: 'delayed',
        lane: 'codex',
        payload: { verify: { command: 'npm test', rounds: 3 } },
      });
    }
    expect((await json('list')).items[0]?.payload).toMatchObject({ prompt: 'x', maxBudgetUsd: 2 });
    await queue('edit', '1', '--text', 'z', '--after', '2');
    expect((await json('show', '1'))['item']).toMatchObject({ payload: { prompt: 'z' }, reason: 'after #2' });
    expect((await queue('show', '1')).stdout).toMatch(/ {3}after +#2 \(delayed\)\n/);
    await queue('edit', '1', '--after', 'none', '--key', '');
    const { item } = await json('show', '1');
    expect(item).toMatchObject({ state: 'delayed' });
    expect(item).not.toHaveProperty('limitKey');
    expect((await queue('edit', '1')).stderr).toContain('There is nothing to change.');
    expect((await queue('edit', '1', '--priority', 'x')).stderr).toContain('--priority is "x"');
    expect((await queue('edit', '1', '--after', '9')).stderr).toContain('"9", which is not in the queue');
  });

  test('cancel ends what waits and asks what runs to end; hold and free keep an item', async () => {
    await queue('add', 'x');
    await queue('add', 'y', '--cron', '0 6 * * *');
    await queue('add', 'z');
    const worker = queueOf(place);
    await claim(worker);
    expect((await queue('cancel', '1', '2', '2')).stderr).toBe(
      ' ✓ #1 x runs, and is being stopped\n ✓ #2 y is cancelled, and does not come again\n',
    );
    expect((await queue()).stdout).toMatch(/● #1 {2}x +stopping/);
    expect((await queue('cancel', '2')).stderr).toContain('was cancelled already');
    expect((await queue('hold', '3', '--reason', 'later')).stderr).toBe(' ✓ #3 z is held\n');
    expect((await queue()).stdout).toContain('held: later');
    expect((await queue('free', '3')).stderr).toBe(' ✓ #3 z is waiting\n');
    expect((await queue('hold', '3', '--until', 'yesterday')).stderr).toContain('a time to come was expected');
    await worker.close();
  });

  test('pause lets nothing begin until it is lifted, and can wait for what runs', async () => {
    await queue('add', 'x', '--key', '');
    await queue('add', 'y', '--key', '');
    const worker = queueOf(place);
    const lease = await claim(worker);
    expect((await queue('pause', '--until', '+2h')).stderr).toMatch(
      / ✓ the queue is paused until \d\d:\d\d; 1 still runs\n/,
    );
    expect((await worker.claim({ worker: 'w', lanes: ['auto'], leaseMs: 1000 })).lease).toBeNull();
    const draining = place.start(['queue', 'pause', '--drain']);
    await until(() => draining.stderr().includes('is paused'));
    await worker.settle(lease, { is: 'done', result: null });
    expect(await draining.ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('nothing of it runs any more'),
    });
    expect((await queue('resume')).stderr).toBe(' ✓ the queue is resumed\n');
    expect((await queue('resume')).stderr).toBe(' nothing of it was paused\n');
    expect((await claim(worker)).item.seq).toBe(2);
    await worker.close();
  });
});

describe('looking back', () => {
  test('events tell what happened, and go on after the last one that was seen', async () => {
    await queue('add', 'x');
    const worker = queueOf(place);
    await workOff(worker, { is: 'retry', reason: 'exit 1' });
    await worker.close();
    const { stdout } = await queue('events');
    expect(stdout).toMatch(
      /^ \d\d:\d\d +#1 {2}enqueued.*\n \d\d:\d\d +#1 {2}claimed.*\n \d\d:\d\d +#1 {2}retry.*: exit 1/,
    );
    const [first, ...rest] = (await queue('events', '--jsonl')).stdout.trimEnd().split('\n');
    const { id } = JSON.parse(first ?? '').event;
    expect((await queue('events', '--jsonl', '--after', String(id))).stdout.trimEnd().split('\n')).toEqual(rest);
    expect((await queue('events', '--after', 'x')).code).toBe(2);
  });

  test('events -f tells what another process does', async () => {
    await queue('add', 'x');
    const following = place.start(['queue', 'events', '-f', '--jsonl']);
    await until(() => following.stdout().includes('enqueued'));
    await queue('cancel', '1');
    await until(() => following.stdout().includes('cancelled'));
    following.kill('SIGINT');
    expect(await following.ended).toMatchObject({ code: 130, stderr: '' });
  });

  test('stats count, prune takes away what ended long ago', async () => {
    await queue('add', 'x', '--key', '');
    await queue('add', 'y', '--key', '');
    const worker = queueOf(place);
    await workOff(worker, { is: 'done', result: null }, { costUsd: 0.5 });
    expect((await queue('stats')).stdout).toMatch(
      /items +1 waiting, 1 done\n +starts +1 within the last hour, 59 left\n +last day +1 run, \$0\.50\n +ever +1 try, 1 done, 0 failed\n/,
    );
    expect(await json('stats')).toMatchObject({ states: { done: 1 }, limits: { cap: 10_000 }, totals: { claims: 1 } });
    expect((await queue('prune')).stdout).toMatch(/^ nothing ended before /);
    expect((await queue('prune', '--older', '1ms')).stdout).toMatch(/^ ✓ #1 x {3}done \d\d:\d\d\n$/);
    await queue('prune', '--older', '1ms', '--state', 'dead', '--yes');
    expect((await json('list', '--all')).items).toHaveLength(2);
    expect((await queue('prune', '--older', '1ms', '--yes')).stderr).toBe(' ✓ 1 taken away\n');
    expect((await json('list', '--all')).items.map(({ seq }) => seq)).toEqual([2]);
    await worker.close();
  });

  test('logs show a run as it was shown, raw, or why there is none', async () => {
    await queue('add', 'x');
    const log = join(place.home, 'run.log');
    writeFileSync(
      log,
      `${[
        { type: 'system', subtype: 'init', session_id: 's-1', model: 'claude-opus-5-5', tools: [], cwd: '/x' },
        {
          type: 'assistant',
          session_id: 's-1',
          message: { id: 'm', role: 'assistant', content: [{ type: 'text', text: 'All done.' }] },
        },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n')}\n[stderr] a warning\n`,
    );
    expect(await queue('logs', '1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no agent was started'),
    });
    const worker = queueOf(place);
    await workOff(worker, { is: 'done', result: null }, { logPath: log, sessionId: 's-1', profile: 'work' });
    const shown = await queue('logs', '1');
    expect(shown).toMatchObject({ code: 0, stdout: ' All done.\n' });
    expect(shown.stderr).toContain(' work · claude-opus-5-5 · session s-1\n');
    expect(shown.stderr).toContain(' a warning\n');
    expect((await queue('logs', '1', '--raw')).stdout).toBe(readFileSync(log, 'utf8'));
    await worker.close();
  });

  test('logs -f stay until the item has ended', async () => {
    await queue('add', 'x');
    const following = place.start(['queue', 'logs', '1', '-f', '--raw']);
    const log = join(place.home, 'run.log');
    writeFileSync(log, 'one\n');
    const worker = queueOf(place);
    const lease = await claim(worker);
    await worker.extend(lease, { accountId: 'claude:default', sessionId: null, effects: 'none', logPath: log });
    await until(() => following.stdout() === 'one\n');
    writeFileSync(log, 'one\ntwo\nthree');
    await until(() => following.stdout() === 'one\ntwo\n');
    await worker.settle(lease, { is: 'done', result: null });
    expect(await following.ended).toMatchObject({ code: 0, stdout: 'one\ntwo\nthree\n' });
    await worker.close();
  });
});

describe('moving a backlog', () => {
  test('what is exported is imported once, with what it comes after', async () => {
    await queue('add', 'one');
    await queue('add', 'two', '--after', '1', '--permission', 'edit', '--priority', '7');
    await queue('add', 'three', '--hold');
    await queue('add', 'begun', '--priority', '1', '--key', '');
    const worker = queueOf(place);
    const lease = await claim(worker);
    await worker.extend(lease, { accountId: 'claude:default', sessionId: 's-9', effects: 'possible' });
    await worker.close();
    const { stdout } = await queue('export');
    const other = `sqlite://${place.home}/other.db`;
    const into = await queue('import', file('all.jsonl', stdout), '--backend', other);
    expect(into).toMatchObject({ code: 0, stderr: ' ✓ 4 imported, 2 of them held: ccx queue --state held\n' });
    const items = (await json('list', '--backend', other)).items;
    expect(items.map(({ payload, state, reason }) => [payload['prompt'], state, reason])).toEqual([
      ['one', 'waiting', undefined],
      ['begun', 'held', 'it had begun elsewhere in session s-9, and may have changed something'],
      ['two', 'held', expect.stringMatching(/^after #\d$/)],
      ['three', 'held', 'by hand'],
    ]);
    expect((await queue('import', 'all.jsonl', '--backend', other)).stderr).toBe(' ✓ 0 imported, 4 there already\n');
  });

  test('nothing is imported where a line is wrong', async () => {
    await queue('add', 'one');
    const { stdout } = await queue('export');
    const { item } = JSON.parse(stdout);
    const lines = [stdout.trim(), '{}', JSON.stringify({ ...item, id: 'b', priority: 'x' }), 'no'].join('\n');
    const { code, stderr } = await queue('import', file('a.jsonl', lines), '--backend', `sqlite://${place.home}/o.db`);
    expect(code).toBe(2);
    expect(stderr).toContain('a.jsonl:3: priority is "x"; a whole number was expected\n   a.jsonl:4: this is no item');
    expect((await json('list', '--backend', `sqlite://${place.home}/o.db`)).items).toEqual([]);
    const lost = JSON.stringify({ ...item, id: 'c', after: ['nobody'] });
    expect((await queue('import', file('b.jsonl', lost))).stderr).toContain(
      'it comes after nobody, which is not there',
    );
  });
});

describe('the backend', () => {
  test('is remembered, and everything else in config.toml stays', async () => {
    mkdirSync(join(place.home, 'ccx'), { recursive: true });
    const config = join(place.home, 'ccx/config.toml');
    writeFileSync(config, '# mine\n[other]\nx = 1\n\n[queue] # limits\ncap = 5\n');
    const url = `sqlite://${place.home}/else where.db`;
    expect((await queue('backend', url)).code).toBe(0);
    expect(readFileSync(config, 'utf8')).toBe(
      `# mine\n[other]\nx = 1\n\n[queue] # limits\nbackend = "${url}"\ncap = 5\n`,
    );
    await queue('add', 'x');
    expect(existsSync(join(place.home, 'else where.db'))).toBe(true);
    expect((await queue('backend')).stdout).toBe(`${url}\n`);
    await queue('backend', 'default');
    expect(readFileSync(config, 'utf8')).toBe('# mine\n[other]\nx = 1\n\n[queue] # limits\ncap = 5\n');
    expect((await json('list')).items).toEqual([]);
  });

  test('lies in a folder that is there: no mistyped path becomes a new queue', async () => {
    const lost = `sqlite://${place.home}/mistyped/queue.db`;
    const added = await queue('add', 'x', '--backend', lost);
    expect(added).toMatchObject({ code: 2, stdout: '' });
    expect(added.stderr).toBe(` ✗ The queue cannot lie in "${place.home}/mistyped": there is no such folder.
   mkdir -p ${place.home}/mistyped     makes it, if it is meant
   ccx queue backend default     goes back to ccx's own place
   [invalid_argument]
`);
    expect((await queue('backend', lost)).code).toBe(2);
    expect(existsSync(join(place.home, 'mistyped'))).toBe(false);
    expect(existsSync(join(place.home, 'ccx/config.toml'))).toBe(false);
    const own = `sqlite://${place.home}/ccx/queue.db`;
    expect((await queue('list', '--backend', own)).code).toBe(0);
  });

  test('that cannot be remembered is told with the file and what it needs', async () => {
    symlinkSync(join(place.home, 'away/nowhere'), join(place.home, 'ccx'));
    const { code, stderr } = await queue('backend', 'default');
    expect(code).toBe(1);
    expect(stderr).toContain(`✗ "${place.home}/ccx/config.toml" cannot be written.\n`);
    expect(stderr).toMatch(/its disk to have room\.\n {3}\[io_failed\]\n$/);
  });

  test.for(['redis', 'postgres'])(
    'a server on %s that does not answer is told at once, and its password nowhere',
    async (scheme) => {
      const url = `${scheme}://ada:s3cret@127.0.0.1:1/0`;
      const { code, stdout, stderr } = await queue('list', '--backend', url);
      expect(code).not.toBe(0);
      expect(stderr).toContain(`${scheme}://ada:***@127.0.0.1:1/0`);
      expect(stdout + stderr).not.toContain('s3cret');
      const remembered = await queue('backend', url);
      expect(remembered).toMatchObject({ code: 2, stderr: expect.stringContaining('CCX_QUEUE_PASSWORD') });
      expect(existsSync(join(place.home, 'ccx/config.toml'))).toBe(false);
    },
  );

  test('needs no migration, and nothing but an absolute path', async () => {
    expect((await queue('migrate')).stderr).toContain('needs no migration');
    expect((await queue('list', '--backend', 'sqlite://here.db')).code).toBe(2);
    expect((await queue('list', '--backend', 'queue.db')).stderr).toContain('is no backend of a queue');
  });

  test('a setting that is not understood is told with its line', async () => {
    mkdirSync(join(place.home, 'ccx'), { recursive: true });
    writeFileSync(join(place.home, 'ccx/config.toml'), '[queue]\ncap = 5\nrunnning = 3\n');
    const { code, stderr } = await queue();
    expect(code).toBe(2);
    expect(stderr).toContain('config.toml:3: "runnning" is no setting of the queue.');
  });
});

test('the help of ccx queue shows every default', async () => {
  const { stdout } = await queue('--help');
  for (const words of [
    '10,000',
    '4 at once',
    '1 of a repository',
    '60',
    '3, then it is dead',
    '1 minute',
    '1 hour',
    '2 hours',
    'ccx queue backend redis://',
  ])
    expect(stdout).toContain(words);
});

test.each([
  ['add', '--permission', 'safe edit full'],
  ['edit', '--on-effects', 'resume retry ask'],
  ['add', '--missed', 'run skip'],
  ['list', '--state', 'waiting delayed running held needs-human done dead cancelled'],
  ['export', '--state', 'waiting delayed running held needs-human done dead cancelled'],
  ['prune', '--state', 'done dead cancelled'],
  ['pause', '--type', 'prompt command'],
  ['work', '--agent', 'claude codex gemini none'],
])('what can stand there is offered to who completes ccx queue %s %s', async (command, option, values) => {
  const { stdout } = await place.run(['complete', '--', 'queue', command, option, '']);
  expect(stdout.trimEnd().split('\n')).toEqual(values.split(' '));
});

test('of several states those that are not named yet are offered', async () => {
  const { stdout } = await place.run(['complete', '--', 'queue', 'prune', '--state', 'done,']);
  expect(stdout).toBe('done,dead\ndone,cancelled\n');
});

test('items are offered to who completes a command line', async () => {
  const offers = await place.run(['complete', '--', 'queue', 'show', '']);
  expect(offers.stdout).not.toMatch(/^1\b/m);
  expect(existsSync(join(place.home, 'ccx/queue.db'))).toBe(false);
  await queue('add', 'mend the login');
  expect((await place.run(['complete', '--', 'queue', 'show', ''])).stdout).toBe('1\twaiting: mend the login\n');
});
