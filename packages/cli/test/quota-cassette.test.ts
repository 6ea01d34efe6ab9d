import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { quotaReplayCommand } from '../src/commands/quota-replay.ts';
import { createCcxPlace } from './ccx-process.ts';
import { fakeTerminal } from './fake-terminal.ts';

const CORPUS = join(import.meta.dirname, '../../quota-probe/corpus');

async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ccx-cassette-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('ccx quota replay', () => {
  test('shows what was left then, and that it still reads so', async () => {
    const terminal = fakeTerminal({ columns: 120 });
    expect(await quotaReplayCommand(join(CORPUS, 'claude/usage'), {}, terminal)).toBe(0);
    expect(terminal.out()).toMatch(/claude +max .*≥42% .*≥17% +sonnet ≥5% +pty +now\n/);
    expect(terminal.out()).toContain('✓ Claude Code 2.1.329 /usage 2026-11-21T01:21:06.000Z: as it was recorded\n');
    expect(terminal.err()).toBe('');
  });

  test('tells why a screen held no numbers', async () => {
    const terminal = fakeTerminal();
    expect(await quotaReplayCommand(join(CORPUS, 'codex/not-logged-in'), {}, terminal)).toBe(0);
    expect(terminal.out()).toContain('[not-logged-in]');
  });

  test('prints all that it knows as one object', async () => {
    const terminal = fakeTerminal();
    await quotaReplayCommand(join(CORPUS, 'gemini/model'), { json: true }, terminal);
    const printed = JSON.parse(terminal.out());
    expect(printed).toMatchObject({
      schemaVersion: 1,
      same: true,
      manifest: { agent: 'gemini' },
      reading: { ok: true },
    });
    expect(printed.recorded).toEqual(printed.reading);
  });

  test('waits as the agent did, only faster, and tells each phase on stderr', async () => {
    const terminal = fakeTerminal();
    await quotaReplayCommand(join(CORPUS, 'codex/status'), { speed: '50' }, terminal);
    const phases = terminal.err().match(/[a-z]{3,}/g);
    expect(phases).toEqual(['ready', 'typed', 'loading', 'complete']);
  });

  test.for(['0', '-2', 'fast', ''])('refuses the speed "%s"', async (speed) => {
    const replaying = quotaReplayCommand(join(CORPUS, 'codex/status'), { speed }, fakeTerminal());
    await expect(replaying).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  test('refuses a folder that was cut off, with the reason', async () => {
    const folder = await tempFolder();
    await cp(join(CORPUS, 'codex/status'), folder, { recursive: true });
    const path = join(folder, 'session.cast');
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, 5_000));
    await expect(quotaReplayCommand(folder, {}, fakeTerminal())).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(/session\.cast ends in the middle of line/),
    });
  });
});

describe('ccx quota record, as it is built,', () => {
  test('says what one screen it is to be, where several agents are installed', async () => {
    const place = await createCcxPlace();
    onTestFinished(() => place.remove());
    const end = await place.run(['quota', 'record', 'screen']);
    expect(end).toMatchObject({ code: 2, stdout: '' });
    expect(end.stderr).toContain('ccx quota record screen --agent claude');
  });

  test('starts nothing where the folder is not empty', async () => {
    const place = await createCcxPlace();
    onTestFinished(() => place.remove());
    await writeFile(join(place.cwd, 'mine'), 'mine');
    const end = await place.run(['quota', 'record', '.', '--agent', 'codex']);
    expect(end).toMatchObject({ code: 2, stdout: '' });
    expect(end.stderr).toContain('not a new or empty folder');
  });

  test.for([
    ['claude', '/usage', 'session'],
    ['codex', '/status', 'session'],
    ['gemini', '/model', 'daily:pro'],
  ] as const)('keeps what %s shows, and plays it to the same numbers', async ([agent, command, id]) => {
    const place = await createCcxPlace();
    onTestFinished(() => place.remove());
    const scenario = { login: 'subscription', quota: { fiveHour: { percent: 42, resetsIn: '2h' } } } as const;
    const end = await place.run(['quota', 'record', 'screen', '--agent', agent, '--json'], { scenario });
    expect(end).toMatchObject({ code: 0, stderr: '' });
    const { reading, manifest } = JSON.parse(end.stdout);
    expect(manifest).toMatchObject({ agent, command, terminal: { columns: 120, rows: 50 } });
    expect(reading.snapshot.windows[0]).toMatchObject({ id, usedPercent: 42, source: 'pty' });
    const again = await place.run(['quota', 'replay', 'screen', '--json']);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ same: true, manifest, reading });
    const remembered = await place.run(['quota', agent, '--json'], { scenario });
    expect(JSON.parse(remembered.stdout).accounts[0].reading.snapshot.windows).toEqual(reading.snapshot.windows);
  });
});
