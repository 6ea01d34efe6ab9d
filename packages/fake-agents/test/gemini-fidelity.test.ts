import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CASES, GREETING, HELLO, KEY, LATER, REFUSALS, type Case } from './gemini-cases.ts';
import { createLab, isLine, parseLines, type Lab, type Line, type Ran } from './run-fake.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures', 'gemini');
const GOOGLE = { GEMINI_CLI_NO_RELAUNCH: 'true', GOOGLE_GENAI_USE_GCA: 'true', GOOGLE_CLOUD_ACCESS_TOKEN: 'dummy' };

const ALL = [...CASES, ...LATER];

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

/** Plays a recording's command line in a home that was set up like its own. */
function play(
  name: string,
  { scenario = {}, google = false, settings = {} }: Partial<Omit<Case, 'google'>> & { google?: boolean } = {},
): Promise<Ran> {
  mkdirSync(join(lab.home, '.gemini'), { recursive: true });
  const security = { auth: { selectedType: google ? 'oauth-personal' : 'gemini-api-key' } };
  writeFileSync(join(lab.home, '.gemini', 'settings.json'), JSON.stringify({ ...settings, security }));
  return lab.run(argv(name), { agent: 'gemini', scenario, stdin: '', env: google ? GOOGLE : KEY });
}

