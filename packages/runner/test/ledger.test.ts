import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type RunRecord, type RunResult, type RunTarget } from '@ccx/contracts';
import { ownProcessId, processId } from '@ccx/contracts/host';
import { createFakeClock, createLineDialect, createTempHome, until } from '@ccx/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFileLedger, type FileLedger } from '../src/index.ts';
import { allGone } from './support/scripted-agent.ts';

const LEDGER = new URL('../src/index.ts', import.meta.url).pathname;
const NODE = ['--conditions=@ccx/source', '--input-type=module', '-e'];

async function folder(): Promise<string> {
  const home = await createTempHome();
  onTestFinished(() => home.remove());
  return join(home.home, 'runs');
}

function target(name = 'work'): RunTarget {
  return {
    account: { agent: 'claude', configDir: `/home/ada/${name}`, id: accountId('claude', `/home/ada/${name}`) },
    name,
    model: null,
    billing: null,
  };
}

async function record(runId: string, more: Partial<RunRecord> = {}): Promise<RunRecord> {
  return {
    runId,
    target: target(),
    owner: await ownProcessId(),
    child: null,
    sessionId: null,
    cwd: '/home/ada/shop',
    startedAt: '2026-11-21T10:00:00.000Z',
    logPath: '/nowhere.log',
    workItemId: null,
    ...more,
  };
}

function resultOf(runRecord: RunRecord, text = 'done'): RunResult {
  const summary = { ...createLineDialect().summarizer().summary(), text };
  const last = {
    target: runRecord.target,
    outcome: { status: 'success' },
    summary,
    exitCode: 0,
    signal: null,
    startedAt: runRecord.startedAt,
    durationMs: 1,
    logPath: runRecord.logPath,
    transcriptPath: null,
    stderr: '',
    warnings: [],
    why: null,
  } as const;
  return { status: 'success', schemaVersion: 1, runId: runRecord.runId, last, attempts: [last] };
}

async function ended(ledger: FileLedger, runId: string, more: Partial<RunRecord> = {}, depth = 0): Promise<void> {
  const one = await record(runId, more);
  await ledger.begin(one, { depth });
  await ledger.end(one, resultOf(one));
}

/** An owner that was a process and is none any more. */
async function deadOwner(): Promise<RunRecord['owner']> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const id = await until(() => processId(child.pid ?? 0));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  return id;
}

test('a run is listed while it is under way and its result is kept after it', async () => {
  const ledger = createFileLedger({ dir: await folder() });
  const one = await record('run-1');
  await ledger.begin(one, { depth: 0 });
  expect(await ledger.list()).toEqual([one]);
  await ledger.update({ ...one, sessionId: 's-1' });
  expect((await ledger.list())[0]?.sessionId).toBe('s-1');
  await ledger.end({ ...one, sessionId: 's-1' }, resultOf(one));
  expect(await ledger.list()).toEqual([]);
  expect(await ledger.recent(60_000)).toEqual([resultOf(one)]);
  expect((await ledger.history(60_000))[0]?.record).toMatchObject({ cwd: '/home/ada/shop', sessionId: 's-1' });
});

test('a run that could not be started leaves no trace', async () => {
  const ledger = createFileLedger({ dir: await folder() });
  const one = await record('run-1');
  await ledger.begin(one, { depth: 0 });
  await ledger.drop(one);
  expect([await ledger.list(), await ledger.recent(60_000)]).toEqual([[], []]);
});

test('files are for nobody else to read', async () => {
  const dir = await folder();
  const ledger = createFileLedger({ dir });
  await ended(ledger, 'run-1');
  await ledger.begin(await record('run-2'), { depth: 0 });
  const modes = await Promise.all(
    ['', 'active', 'active/run-2.json', 'index.jsonl'].map(async (name) =>
      ((await stat(join(dir, name))).mode & 0o777).toString(8),
    ),
  );
  expect(modes).toEqual(['700', '700', '600', '600']);
});

