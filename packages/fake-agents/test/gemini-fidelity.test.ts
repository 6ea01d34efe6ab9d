import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '@ccx/fake-agents';
import { createLab, isLine, parseLines, type Lab, type Line, type Ran } from './run-fake.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures', 'gemini');
const GREETING = { thinking: '**Greeting** the user' };
const HELLO = { text: 'Hello from the fake API.', pieceLength: 8 };
const KEY = { GEMINI_API_KEY: 'dummy' };
const GOOGLE = { GOOGLE_GENAI_USE_GCA: 'true', GOOGLE_CLOUD_ACCESS_TOKEN: 'dummy' };

/** One recording, and the scenario that plays the same. */
interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly google?: true;
}

const CASES: readonly Case[] = [
  { name: 'text-stream', scenario: { steps: [GREETING, HELLO] } },
  { name: 'text-text', scenario: { steps: [GREETING, HELLO] } },
  { name: 'ca-text-stream', google: true, scenario: { steps: [GREETING, HELLO] } },
  {
    name: 'tool-read-stream',
    scenario: {
      steps: [
        { text: 'I will look. ', pieceLength: 20 },
        {
          tools: [
            { tool: 'Read', input: { file_path: '/home/dev/project/hello.txt' }, output: 'hello file\n' },
            {
              tool: 'LS',
              input: { dir_path: '/home/dev/project' },
              output: 'Directory listing for /home/dev/project:\nhello.txt (11 bytes)\n\n(1 ignored)',
            },
          ],
        },
        { text: 'The file says hello.', pieceLength: 7 },
      ],
    },
  },
  {
    name: 'tool-shell-denied',
    scenario: {
      steps: [
        { tool: 'Bash', input: { command: 'echo hi' }, output: 'hi\n' },
        { text: 'I cannot run commands.', pieceLength: 8 },
      ],
    },
  },
  {
    name: 'tool-write-auto-edit',
    scenario: {
      steps: [
        { tool: 'Write', input: { file_path: '/home/dev/project/new.txt', content: 'new\n' } },
        { text: 'Written.', pieceLength: 3 },
      ],
    },
  },
  { name: 'err-400-key', scenario: { steps: [{ fail: 'bad-key' }] } },
  { name: 'err-401-text', scenario: { login: 'api-key', steps: [{ fail: 'login-expired' }] } },
  { name: 'ca-401', google: true, scenario: { steps: [{ fail: 'bad-key' }] } },
  { name: 'err-404-model', scenario: { steps: [{ fail: 'no-model' }] } },
  { name: 'err-429-daily-json', scenario: { steps: [{ limit: {} }] } },
  { name: 'err-500-retry', scenario: { steps: [{ retry: 'server-500', times: 2, delay: 1 }, GREETING, HELLO] } },
  { name: 'err-safety', scenario: { steps: [{ text: 'Par' }, { fail: 'refusal' }] } },
];

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

/** Plays a recording's command line in a home that was set up like its own. */
function play(
  name: string,
  { scenario = {}, google = false }: Partial<Omit<Case, 'google'>> & { google?: boolean } = {},
): Promise<Ran> {
  mkdirSync(join(lab.home, '.gemini'), { recursive: true });
  const settings = { security: { auth: { selectedType: google ? 'oauth-personal' : 'gemini-api-key' } } };
  writeFileSync(join(lab.home, '.gemini', 'settings.json'), JSON.stringify(settings));
  return lab.run(argv(name), { agent: 'gemini', scenario, stdin: '', env: google ? GOOGLE : KEY });
}

describe('a scenario reproduces the recording of Gemini CLI', () => {
  test.each(CASES)('$name: the same stdout but for ids, counts and times, the same exit', async ({ name, ...how }) => {
    const ran = await play(name, how);
    const want = read(name, 'stdout.jsonl');
    expect(ran.lines.map(comparable)).toEqual(parseLines(want).map(comparable));
    expect(ran.lines.map(keys)).toEqual(parseLines(want).map(keys));
    if (parseLines(want).length === 0) expect(ran.text).toBe(want);
    expect(ran.code).toBe(exitCode(name));
  });

  test.each(CASES)('$name: stderr says the same, whatever stands in stack traces', async ({ name, ...how }) => {
    const ran = await play(name, how);
    const want = read(name, 'stderr.txt');
    expect(spoken(ran.stderr)).toEqual(spoken(want));
    expect(lastObject(ran.stderr)).toEqual(lastObject(want));
  });

  test.each(CASES)('$name: the file of the session has the same patches', async ({ name, ...how }) => {
    await play(name, how);
    expect(chat().map(patch)).toEqual(parseLines(read(name, 'chat.jsonl')).map(patch));
  });

  test.each(['err-bad-flag', 'err-untrusted', 'resume-unknown', 'err-no-auth', 'err-bad-settings'])(
    '%s: the same refusal, and no session',
    async (name) => {
      mkdirSync(join(lab.home, '.gemini'));
      if (name === 'err-bad-settings') writeFileSync(join(lab.home, '.gemini', 'settings.json'), '{ "a": ');
      const env: Record<string, string> = name === 'err-no-auth' ? {} : KEY;
      const ran = await lab.run(argv(name), { agent: 'gemini', scenario: {}, stdin: '', env });
      const want = read(name, 'stderr.txt').replaceAll('/home/dev', lab.home);
      expect(ran).toMatchObject({ code: exitCode(name), text: '', stderr: want });
      expect(chatFiles()).toEqual([]);
    },
  );

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

/** Without what differs from run to run: ids, instants, counts of tokens. */
function comparable({ timestamp, session_id: session, tool_id: call, stats, ...rest }: Line): unknown {
  return {
    ...rest,
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

/** What stderr says at the beginning of a line; not the noise that comes and goes, nor where an error came from. */
function spoken(stderr: string): readonly string[] {
  return stderr
    .replaceAll(/Full report available at: \S+/g, 'Full report available at: REPORT')
    .split('\n')
    .filter((line) => line !== '' && !/^[\s{}]|^\[STARTUP\]/.test(line));
}

/** The object with which `-o json` ends on stderr. */
function lastObject(stderr: string): unknown {
  const at = stderr.lastIndexOf('\n{\n');
  if (at === -1) return null;
  const value: unknown = JSON.parse(stderr.slice(at));
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
    content: JSON.parse(JSON.stringify(content ?? null).replaceAll(/_\d{13}_/g, '_MS_')),
    thoughts: Array.isArray(thoughts)
      ? thoughts.filter(isLine).map((thought) => ({ ...thought, timestamp: '' }))
      : null,
    tokens: keys(tokens),
    model,
    calls: calls.map(({ name, args, status, ...rest }) => ({ name, args, status, keys: Object.keys(rest) })),
  };
}
