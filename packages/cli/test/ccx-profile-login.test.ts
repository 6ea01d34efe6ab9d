import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { openHealth } from '@ccx/profiles';
import { until } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProfilePlace, hasScript, type OnTerminal, type ProfilePlace } from './ccx-profile-place.ts';

let place: ProfilePlace;
let terminal: OnTerminal | null = null;
beforeEach(async () => {
  place = await createProfilePlace();
});
afterEach(async () => {
  terminal?.kill();
  await place.remove();
});

describe('ccx profile login', () => {
  test("starts the vendor's own login for the account, and says who is logged in then", async () => {
    place.register('work');
    const env = { ANTHROPIC_API_KEY: 'key', CLAUDE_CONFIG_DIR: '/elsewhere' };
    const end = await place.run(['profile', 'login', 'work'], { env });
    expect(end.code).toBe(0);
    expect(end.stdout).toContain(`login for ${join(place.home, '.claude-work')}, key none`);
    expect(end.stderr).toContain('✓ work: Logged in as new@example.com');
    expect((await place.profile('list')).stdout).toMatch(/work +claude +ok +now/);
  });

  test("unsets the agent's variable for its default place", async () => {
    const end = await place.run(['profile', 'login', 'claude'], { env: { CLAUDE_CONFIG_DIR: '/elsewhere' } });
    expect(end.stdout).toContain('login for nowhere');
    expect(end.code).toBe(0);
  });

  test('exits 4 where nobody is logged in afterwards, and tells how it ended', async () => {
    place.register('work');
    const end = await place.run(['profile', 'login', 'work'], { env: { LOGIN_ENDS: '7' } });
    expect(end.code).toBe(4);
    expect(end.stderr).toContain('✗ work: Not logged in.');
    expect(end.stderr).toContain('claude auth login ended with 7');
  });

  test('exits 1 where it failed and an earlier login is still there', async () => {
    place.logIn('.claude');
    expect((await place.run(['profile', 'login', 'claude'], { env: { LOGIN_ENDS: '7' } })).code).toBe(1);
  });

  test('warns where the login is that of another account', async () => {
    place.logIn('.claude', { email: 'new@example.com' });
    const end = await place.run(['profile', 'add', 'work', '--login']);
    expect(end.stderr).toContain('work is the same account as claude');
  });

  test('takes back what a run has said of the login before', async () => {
    place.logIn('.claude');
    const health = openHealth({ dir: join(place.home, 'ccx') });
    const checkedAt = new Date().toISOString();
    health.saveProfileHealth({ accountId: 'claude:default', checkedAt, authStatus: 'expired', authDetail: 'Refused.' });
    expect(await place.profile('whoami', 'claude')).toMatchObject({
      code: 4,
      stdout: ' ✗ claude: Refused.\n   ccx profile login claude\n',
    });
    expect((await place.run(['profile', 'login', 'claude'])).code).toBe(0);
    expect((await place.profile('whoami', 'claude')).code).toBe(0);
  });

  test('exits 4 where the agent is not installed, and names the command that installs it', async () => {
    const bin = join(place.home, 'only-node');
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, 'node'));
    const env = { PATH: [bin, dirname('/bin/sh')].join(delimiter) };
    const end = await place.run(['profile', 'login', 'claude'], { env });
    expect(end.code).toBe(4);
    expect(end.stderr).toContain('npm install -g');
  });

  test.skipIf(!hasScript)('hands the terminal over', async () => {
    terminal = place.onTerminal(['profile', 'login', 'claude']);
    expect(await terminal.exitCode).toBe(0);
    expect(terminal.seen()).toContain('stdin terminal');
  });

  test.skipIf(!hasScript)('that is left with Ctrl-C ends with 130, and still says who is logged in', async () => {
    terminal = place.onTerminal(['profile', 'login', 'claude'], { LOGIN_WAITS: '1' });
    await terminal.shows('stdin terminal');
    terminal.type('\u0003');
    expect(await terminal.exitCode).toBe(130);
    expect(terminal.seen()).toContain('claude: Not logged in.');
  });
});