describe('results', () => {
  test('come oldest first, as far back as was asked', async () => {
    const clock = createFakeClock();
    const ledger = createFileLedger({ dir: await folder(), clock });
    for (const runId of ['a', 'b', 'c']) {
      await ended(ledger, runId);
      await clock.advance(3_600_000);
    }
    expect((await ledger.recent(24 * 3_600_000)).map(({ runId }) => runId)).toEqual(['a', 'b', 'c']);
    expect((await ledger.recent(2 * 3_600_000)).map(({ runId }) => runId)).toEqual(['b', 'c']);
    expect(await ledger.recent(1_000)).toEqual([]);
  });

  test('a line that a dying writer left unfinished spoils neither its neighbours nor the next writer', async () => {
    const dir = await folder();
    const clock = createFakeClock();
    const ledger = createFileLedger({ dir, clock });
    await ended(ledger, 'a');
    await appendFile(join(dir, 'index.jsonl'), `{"at":"${clock.now()}","schemaVersion":1,"dep`);
    expect((await ledger.recent(60_000)).map(({ runId }) => runId)).toEqual(['a']);
    await ended(ledger, 'b');
    await appendFile(join(dir, 'index.jsonl'), '\0\0\0 not json\n{"at":1}\n');
    await ended(ledger, 'c');
    expect((await ledger.recent(60_000)).map(({ runId }) => runId)).toEqual(['a', 'b', 'c']);
  });

  test('older ones than thirty days are cut off', async () => {
    const dir = await folder();
    const clock = createFakeClock();
    const ledger = createFileLedger({ dir, clock });
    await ended(ledger, 'old');
    await clock.advance(25 * 24 * 3_600_000);
    await ended(ledger, 'middle');
    await clock.advance(7 * 24 * 3_600_000);
    await ended(ledger, 'new');
    const lines = (await readFile(join(dir, 'index.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).record.runId)).toEqual(['middle', 'new']);
  });

  test('long texts are cut, so that looking back stays quick', async () => {
    const ledger = createFileLedger({ dir: await folder() });
    const one = await record('a');
    const long = 'word '.repeat(100_000);
    await ledger.end(one, resultOf(one, long));
    const [kept] = await ledger.recent(60_000);
    expect(kept?.last.summary.text.length).toBeLessThan(5_000);
    expect(long.startsWith(kept?.last.summary.text.slice(0, 1_000) ?? '-')).toBe(true);
  });

  test('lines longer than a block are read whole', async () => {
    const dir = await folder();
    const ledger = createFileLedger({ dir });
    for (const runId of ['a', 'b']) await ended(ledger, runId, { cwd: `/${'é'.repeat(100_000)}` });
    expect((await ledger.history(60_000)).map(({ record: { cwd } }) => cwd.length)).toEqual([100_001, 100_001]);
  });
});

describe('places', () => {
  test('count for the next caller until they are given back', async () => {
    const ledger = createFileLedger({ dir: await folder() });
    const first = await ledger.claim((running) => (running.length === 0 ? target() : null));
    expect(first?.target).toEqual(target());
    expect(await ledger.claim((running) => (running.length === 0 ? target() : null))).toBeNull();
    await first?.release();
    await first?.release();
    expect(await ledger.claim((running) => (running.length === 0 ? target() : null))).not.toBeNull();
  });

  test('count once with the run that was started on them', async () => {
    const ledger = createFileLedger({ dir: await folder() });
    const seen: string[][] = [];
    const look = async (): Promise<void> => {
      await ledger.claim((running) => {
        seen.push(running.map(({ target: { name } }) => name ?? ''));
        return null;
      });
      // Whoever only looks sees the same.
      expect((await ledger.look()).map(({ target: { name } }) => name ?? '')).toEqual(seen.at(-1));
    };
    await ledger.claim(() => target('work'));
    await ledger.claim(() => target('work'));
    await ledger.claim(() => target('home'));
    await ledger.begin(await record('run-1', { target: target('work') }), { depth: 0 });
    await look();
    await ledger.begin(await record('run-2', { target: target('work') }), { depth: 0 });
    await ledger.begin(await record('run-3', { target: target('work') }), { depth: 0 });
    await look();
    expect(seen.map((names) => names.sort())).toEqual([
      ['home', 'work', 'work'],
      ['home', 'work', 'work', 'work'],
    ]);
  });

  test('of a dead owner are free again, as its runs are not listed', async () => {
    const dir = await folder();
    const ledger = createFileLedger({ dir });
    const owner = await deadOwner();
    await ledger.begin(await record('run-1', { owner }), { depth: 0 });
    await mkdir(join(dir, 'reservations'), { recursive: true });
    const held = { schemaVersion: 1, id: 'place-1', target: target(), owner, at: '2026-11-21T10:00:00.000Z' };
    await writeFile(join(dir, 'reservations', 'place-1.json'), JSON.stringify(held));
    expect(await ledger.list()).toEqual([]);
    expect(await ledger.claim((running) => (running.length === 0 ? target() : null))).not.toBeNull();
    expect(await readdir(join(dir, 'reservations'))).not.toContain('place-1.json');
  });

  test('are never given to more processes than there are places', async () => {
    const dir = await folder();
    const worker = `
      import { createFileLedger } from ${JSON.stringify(LEDGER)};
      const ledger = createFileLedger({ dir: ${JSON.stringify(dir)} });
      const target = ${JSON.stringify(target())};
      let got = 0;
      for (let n = 0; n < 5; n += 1) if (await ledger.claim((running) => (running.length < 7 ? target : null))) got += 1;
      process.stdout.write(String(got));
      // The places go with their owner: it stays until all have asked.
      process.stdin.resume().once('end', () => process.exit(0));
    `;
    const workers = Array.from({ length: 4 }, () =>
      spawn(process.execPath, [...NODE, worker], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    const answers = await Promise.all(
      workers.map((one) => new Promise<number>((resolve) => one.stdout.once('data', (text) => resolve(Number(text))))),
    );
    for (const one of workers) one.stdin.end();
    expect(answers.reduce((sum, each) => sum + each, 0)).toBe(7);
  });
});

describe('what cannot be read', () => {
  test('is set aside and said, and harms nothing else', async () => {
    const dir = await folder();
    const problems: string[] = [];
    const ledger = createFileLedger({ dir, onProblem: (text) => problems.push(text) });
    await ledger.begin(await record('good'), { depth: 0 });
    await writeFile(join(dir, 'active', 'torn.json'), '{"schemaVersion":1,"rec');
    await writeFile(join(dir, 'active', 'other.json'), '{"schemaVersion":1,"record":{"runId":7},"depth":0}');
    await writeFile(join(dir, 'active', 'newer.json'), '{"schemaVersion":2}');
    expect((await ledger.list()).map(({ runId }) => runId)).toEqual(['good']);
    expect(problems).toHaveLength(2);
    expect((await readdir(join(dir, 'set-aside'))).map((name) => name.split('.', 1).join()).sort()).toEqual([
      'other',
      'torn',
    ]);
    expect((await readdir(join(dir, 'active'))).sort()).toEqual(['good.json', 'newer.json']);
    expect(await ledger.list()).toHaveLength(1);
    expect(problems).toHaveLength(2);
  });

  test('writers that are killed in the middle leave whole records only', async () => {
    const dir = await folder();
    const problems: string[] = [];
    const ledger = createFileLedger({ dir, onProblem: (text) => problems.push(text) });
    const writer = `
      import { createFileLedger } from ${JSON.stringify(LEDGER)};
      const ledger = createFileLedger({ dir: ${JSON.stringify(dir)} });
      const record = ${JSON.stringify(await record('hot'))};
      const result = ${JSON.stringify(resultOf(await record('hot')))};
      process.stdout.write('up');
      for (let n = 0; ; n += 1) {
        await ledger.update({ ...record, cwd: '/' + 'x'.repeat(n % 50_000) });
        if (n % 10 === 0) await ledger.end({ ...record, runId: 'hot-' + process.pid + '-' + n }, result);
      }
    `;
    for (let round = 0; round < 4; round += 1) {
      const child = spawn(process.execPath, [...NODE, writer], { stdio: ['ignore', 'pipe', 'inherit'] });
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      const size = async (): Promise<number> => (await stat(join(dir, 'index.jsonl')).catch(() => ({ size: 0 }))).size;
      const before = await size();
      await until(async () => (await size()) > before);
      child.kill('SIGKILL');
      await gone;
      expect((await ledger.list()).map(({ runId }) => runId)).toEqual(['hot']);
      await ended(ledger, `after-${round}`);
    }
    expect(problems).toEqual([]);
    const after = (await ledger.history(3_600_000))
      .map(({ record: { runId } }) => runId)
      .filter((runId) => runId.startsWith('after'));
    expect(after).toEqual(['after-0', 'after-1', 'after-2', 'after-3']);
  });
});

describe('the next start', () => {
  test('ends what is left of a run whose owner died, and files it once', async () => {
    const dir = await folder();
    // No other test of this machine may find these processes by their marker.
    const runId = randomUUID();
    const ledger = createFileLedger({ dir });
    const owner = await deadOwner();
    const stubborn = `process.on('SIGINT', () => {}); process.send?.('up'); setInterval(() => {}, 1000)`;
    const left = spawn(process.execPath, ['-e', stubborn], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...process.env, CCX_RUN_ID: runId },
    });
    await new Promise((resolve) => left.once('message', resolve));
    const one = await record(runId, { owner, child: await processId(left.pid ?? 0), sessionId: 's-1' });
    await ledger.begin(one, { depth: 1 });
    const [first, second] = await Promise.all([ledger.reap(), createFileLedger({ dir }).reap()]);
    expect([...first.reaped, ...second.reaped].map(({ runId }) => runId)).toEqual([runId]);
    expect(await allGone([left.pid ?? 0])).toBe(true);
    expect(await ledger.reap()).toEqual({ reaped: [], surviving: [] });
    const results = await ledger.recent(60_000);
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({
      status: 'failed',
      failure: { class: 'protocol', detail: expect.stringContaining('ccx died') },
      last: { summary: { sessionId: 's-1', effects: 'possible' }, warnings: [expect.stringContaining('still alive')] },
    });
  });

  test('finds the processes of a run that died before it wrote its process down', async () => {
    const dir = await folder();
    // No other test of this machine may find these processes by their marker.
    const runId = randomUUID();
    const ledger = createFileLedger({ dir });
    const left = spawn('sleep', ['1000'], {
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, CCX_RUN_ID: runId },
    });
    await ledger.begin(await record(runId, { owner: await deadOwner() }), { depth: 0 });
    expect((await ledger.reap()).reaped).toHaveLength(1);
    expect(await allGone([left.pid ?? 0])).toBe(true);
  });

  test('leaves alone what has a living owner, another bearer of the pid, or another machine', async () => {
    const dir = await folder();
    const ledger = createFileLedger({ dir });
    const bystander = spawn('sleep', ['1000'], { stdio: 'ignore' });
    onTestFinished(() => void bystander.kill());
    const id = await until(() => processId(bystander.pid ?? 0));
    const elsewhere = { ...id, domain: 'linux:11111111-2222-3333-4444-555555555555:1:-:0000000000000000' };
    await ledger.begin(await record('mine', { child: id }), { depth: 0 });
    await ledger.begin(await record('recycled', { owner: await deadOwner(), child: { ...id, startedAt: '1' } }), {
      depth: 0,
    });
    await ledger.begin(await record('elsewhere', { owner: elsewhere, child: elsewhere }), { depth: 0 });
    const { reaped } = await ledger.reap();
    expect(reaped.map(({ runId }) => runId)).toEqual(['recycled']);
    expect(await allGone([id.pid])).toBe(false);
    expect((await ledger.list()).map(({ runId }) => runId).sort()).toEqual(['elsewhere', 'mine']);
  });

  test('does not file a run again whose result was written before its owner died', async () => {
    const dir = await folder();
    const ledger = createFileLedger({ dir });
    const one = await record('run-1', { owner: await deadOwner() });
    await ledger.end(one, resultOf(one));
    await ledger.begin(one, { depth: 0 });
    await ledger.reap();
    expect((await ledger.recent(60_000)).map(({ status }) => status)).toEqual(['success']);
    expect(await readdir(join(dir, 'active'))).toEqual([]);
  });
});

test('nested starts are counted per account and hour, ended or not', async () => {
  const clock = createFakeClock('2026-11-21T12:00:00.000Z');
  const ledger = createFileLedger({ dir: await folder(), clock });
  await ended(ledger, 'plain', { startedAt: '2026-11-21T11:50:00.000Z' });
  await ended(ledger, 'nested', { startedAt: '2026-11-21T11:50:00.000Z' }, 1);
  await ended(ledger, 'long-ago', { startedAt: '2026-11-21T10:00:00.000Z' }, 1);
  await ended(ledger, 'other', { startedAt: '2026-11-21T11:50:00.000Z', target: target('home') }, 1);
  await ledger.begin(await record('now', { startedAt: '2026-11-21T11:59:00.000Z' }), { depth: 1 });
  expect(await ledger.nestedStarts(target().account.id, 3_600_000)).toBe(2);
});

test('a folder that was never used is empty', async () => {
  const ledger = createFileLedger({ dir: await folder() });
  expect([await ledger.list(), await ledger.recent(1_000), await ledger.reap()]).toEqual([
    [],
    [],
    { reaped: [], surviving: [] },
  ]);
});