describe('a scenario reproduces the recording of Gemini CLI', () => {
  test.each(ALL)('$name: the same but for ids, counts and times', async ({ name, ...how }) => {
    const ran = await play(name, how);
    const [stdout, stderr] = [read(name, 'stdout.jsonl'), read(name, 'stderr.txt')];
    expect(ran.lines.map(comparable)).toEqual(parseLines(stdout).map(comparable));
    expect(ran.lines.map(keys)).toEqual(parseLines(stdout).map(keys));
    if (parseLines(stdout).length === 0) expect(unnumbered(ran.text)).toBe(unnumbered(stdout));
    expect(ran.code).toBe(exitCode(name));
    expect(spoken(ran.stderr)).toEqual(spoken(stderr));
    expect(lastObject(ran.stderr)).toEqual(lastObject(stderr));
    if (existsSync(join(FIXTURES, name, 'chat.jsonl'))) {
      expect(chat().map(patch)).toEqual(parseLines(read(name, 'chat.jsonl')).map(patch));
    }
  });

  test('three runs of one home: the same session, its file begun anew by the second run', async () => {
    const turns = [[{ text: 'Noted 42.', pieceLength: 3 }], [{ text: '42.', pieceLength: 1 }]];
    for (const run of ['resume-1', 'resume-2']) {
      const ran = await play(run, { scenario: { turns } });
      expect(ran.lines.map(comparable)).toEqual(parseLines(read(run, 'stdout.jsonl')).map(comparable));
      expect(chat().map(patch)).toEqual(parseLines(read(run, 'chat.jsonl')).map(patch));
    }
    const listed = await play('resume-3');
    // The real one asks a model for the title.
    const untitled = (text: string): string =>
      text.replaceAll(/1\. .* \(J/g, '1. TITLE (J').replaceAll(/\[\S+\]/g, '[ID]');
    expect(untitled(listed.text)).toBe(untitled(read('resume-3', 'stdout.jsonl')));
    expect([listed.code, listed.stderr]).toEqual([exitCode('resume-3'), read('resume-3', 'stderr.txt')]);
  });

  test('stdin-prompt: what stdin holds is the prompt as it is', async () => {
    const env = { ...KEY };
    const steps = [GREETING, HELLO];
    const how = { agent: 'gemini', scenario: { steps }, stdin: 'Say hi from stdin\n', env } as const;
    const ran = await lab.run(argv('stdin-prompt'), how);
    expect(ran.lines.map(comparable)).toEqual(parseLines(read('stdin-prompt', 'stdout.jsonl')).map(comparable));
  });

  test.each([
    { name: 'err-429-retry-then-ok', steps: [{ retry: 'busy-429', delay: 1 }, HELLO], lines: 6 },
    { name: 'err-server-down', steps: [{ fail: 'connection-refused', retries: 5, retryDelay: 1 }], lines: 2 },
    { name: 'err-429-minute-forever', steps: [{ fail: 'busy-429', retries: 4, retryDelay: 1 }], lines: 2 },
  ] as const)('$name: each attempt that failed is told in the same shape', async ({ name, steps, lines }) => {
    const ran = await play(name, { scenario: { steps } });
    const told = (stderr: string): readonly string[] =>
      spoken(stderr)
        .filter((line) => /^Attempt|Retrying/.test(line))
        .map((line) =>
          line
            .replace(/^(Attempt \d+ failed: ).*/, '$1')
            .replace(/\d+ms/, 'MS')
            .replace(/[\d.]+s\.\./, 'S..'),
        );
    const want = told(read(name, 'stderr.txt'));
    expect(told(ran.stderr).slice(0, want.length)).toEqual(want);
    expect(ran.lines.slice(0, lines).map(comparable)).toEqual(parseLines(read(name, 'stdout.jsonl')).map(comparable));
  });

  test.each(REFUSALS)('$name: the same refusal, and no session', async ({ name, settings, env = KEY }) => {
    mkdirSync(join(lab.home, '.gemini'));
    if (settings !== undefined) writeFileSync(join(lab.home, '.gemini', 'settings.json'), settings);
    const ran = await lab.run(argv(name), { agent: 'gemini', scenario: {}, stdin: '', env });
    const want = read(name, 'stderr.txt').replaceAll('/home/dev', lab.home);
    expect([ran.code, ran.text]).toEqual([exitCode(name), '']);
    expect(spoken(ran.stderr)).toEqual(spoken(want));
    expect(chatFiles()).toEqual([]);
  });

  test('stdin-and-prompt: one above the other', async () => {
    const ran = await lab.run(argv('stdin-and-prompt'), { agent: 'gemini', scenario: {}, stdin: 'piped\n', env: KEY });
    expect(ran.lines[1]).toMatchObject({
      content: parseLines(read('stdin-and-prompt', 'stdout.jsonl'))[1]?.['content'],
    });
  });

  test('a session that goes on in another minute is lost at the start after that', async () => {
    const env = { ...KEY, COLORTERM: 'truecolor' };
    for (const [run, minute] of [1, 2, 3, 4].entries()) {
      const name = `other-minute-${run + 1}`;
      const FAKE_AGENT_NOW = `2026-11-21T12:0${minute}:00.000Z`;
      const turns = [[{ text: 'One.' }], [{ text: 'Two.' }]];
      const steps = [{ text: 'Other.' }];
      const scenario = run === 2 ? { steps } : { turns };
      const ran = await lab.run(argv(name), { agent: 'gemini', scenario, stdin: '', env: { ...env, FAKE_AGENT_NOW } });
      expect(ran.lines.map(comparable)).toEqual(parseLines(read(name, 'stdout.jsonl')).map(comparable));
      expect(ran.code).toBe(exitCode(name));
      const files = [...chatFiles()].sort().map((file) => readFileSync(join(lab.home, '.gemini', file), 'utf8'));
      const kept = readdirSync(join(FIXTURES, name)).filter((file) => file.startsWith('chat'));
      if (run < 3) {
        const want = kept.sort().map((file) => parseLines(read(name, file)).map(patch));
        expect(files.map((text) => parseLines(text).map(patch))).toEqual(want);
      }
    }
  });

  test('its recordings can be replayed as they are, in one process', async () => {
    const env = { FAKE_AGENT_REPLAY: join(FIXTURES, 'err-400-key') };
    const ran = await lab.run(argv('err-400-key'), { agent: 'gemini', env });
    expect(ran).toMatchObject({
      code: 144,
      text: read('err-400-key', 'stdout.jsonl'),
      stderr: read('err-400-key', 'stderr.txt'),
    });
  });
});

function chatFiles(): readonly string[] {
  const folder = join(lab.home, '.gemini');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('/chats/session-'));
}