describe('ccx profile whoami', () => {
  test('says who is logged in on an account, in the words of its vendor', async () => {
    place.logIn('.claude-work', { email: 'ada@example.com', organization: 'Acme', plan: 'pro' });
    place.register('work');
    const { stdout, code } = await place.profile('whoami', 'work');
    expect(code).toBe(0);
    expect(stdout).toMatch(/ ✓ work\n {3}e-mail +ada@example\.com\n {3}organization +Acme\n {3}plan +pro/);
    expect(stdout).toContain('~/.claude-work');
  });

  test('asks without a name the account that is active here, of each agent', async () => {
    place.logIn('.claude-work', { email: 'ada@example.com' });
    place.register('work');
    await place.profile('bind', 'work');
    expect(await place.json('whoami')).toMatchObject({
      schemaVersion: 1,
      accounts: [
        { name: 'work', auth: 'ok', account: { agent: 'claude' }, login: { email: 'ada@example.com' } },
        { name: 'codex', auth: 'login-needed', login: null },
        { name: 'gemini' },
      ],
    });
  });

  test('exits 4 where nobody is logged in, and names the login', async () => {
    const end = await place.profile('whoami', 'claude');
    expect(end.code).toBe(4);
    expect(end.stdout).toBe(' ✗ claude: Not logged in.\n   ccx profile login claude\n');
  });

  test('exits 3 for a name that no account has', async () => {
    expect((await place.profile('whoami', 'wrok')).code).toBe(3);
  });

  test('ends with Ctrl-C', async () => {
    const asking = place.start(['profile', 'whoami', 'claude'], { env: { STATUS_WAITS: join(place.home, 'asked') } });
    await until(() => existsSync(join(place.home, 'asked')));
    asking.kill('SIGINT');
    expect(await asking.ended).toMatchObject({ code: 130, stdout: '' });
  });
});

// Sessions that live on this machine may add finds of their own, so the names are ones that no other find has.
describe('ccx profile discover', () => {
  beforeEach(() => {
    place.logIn('.claude-yak');
    place.logIn('.claude-zebra');
  });

  test('only says what it finds where nobody can be asked', async () => {
    const end = await place.profile('discover');
    expect(end.code).toBe(0);
    expect(end.stdout).toMatch(/ ○ yak\n[^]*~\/\.claude-yak\n[^]* ○ zebra\n/);
    expect(end.stderr).toMatch(/ccx profile discover --accept \S+ +registers it/);
    expect(place.registry()).toBe('');
  });

  test('registers what is accepted, says who is logged in there, and finds it no more', async () => {
    const end = await place.profile('discover', '--accept', 'zebra', '--json');
    expect(end.stderr).toContain('zebra added: Logged in as dev@example.com');
    expect(JSON.parse(end.stdout)).toMatchObject({
      schemaVersion: 1,
      found: expect.arrayContaining([
        expect.objectContaining({ name: 'yak' }),
        expect.objectContaining({ name: 'zebra', configDir: join(place.home, '.claude-zebra') }),
      ]),
      registered: [{ name: 'zebra' }],
    });
    expect((await place.profile('discover')).stdout).not.toContain('zebra');
    const all = await place.profile('discover', '--all');
    expect(all.stderr).toContain('yak is the same account as zebra');
    expect(place.registry()).toContain('"yak"');
  });

  test.for([
    [['--accept', 'wrok'], 3, 'It is one of '],
    [['--all', '--accept', 'zebra'], 2, 'Either all'],
  ] as const)('%j exits %i and registers nothing', async ([args, code, words]) => {
    const end = await place.profile('discover', ...args);
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(words);
    expect(place.registry()).toBe('');
  });

  test.skipIf(!hasScript)('asks a person about each find, and registers nothing before the last answer', async () => {
    const before: string[] = [];
    terminal = place.onTerminal(['profile', 'discover']);
    await answer(terminal, (question) => {
      before.push(place.registry());
      return question.includes('~/.claude-zebra') ? 'y\r' : '\r';
    });
    expect(await terminal.exitCode).toBe(0);
    expect(before.join('')).toBe('');
    expect(place.registry()).toContain('"zebra"');
    expect(place.registry()).not.toContain('"yak"');
  });

  test.skipIf(!hasScript)('registers nothing where the person leaves with Ctrl-C', async () => {
    terminal = place.onTerminal(['profile', 'discover']);
    await answer(terminal, (question) => (question.includes('~/.claude-zebra') ? '\u0003' : 'y\r'));
    expect(await terminal.exitCode).toBe(130);
    expect(place.registry()).toBe('');
  });
});

/** Answers question after question until ccx has ended. */
async function answer({ seen, type, exitCode }: OnTerminal, keys: (question: string) => string): Promise<void> {
  const questions = (): readonly string[] => seen().match(/Register .*? \[y\/N\]/g) ?? [];
  const ended = exitCode.then(() => null);
  for (let asked = 0; ; asked += 1) {
    const question = await Promise.race([ended, until(() => questions()[asked])]);
    if (question === null) return;
    type(keys(question));
  }
}
