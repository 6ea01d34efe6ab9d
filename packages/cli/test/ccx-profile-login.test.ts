import { mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
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
});

describe('ccx profile discover', () => {
  beforeEach(() => {
    place.logIn('.claude-work');
    place.logIn('.claude-private');
  });

  test('only says what it finds where nobody can be asked', async () => {
    const end = await place.profile('discover');
    expect(end.code).toBe(0);
    expect(end.stdout).toMatch(/ ○ private\n[^]*~\/\.claude-private\n[^]* ○ work\n/);
    expect(end.stderr).toContain('ccx profile discover --accept private');
    expect(place.registry()).toBe('');
  });

  test('registers what is accepted, and finds it no more', async () => {
    expect(await place.json('discover', '--accept', 'work')).toMatchObject({
      schemaVersion: 1,
      found: [{ name: 'private' }, { name: 'work' }],
      registered: [{ name: 'work' }],
    });
    expect(await place.json('discover', '--all')).toMatchObject({ found: [{ name: 'private' }] });
    expect((await place.profile('discover')).stderr).toContain('No account is here that has no name yet.');
  });

  test.for([
    [['--accept', 'wrok'], 3, 'It is one of private, work.'],
    [['--all', '--accept', 'work'], 2, 'Either all'],
  ] as const)('%j exits %i and registers nothing', async ([args, code, words]) => {
    const end = await place.profile('discover', ...args);
    expect(end.code).toBe(code);
    expect(end.stderr).toContain(words);
    expect(place.registry()).toBe('');
  });

  test.skipIf(!hasScript)('asks a person about each find', async () => {
    terminal = place.onTerminal(['profile', 'discover']);
    await terminal.shows('as private? [y/N]');
    terminal.type('\r');
    await terminal.shows('as work? [y/N]');
    expect(place.registry()).toBe('');
    terminal.type('y\r');
    expect(await terminal.exitCode).toBe(0);
    expect(place.registry()).toContain('work');
    expect(place.registry()).not.toContain('private');
  });

  test.skipIf(!hasScript)('registers nothing where the person leaves with Ctrl-C', async () => {
    terminal = place.onTerminal(['profile', 'discover']);
    await terminal.shows('as private? [y/N]');
    terminal.type('y\r');
    await terminal.shows('as work? [y/N]');
    terminal.type('\u0003');
    expect(await terminal.exitCode).toBe(130);
    expect(place.registry()).toBe('');
  });
});