function chat(): readonly Line[] {
  const files = chatFiles();
  expect(files).toHaveLength(1);
  return parseLines(readFileSync(join(lab.home, '.gemini', files[0] ?? ''), 'utf8'));
}

function read(name: string, file: string): string {
  return readFileSync(join(FIXTURES, name, file), 'utf8');
}

function argv(name: string): readonly string[] {
  const words: unknown = JSON.parse(read(name, 'argv.json'));
  return Array.isArray(words) ? words.slice(1).map(String) : [];
}

function exitCode(name: string): unknown {
  const exit: unknown = JSON.parse(read(name, 'exit.json'));
  return isLine(exit) ? exit['code'] : null;
}

/** The text of a run, or the object of `-o json` in its own order, without ids and counts. */
function unnumbered(text: string): string {
  return text
    .replaceAll(/[0-9a-f-]{36}/g, 'ID')
    .replaceAll(/("(?:\w*Ms|input|prompt|candidates|total|cached|thoughts)":) \d+/g, '$1 0');
}

/** Without what differs from run to run: ids, instants, counts of tokens. */
function comparable({ timestamp, session_id: session, tool_id: call, stats, ...rest }: Line): unknown {
  return {
    ...undetailed(rest),
    at: typeof timestamp,
    session: typeof session,
    call: typeof call === 'string' ? call.replaceAll(/\d{13}/g, 'MS') : null,
    stats:
      isLine(stats) && isLine(stats['models']) ? { calls: stats['tool_calls'], models: used(stats['models']) } : null,
  };
}

/** The models of the statistics, and whether they gave any tokens. */
function used(models: Line): unknown {
  return Object.entries(models).map(([name, tokens]) => [name, isLine(tokens) && tokens['total_tokens'] !== 0]);
}

/** The names of all fields in their order, of statistics too. */
function keys(value: unknown): unknown {
  return isLine(value) ? Object.entries(value).map(([key, item]) => [key, keys(item)]) : null;
}

/** Some answers of the scripted API had a list of details, empty, and some had none. */
function undetailed(line: Line): Line {
  const value: unknown = JSON.parse(JSON.stringify(line).replaceAll(String.raw`,\"details\":[]`, ''));
  return isLine(value) ? value : {};
}

/** What stderr says at the beginning of a line; not the noise that comes and goes, nor where an error came from. */
function spoken(stderr: string): readonly string[] {
  return stderr
    .replaceAll(/Full report available at: \S+/g, 'Full report available at: REPORT')
    .replaceAll(',"details":[]', '')
    .replaceAll(/after \d+ms/g, 'after MS')
    .split('\n')
    .filter((line) => line !== '' && !/^[\s{}]|^\[STARTUP\]/.test(line));
}

/** The object with which `-o json` ends on stderr. */
function lastObject(stderr: string): unknown {
  const at = stderr.lastIndexOf('\n{\n');
  if (at === -1) return null;
  const value: unknown = JSON.parse(stderr.slice(at, stderr.indexOf('\n}\n', at) + 2));
  return isLine(value) ? { ...value, session_id: typeof value['session_id'] } : value;
}

/** One line of a session's file: which message it is, what it holds, what it changes. */
function patch(line: Line): unknown {
  const { $set: set, type, content, thoughts, tokens, model, toolCalls } = line;
  const calls = Array.isArray(toolCalls) ? toolCalls.filter(isLine) : [];
  return {
    keys: Object.keys(line),
    set: isLine(set) ? Object.keys(set) : null,
    messages: isLine(set) && Array.isArray(set['messages']) ? set['messages'].length : null,
    type,
    content: JSON.parse(JSON.stringify(content ?? null).replaceAll(/_\d{13}_|PGID: \d+/g, '_')),
    thoughts: Array.isArray(thoughts)
      ? thoughts.filter(isLine).map((thought) => ({ ...thought, timestamp: '' }))
      : null,
    tokens: keys(tokens),
    model,
    calls: calls.map(({ name, args, status, ...rest }) => ({ name, args, status, keys: Object.keys(rest) })),
  };
}
