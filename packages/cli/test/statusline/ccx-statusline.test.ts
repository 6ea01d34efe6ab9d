import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStatuslinePlace, type StatuslinePlace } from './statusline-process.ts';

const SESSION = 'b2aff2de-5274-4a3c-856d-333a8d9910cf';
const recorded = (name: string): string =>
  readFileSync(new URL(`../fixtures/statusline/${name}.json`, import.meta.url), 'utf8');
const inHours = (hours: number): number => Math.ceil(Date.now() / 1000) + hours * 3600;
const told = (percent: number, more: object = {}): object => ({
  session_id: SESSION,
  model: { id: 'claude-opus-5-5', display_name: 'Opus 5.5' },
  version: '2.1.329',
  cost: { total_cost_usd: 0.31 },
  context_window: { used_percentage: 22.7 },
  rate_limits: { five_hour: { used_percentage: percent, resets_at: inHours(2) } },
  ...more,
});

let place: StatuslinePlace;
beforeEach(async () => {
  place = await createStatuslinePlace();
});
afterEach(async () => place.remove());

async function cached(): Promise<{ readonly path: string; readonly text: string } | null> {
  const [name] = await readdir(place.quota).catch(() => []);
  if (name === undefined) return null;
  const path = join(place.quota, name);
  return { path, text: await readFile(path, 'utf8') };
}

