import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Scenario } from '@ccx/fake-agents';
import { resetWords } from '../src/gemini/screen/model-dialog.ts';
import { createLab, isLine, type Lab, type Line, type Ran } from './run-fake.ts';

const RUN = ['-p', 'hi', '-o', 'stream-json', '--skip-trust'];
const KEY = { login: 'api-key' } as const;

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

// In one process: the launcher has its own tests.
const run = (args: readonly string[], scenario: Scenario | string = KEY, env = {}, stdin = ''): Promise<Ran> =>
  lab.run(args, {
    agent: 'gemini',
    scenario,
    stdin,
    env: { COLORTERM: 'truecolor', GEMINI_CLI_NO_RELAUNCH: 'true', ...env },
  });

const kinds = (ran: Ran): readonly unknown[] => ran.lines.map(({ type }) => type);
const last = (ran: Ran): Line => ran.lines.at(-1) ?? {};
const home = (...path: readonly string[]): string => join(lab.home, '.gemini', ...path);
function settings(value: unknown): void {
  mkdirSync(home(), { recursive: true });
  writeFileSync(home('settings.json'), JSON.stringify(value));
}

describe('the command line of Gemini', () => {
  test('the version is told without a second process, and the help is what a wrong flag shows', async () => {
    expect(await run(['--version'])).toMatchObject({ code: 0, text: '0.61.0\n', stderr: '' });
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    expect((await run(['--bogus'])).stderr).toBe(`Unknown argument: bogus\n${help.text}`);
    const format = await run(['-p', 'hi', '-o', 'xml']);
    expect(format).toMatchObject({ code: 1, text: '' });
    expect(format.stderr).toContain('Argument: output-format, Given: "xml", Choices: "text", "json", "stream-json"');
  });

  test('stdin stands above the prompt, or is the prompt; neither is exit 42', async () => {
    const scenario = { ...KEY, steps: [{ text: '{{prompt}}' }] };
    expect((await run(['-p', 'typed', '--skip-trust'], scenario, {}, 'piped')).text).toBe('piped\n\ntyped\n');
    expect((await run(['--skip-trust'], scenario, {}, 'piped')).text).toBe('piped\n');
    expect((await run(['word', 'words', '--skip-trust'], scenario)).text).toBe('word words\n');
    const none = await run(['--skip-trust'], scenario);
    expect(none).toMatchObject({ code: 42, text: '' });
    expect(none.stderr).toMatch(/^No input provided via stdin\./);
  });

  test('an open, silent stdin does not hold a prompt back', async () => {
    const ran = await lab.run(RUN, { agent: 'gemini', scenario: KEY, stdin: null });
    expect([ran.code, kinds(ran).at(-1)]).toEqual([0, 'result']);
  });

  test('the model is asked for by flag, variable, settings or scenario; a router answers only for auto', async () => {
    settings({ model: { name: 'gemini-c' } });
    const scenario = { ...KEY, model: 'gemini-d' };
    const asked = async (args: readonly string[], env = {}): Promise<unknown> => {
      const ran = await run([...RUN, ...args], scenario, env);
      const { stats } = last(ran);
      return [ran.lines[0]?.['model'], isLine(stats) && isLine(stats['models']) ? Object.keys(stats['models']) : null];
    };
    expect(await asked(['-m', 'gemini-a'], { GEMINI_MODEL: 'gemini-b' })).toEqual(['gemini-a', ['gemini-a']]);
    expect(await asked([], { GEMINI_MODEL: 'gemini-b' })).toEqual(['gemini-b', ['gemini-b']]);
    expect(await asked([])).toEqual(['gemini-c', ['gemini-c']]);
    settings({});
    expect(await asked([])).toEqual(['gemini-d', ['gemini-d']]);
    expect(await asked(['-m', 'auto'])).toEqual(['auto', ['gemini-3.5-flash-lite', 'gemini-3.8-flash']]);
  });
});

