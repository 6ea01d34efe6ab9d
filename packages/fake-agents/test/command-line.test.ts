import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseOptions } from '../src/claude/options.ts';
import { createLab, kinds, resultOf, STREAM, type Lab } from './run-fake.ts';

let lab: Lab;
beforeEach(() => {
  lab = createLab();
});
afterEach(() => lab[Symbol.dispose]());

describe('the command line refuses what the real one refuses, in its words', () => {
  const ID = 'aaaaaaaa-1111-4111-8111-111111111111';
  test.each([
    { args: ['-p', 'x', '--no-such-flag'], stderr: "error: unknown option '--no-such-flag'\n" },
    { args: ['-p', 'x', '--model'], stderr: "error: option '--model <model>' argument missing\n" },
    {
      args: ['-p', 'x', '--output-format', 'xml'],
      stderr:
        "error: option '--output-format <format>' argument 'xml' is invalid. Allowed choices are text, json, stream-json.\n",
    },
    {
      args: ['-p', 'x', '--output-format', 'stream-json'],
      stderr: 'Error: When using --print, --output-format=stream-json requires --verbose\n',
    },
    { args: [...STREAM, '--session-id', 'not-a-uuid'], stderr: 'Error: Invalid session ID. Must be a valid UUID.\n' },
    {
      args: STREAM,
      stdin: '',
      stderr: 'Error: Input must be provided either through stdin or as a prompt argument when using --print\n',
    },
    { args: [...STREAM, '--continue'], stderr: 'No conversation found to continue\n' },
  ])('$args', async ({ args, stderr, stdin }) => {
    const ran = await lab.run(args, { stdin: stdin ?? 'hi' });
    expect(ran).toMatchObject({ code: 1, text: '', stderr });
  });

  test('a session that does not exist gives one result line and the words on stderr', async () => {
    const ran = await lab.run([...STREAM, '--resume', ID]);
    expect(kinds(ran.lines)).toEqual(['result/error_during_execution']);
    expect(resultOf(ran)).toMatchObject({ session_id: ID, errors: [`No conversation found with session ID: ${ID}`] });
    expect(ran).toMatchObject({ code: 1, stderr: `No conversation found with session ID: ${ID}\n` });
  });

  test('a session cut before its prompt was written down is in use, and there is nothing in it to resume', async () => {
    await lab.run([...STREAM, '--session-id', ID]);
    const inUse = { code: 1, text: '', stderr: `Error: Session ID ${ID} is already in use.\n` };
    expect(await lab.run([...STREAM, '--session-id', ID])).toMatchObject(inUse);
    const slug = lab.project.replaceAll(/[^a-z0-9]/gi, '-');
    const file = join(lab.home, '.claude', 'projects', slug, `${ID}.jsonl`);
    expect(existsSync(file)).toBe(true);
    writeFileSync(file, `{"type":"session-owner","sessionId":"${ID}"}\n`);
    expect(await lab.run([...STREAM, '--session-id', ID])).toMatchObject(inUse);
    const resumed = await lab.run([...STREAM, '--resume', ID]);
    expect(resumed).toMatchObject({ code: 1, stderr: `No conversation found with session ID: ${ID}\n` });
  });

  test.skipIf(process.getuid?.() !== 0)('as root every permission is refused, unless in a sandbox', async () => {
    const refused = await lab.run([...STREAM, '--dangerously-skip-permissions'], { env: { IS_SANDBOX: '' } });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toBe(
      '--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons\n',
    );
    const sandboxed = await lab.run([...STREAM, '--permission-mode', 'bypassPermissions']);
    expect(sandboxed.lines[0]).toMatchObject({ permissionMode: 'bypassPermissions' });
  });

  test('a scenario that cannot be understood is named with its places', async () => {
    const ran = await lab.run(STREAM, { scenario: '{"steps":[{"tekst":"x"},{"wait":"soon"}]}' });
    expect(ran.code).toBe(70);
    expect(ran.stderr).toContain('scenario.steps[0] names no step');
    expect(ran.stderr).toContain('scenario.steps[1].wait is "soon", expected milliseconds');
  });
});

describe('commands besides -p', () => {
  test('a scenario for one agent alone wins over the one for all', async () => {
    const FAKE_AGENT_SCENARIO_CODEX = JSON.stringify({ steps: [{ text: 'Codex speaks.' }] });
    const scenario = { steps: [{ text: 'Anybody speaks.' }] };
    const [claude, codex] = await Promise.all([
      lab.run(['-p', 'x'], { scenario, env: { FAKE_AGENT_SCENARIO_CODEX } }),
      lab.run(['exec', '--skip-git-repo-check', 'x'], {
        agent: 'codex',
        stdin: '',
        scenario,
        env: { FAKE_AGENT_SCENARIO_CODEX },
      }),
    ]);
    expect([claude.text.trim(), codex.text.trim()]).toEqual(['Anybody speaks.', 'Codex speaks.']);
    const broken = await lab.run(['-p', 'x'], { env: { FAKE_AGENT_SCENARIO_CLAUDE: '{"step":1}' } });
    expect(broken).toMatchObject({ code: 70, stderr: expect.stringContaining('FAKE_AGENT_SCENARIO_CLAUDE: ') });
  });

  test('--version says what the environment wants it to be', async () => {
    expect((await lab.run(['--version'])).text).toBe('2.1.329 (Claude Code)\n');
    expect((await lab.run(['--version'], { env: { FAKE_AGENT_VERSION: '9.0.1' } })).text).toBe('9.0.1 (Claude Code)\n');
  });

  test.each([
    { login: 'subscription', code: 0, says: { loggedIn: true, authMethod: 'claude.ai', subscriptionType: 'max' } },
    { login: 'api-key', code: 0, says: { loggedIn: true, authMethod: 'api_key' } },
    { login: 'none', code: 1, says: { loggedIn: false, authMethod: 'none' } },
    { login: 'expired', code: 0, says: { loggedIn: true, authMethod: 'claude.ai' } },
  ] as const)('auth status --json with the login $login', async ({ login, code, says }) => {
    const ran = await lab.run(['auth', 'status', '--json'], { scenario: { login } });
    expect(JSON.parse(ran.text)).toMatchObject(says);
    expect(ran.code).toBe(code);
  });

  test('without a word in the scenario the environment and the credential file decide', async () => {
    const auth = async (env: Record<string, string>): Promise<unknown> => {
      const ran = await lab.run(['auth', 'status', '--json'], { env });
      const said: { readonly authMethod?: unknown } = JSON.parse(ran.text);
      return said.authMethod;
    };
    expect(await auth({})).toBe('none');
    expect(await auth({ ANTHROPIC_API_KEY: 'x' })).toBe('api_key');
    expect(await auth({ CLAUDE_CODE_OAUTH_TOKEN: 'x' })).toBe('oauth_token');
  });
});

describe('flags as they are read', () => {
  const read = (...argv: readonly string[]): unknown => parseOptions(argv);
  test('a list flag swallows the words behind it', () => {
    expect(read('-p', '--allowedTools', 'Read', 'Bash(rm *),Edit', 'prompt')).toMatchObject({
      options: { allowedTools: ['Read', 'Bash(rm *)', 'Edit', 'prompt'], words: [] },
    });
  });
  test('behind -- everything is a word, and = joins a value', () => {
    expect(read('-p', '--model=opus', '--', '--resume')).toMatchObject({
      options: { model: 'opus', words: ['--resume'] },
    });
  });
  test('manual is reported as default', () => {
    expect(read('--permission-mode', 'manual')).toMatchObject({ options: { permissionMode: 'default' } });
  });
});