describe('ccx statusline', () => {
  test('says what a session has told, as it was recorded', async () => {
    expect(await place.line(recorded('before-first-answer'))).toEqual({
      code: 0,
      stdout: 'Opus 5.5 · $0.00 · claude\n',
      stderr: '',
    });
    const { stdout } = await place.line(recorded('after-answers'));
    expect(stdout).toMatch(/^Opus 5\.5 · ctx \d+% · .*claude\n$/);
    expect((await place.line(recorded('limit-hit'))).code).toBe(0);
  });

  test('shows what --format asks for, in colours of the agent', async () => {
    const { stdout } = await place.line(told(91), ['--format', '{session} of {account}[ {week}]'], { NO_COLOR: '' });
    expect(stdout).toBe('\u001b[33m91%\u001b[39m of claude\n');
  });

  test('names the account by its folder where that is another one', async () => {
    const other = join(place.home, '.claude-work');
    await mkdir(other);
    const { stdout } = await place.line(told(5), ['--format={account}'], { CLAUDE_CONFIG_DIR: other });
    expect(stdout).toBe('claude (~/.claude-work)\n');
    expect(await readdir(join(other, 'runtime'))).toEqual([`${SESSION}.json`]);
  });

  test('prints one line and ends with 0, whatever comes', async () => {
    const field = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.double(), fc.string({ unit: 'binary' }));
    const near = fc
      .record({
        session_id: field,
        model: fc.oneof(field, fc.record({ display_name: field })),
        cost: fc.record({ total_cost_usd: field }),
        context_window: fc.record({ used_percentage: field }),
        rate_limits: fc.oneof(field, fc.record({ five_hour: fc.record({ used_percentage: field, resets_at: field }) })),
      })
      .map((value) => Buffer.from(JSON.stringify(value)));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          near,
        ),
        async (bytes) => {
          const { code, stdout } = await place.line(bytes);
          expect(code).toBe(0);
          expect(stdout).toMatch(/^[^\n\r\u001b]+\n$/);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('is not kept from it by options that it does not know, nor by places that are not there', async () => {
    for (const args of [
      ['--new-option', 'x'],
      ['--format'],
      ['--tee'],
      ['--', 'y'],
      ['--format', '['.repeat(50_000)],
    ]) {
      const { code, stdout } = await place.line(told(5), args);
      expect([code, stdout.endsWith('\n')]).toEqual([0, true]);
    }
    const nowhere = { HOME: '', CCX_HOME: 'relative', CLAUDE_CONFIG_DIR: '/proc/none' };
    const { code, stdout } = await place.line(told(5), ['--format={session}'], nowhere);
    expect([code, stdout]).toEqual([0, '5%\n']);
  });

  test('takes no more than it can use of an input without end', async () => {
    expect(await place.line('x'.repeat(6 * 1024 * 1024))).toMatchObject({ code: 0, stdout: 'claude\n' });
  });
});

describe('what ccx statusline keeps', () => {
  test('the quota with its source, and how full the context is', async () => {
    await place.line(told(42));
    expect(JSON.parse((await cached())?.text ?? '')).toMatchObject({
      account: { id: 'claude:default' },
      good: {
        cliVersion: '2.1.329',
        windows: [{ id: 'session', usedPercent: 42, source: 'statusline', bound: 'exact' }],
      },
    });
    expect(JSON.parse(await readFile(join(place.configDir, `runtime/${SESSION}.json`), 'utf8'))).toEqual({
      ctx_pct: 22,
    });
  });

  test('is written only when a number changes', async () => {
    await place.line(told(42));
    const before = await cached();
    const context = join(place.configDir, `runtime/${SESSION}.json`);
    const old = new Date(1_000_000);
    for (const file of [before?.path ?? '', context]) await utimes(file, old, old);
    await place.line(told(42, { cost: { total_cost_usd: 0.4 } }));
    expect(await cached()).toEqual(before);
    for (const file of [before?.path ?? '', context]) expect((await stat(file)).mtime).toEqual(old);
    await place.line(told(43, { context_window: { used_percentage: 23 } }));
    for (const file of [before?.path ?? '', context]) expect((await stat(file)).mtime).not.toEqual(old);
    expect((await cached())?.text).toContain('"usedPercent":43');
  });

  test('does not go back where an idle session repeats an old number', async () => {
    await place.line(told(42));
    const before = await cached();
    await place.line(told(30, { session_id: 'idle' }));
    expect(await cached()).toEqual(before);
  });

  test('leaves the other fields of a session beside its own', async () => {
    await mkdir(join(place.configDir, 'runtime'));
    await writeFile(join(place.configDir, `runtime/${SESSION}.json`), '{"goal":"x","ctx_pct":1}');
    await place.line(told(1));
    expect(JSON.parse(await readFile(join(place.configDir, `runtime/${SESSION}.json`), 'utf8'))).toEqual({
      goal: 'x',
      ctx_pct: 22,
    });
  });

  test('never lies outside its folder, whatever the session is called', async () => {
    await place.line(told(1, { session_id: '../../escaped' }));
    expect(await readdir(place.configDir)).toEqual([]);
    expect(await readdir(place.home)).not.toContain('escaped.json');
  });

  test('is nothing without numbers', async () => {
    await place.line(recorded('before-first-answer'));
    expect(await cached()).toBeNull();
    expect(await readdir(place.configDir)).toEqual([]);
  });

  test('is said on stderr where it cannot be kept, below a line that stands', async () => {
    await writeFile(join(place.configDir, 'runtime'), 'a file');
    const { code, stdout, stderr } = await place.line(told(5), ['--format={session}']);
    expect([code, stdout]).toEqual([0, '5%\n']);
    expect(stderr).toContain('ccx statusline: ');
  });

  test('does not hold the line up where another holds the lock', async () => {
    await place.line(told(42));
    const lock = (await cached())?.path.replace(/json$/, 'lock') ?? '';
    const owner = { pid: 1, startedAt: '0', domain: 'elsewhere' };
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    await writeFile(lock, `${JSON.stringify({ token: 'token-of-another', owner, expiresAt })}\n`);
    // Who waits for the lock to its end says whose it is.
    expect(await place.line(told(50), ['--format={session}'])).toEqual({ code: 0, stdout: '50%\n', stderr: '' });
    expect((await cached())?.text).toContain('"usedPercent":42');
  });
});

describe('ccx statusline --tee', () => {
  test("shows the person's own line, made of the same input, and feeds the cache", async () => {
    const { stdout } = await place.line(told(42), ['--tee', `sed 's/.*"session_id":"\\([^"]*\\)".*/mine \\1/'`]);
    expect(stdout).toBe(`mine ${SESSION}\n`);
    expect(await cached()).not.toBeNull();
  });

  test('shows both where a format asks for its own', async () => {
    const { stdout } = await place.line(told(42), ['--tee=echo mine', '--format={session}']);
    expect(stdout).toBe('mine\n42%\n');
  });

  test.for(['exit 3', 'no-such-command-at-all', 'true', 'kill -9 $$', 'exec 0<&-; echo; exit 1'])(
    'stands in where the own line is silent: %s',
    async (command) => {
      const { code, stdout } = await place.line(told(42), ['--tee', command]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Opus 5\.5 · ctx 22% · 5h 42% .*\n$/);
    },
  );

  test('keeps what a failing own line printed', async () => {
    expect(await place.line(told(42), ['--tee', 'printf mine; exit 1'])).toMatchObject({ code: 0, stdout: 'mine\n' });
  });
});