describe('trust and login', () => {
  test('a folder is trusted by a flag, a variable, the settings or an answer that was remembered', async () => {
    const args = ['-p', 'hi'];
    expect((await run(args)).code).toBe(55);
    expect((await run([...args, '--skip-trust'])).code).toBe(0);
    expect((await run(args, KEY, { GEMINI_CLI_TRUST_WORKSPACE: 'true' })).code).toBe(0);
    settings({ security: { folderTrust: { enabled: false } } });
    expect((await run(args)).code).toBe(0);
    settings({});
    for (const [folder, trust, code] of [
      [lab.project, 'TRUST_FOLDER', 0],
      [lab.home, 'TRUST_PARENT', 0],
      [join(lab.project, '..'), 'TRUST_FOLDER', 0],
      [lab.project, 'DO_NOT_TRUST', 55],
    ] as const) {
      writeFileSync(home('trustedFolders.json'), JSON.stringify({ [folder]: trust }));
      expect([folder, (await run(args)).code]).toEqual([folder, code]);
    }
    const both = { [join(lab.project, '..')]: 'TRUST_FOLDER', [lab.project]: 'DO_NOT_TRUST' };
    writeFileSync(home('trustedFolders.json'), JSON.stringify(both));
    expect((await run(args)).code).toBe(55);
  });

  test.each([
    { chosen: null, env: {}, code: 41 },
    { chosen: null, env: { GEMINI_API_KEY: 'dummy' }, code: 0 },
    { chosen: null, env: { GOOGLE_GENAI_USE_VERTEXAI: 'true', GOOGLE_API_KEY: 'dummy' }, code: 0 },
    { chosen: 'gemini-api-key', env: {}, code: 41 },
    { chosen: 'oauth-personal', env: { GEMINI_API_KEY: 'dummy' }, code: 41 },
    { chosen: 'oauth-personal', env: { GOOGLE_GENAI_USE_GCA: 'true', GOOGLE_CLOUD_ACCESS_TOKEN: 'x' }, code: 0 },
    { chosen: 'nonsense', env: {}, code: 41 },
  ])('$chosen in the settings with $env ends with $code', async ({ chosen, env, code }) => {
    if (chosen !== null) settings({ security: { auth: { selectedType: chosen } } });
    expect((await run(RUN, {}, env)).code).toBe(code);
  });

  test('a Google login is there when its file is there, whatever it holds', async () => {
    settings({ security: { auth: { selectedType: 'oauth-personal' } } });
    expect((await run(RUN, {})).code).toBe(41);
    writeFileSync(home('oauth_creds.json'), 'not even JSON');
    expect((await run(RUN, {})).code).toBe(0);
  });

  test('GEMINI_CLI_HOME moves everything', async () => {
    const moved = join(lab.home, 'elsewhere');
    await run(RUN, KEY, { GEMINI_CLI_HOME: moved });
    expect(readdirSync(join(moved, '.gemini')).sort()).toEqual(['.fake-agent', 'history', 'projects.json', 'tmp']);
    expect(readdirSync(lab.home)).not.toContain('.gemini');
  });
});

describe('tools', () => {
  const edit = { tool: 'Write', input: { file_path: 'new.txt', content: 'x\n' }, effect: true } as const;

  test('an edit happens where edits are approved, and nowhere else', async () => {
    const steps = [edit, { text: 'done' }];
    const denied = await run(RUN, { ...KEY, steps });
    expect(denied.lines[3]).toMatchObject({ status: 'error', error: { type: 'tool_not_registered' } });
    expect(readdirSync(lab.project)).toEqual([]);
    expect((await run([...RUN, '--approval-mode', 'auto_edit'], { ...KEY, steps })).code).toBe(0);
    expect(readFileSync(join(lab.project, 'new.txt'), 'utf8')).toBe('x\n');
  });

  test.each([
    { args: [], type: 'tool_not_registered' },
    { args: ['--approval-mode', 'auto_edit'], type: 'tool_not_registered' },
    { args: ['--approval-mode=plan'], type: 'tool_not_registered' },
    { args: ['--allowed-tools', 'glob,run_shell_command'], type: null },
    { args: ['--yolo'], type: null },
  ])('the shell with $args: $type', async ({ args, type }) => {
    const ran = await run([...RUN, ...args], { ...KEY, steps: [{ tool: 'Bash', input: { command: 'ls' } }] });
    const { error } = ran.lines.find((line) => line['type'] === 'tool_result') ?? {};
    expect(isLine(error) ? error['type'] : null).toBe(type);
    expect(ran.code).toBe(0);
  });

  test('a refusal of the rules is an error of its own; a failed command is a success', async () => {
    const steps = [
      { tool: 'Bash', input: {}, denied: 'rm needs approval.' },
      { tool: 'Bash', input: {}, output: 'oops\n', error: 'Exit code 3' },
      { tool: 'mcp__demo__echo', input: {}, output: 'echo' },
      { text: 'done' },
    ];
    const ran = await run([...RUN, '--yolo'], { ...KEY, steps });
    const results = ran.lines.filter(({ type }) => type === 'tool_result');
    expect(results[0]).toMatchObject({
      status: 'error',
      error: { type: 'policy_violation', message: 'rm needs approval.' },
    });
    expect(results[1]).toMatchObject({ status: 'success', output: 'oops' });
    expect(results[2]).toMatchObject({ tool_id: expect.stringMatching(/^mcp_demo_echo__/), output: 'echo' });
    expect(last(ran)).toMatchObject({ status: 'success', stats: { tool_calls: 3 } });
  });
});

test.each([
  { at: '2026-11-21T07:14:00', words: '7:14 AM (6h)' },
  { at: '2026-11-22T00:59:00', words: '12:59 AM (23h 45m)' },
  { at: '2026-11-21T12:05:00', words: '12:05 PM (10h 51m)' },
  { at: '2026-11-21T01:14:00', words: '1:14 AM (0m)' },
])('a reset at $at is told as $words', ({ at, words }) => {
  expect(resetWords(Date.parse(at), Date.parse('2026-11-21T01:14:00'))).toBe(words);
});

test('what plays Gemini imports no sibling but the contracts', () => {
  const folder = join(import.meta.dirname, '..', 'src', 'gemini');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const imports = files.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/from '([^'.][^']*)'/g)].map(([, from = '']) => from),
  );
  expect(imports.filter((from) => !from.startsWith('node:') && from !== '@ccx/contracts')).toEqual([]);
});
