import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openBook, refusal } from './open-book.ts';

const FILE = `# My accounts, written by hand.

# At work; never for private things.
[[profile]]
name = "work"   # short
agent = "claude"
config_dir = '~/.claude-work'
colour = "teal" # for another program

# The other one.
[[profile]]
name = "private"
agent = "claude"
config_dir = "~/.claude-private"

[choice]
strategy = "stick"
`;

describe('adding', () => {
  test('registers the account, makes its folder and gives the profile back', async () => {
    const { book, home, text } = await openBook();
    const added = await book.add({
      name: 'work',
      agent: 'claude',
      configDir: './.claude-work/',
      label: 'Work "hard"',
      color: '#3FA7D6',
      limits: { priority: 2, rateLimitCooldownMs: 5_400_000 },
    });
    expect(added).toMatchObject({
      id: `claude:${home}/.claude-work`,
      label: 'Work "hard"',
      createdAt: '2026-11-21T08:00:00.000Z',
      lastUsedAt: null,
      limits: { priority: 2, rateLimitCooldownMs: 5_400_000, suggestEnabled: true },
    });
    expect((await stat(join(home, '.claude-work'))).mode & 0o777).toBe(0o700);
    expect(await text()).toBe(`[[profile]]
name = "work"
agent = "claude"
config_dir = "~/.claude-work"
label = "Work \\"hard\\""
color = "#3FA7D6"
priority = 2
rate_limit_cooldown = "90m"
created_at = "2026-11-21T08:00:00.000Z"
`);
    expect((await book.list()).find(({ name }) => name === 'work')).toEqual(added);
  });

  test('leaves everything that stands in the file', async () => {
    const { book, text } = await openBook(FILE);
    await book.add({ name: 'third', agent: 'codex', configDir: '~/.codex-3' });
    expect((await text()).startsWith(FILE)).toBe(true);
    expect(await readFile(`${book.path}.bak`, 'utf8')).toBe(FILE);
  });

  test('takes a default place under another name', async () => {
    const { book, text } = await openBook();
    expect(await book.add({ name: 'home', agent: 'claude', configDir: '~/.claude' })).toMatchObject({
      configDir: null,
      id: 'claude:default',
    });
    expect(await text()).not.toContain('config_dir');
    expect((await book.list()).map(({ name }) => name)).toEqual(['codex', 'gemini', 'home']);
  });

  test('refuses what is taken, and says by whom', async () => {
    const { book } = await openBook(FILE);
    const add = (name: string, configDir: string | null): Promise<unknown> =>
      book.add({ name, agent: 'claude', configDir });
    expect(await refusal(add('work', '~/new'))).toMatchObject({ code: 'profile_already_exists' });
    expect(await refusal(add('more', '~/x/../.claude-private/'))).toMatchObject({
      code: 'config_dir_conflict',
      message: expect.stringContaining('"private"'),
    });
    await add('home', null);
    expect(await refusal(add('home-2', '~/.claude'))).toMatchObject({
      code: 'config_dir_conflict',
      message: expect.stringContaining('"home"'),
    });
    expect(await refusal(add('claude', null))).toMatchObject({ code: 'config_dir_conflict' });
  });

  test('refuses names and values that could not be read again, and writes nothing', async () => {
    const { book, text } = await openBook(FILE);
    const base = { name: 'x', agent: 'claude', configDir: '~/x' } as const;
    for (const draft of [
      { ...base, name: 'X' },
      { ...base, name: 'codex' },
      { ...base, name: 'auto' },
      { ...base, label: '' },
      { ...base, label: 'two\nlines' },
      { ...base, color: 'red' },
      { ...base, limits: { priority: 1001 } },
      { ...base, limits: { reservePercent: 100 } },
      { ...base, limits: { monthlyUsdBudget: 0 } },
      { ...base, limits: { dailyTokenBudget: 1.5 } },
      { ...base, limits: { rateLimitCooldownMs: 1_500 } },
      { ...base, limits: { rateLimitCooldownMs: Number.NaN } },
      { ...base, limits: { holdUntil: 'later' } },
    ]) {
      expect([draft, (await refusal(book.add(draft))).code]).toEqual([draft, 'invalid_argument']);
    }
    expect(await text()).toBe(FILE);
  });

  test('says which folder cannot be made', async () => {
    const { book, home } = await openBook();
    await writeFile(join(home, 'file'), '');
    const add = book.add({ name: 'x', agent: 'claude', configDir: '~/file/x' });
    expect(await refusal(add)).toMatchObject({
      code: 'invalid_config_dir',
      message: expect.stringContaining('file/x'),
    });
  });
});

describe('setting', () => {
  test('writes what was given, clears what is null, and leaves the rest', async () => {
    const { book, text } = await openBook(FILE);
    await book.set('work', { label: 'Work', limits: { priority: 4, weeklyAnchor: 'friday' } });
    const lines = 'colour = "teal" # for another program\nlabel = "Work"\npriority = 4\nweekly_anchor = "friday"\n';
    expect(await text()).toBe(FILE.replace('colour = "teal" # for another program\n', lines));
    const set = await book.set('work', { label: null, limits: { priority: null, weeklyAnchor: null } });
    expect(set).toMatchObject({ label: null, limits: { priority: 0, weeklyAnchor: 'rolling' } });
    expect(await text()).toBe(FILE);
  });

  test('keeps the line endings of the file', async () => {
    const { book, text } = await openBook(FILE.replaceAll('\n', '\r\n'));
    await book.set('work', { label: 'Work' });
    await book.add({ name: 'new', agent: 'codex', configDir: '~/c' });
    expect((await text()).replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect((await book.get('work')).label).toBe('Work');
  });

  test('registers a default place under the name of its agent', async () => {
    const { book, text } = await openBook();
    const set = await book.set('codex', { limits: { reservePercent: 10 } });
    expect(set).toMatchObject({ name: 'codex', configDir: null, limits: { reservePercent: 10 } });
    expect(set.createdAt).not.toBeNull();
    expect(await text()).toContain('name = "codex"');
    expect(await text()).not.toContain('config_dir');
    await book.set('codex', { limits: { reservePercent: 20 } });
    expect((await text()).match(/\[\[profile\]\]/g)).toHaveLength(1);
  });

  test('that changes nothing writes nothing', async () => {
    const { book, text } = await openBook(FILE);
    await book.set('work', {});
    await book.set('private', { label: null });
    expect(await text()).toBe(FILE);
    await expect(stat(`${book.path}.bak`)).rejects.toThrow(/ENOENT/);
  });

  test('refuses a wrong value and an unknown name', async () => {
    const { book, text } = await openBook(FILE);
    expect(await refusal(book.set('work', { limits: { caps5hTurns: -1 } }))).toMatchObject({
      code: 'invalid_argument',
      message: 'caps_5h_turns of "work" is -1, expected a whole number above 0.',
    });
    expect((await refusal(book.set('wrk', {}))).code).toBe('profile_not_found');
    expect(await text()).toBe(FILE);
  });
});

describe('a hold', () => {
  test('ends by itself when its time has come', async () => {
    const { book, clock } = await openBook(FILE);
    await book.set('work', { limits: { holdUntil: '2026-11-21T09:00:00.000Z', holdReason: 'lunch' } });
    expect((await book.get('work')).limits).toMatchObject({
      holdUntil: '2026-11-21T09:00:00.000Z',
      holdReason: 'lunch',
    });
    await clock.advance(60 * 60_000);
    expect((await book.get('work')).limits).not.toHaveProperty('holdUntil');
    expect((await book.get('work')).limits).not.toHaveProperty('holdReason');
  });

  test('until a person ends it outlives any time, and its reason may be what a vendor said', async () => {
    const { book, clock } = await openBook(FILE);
    const holdReason = `Your credit\n  balance is\ttoo low. ${'x'.repeat(400)}`;
    await book.set('work', { limits: { holdUntil: 'released-by-hand', holdReason } });
    await clock.advance(400 * 86_400_000);
    const { limits } = await book.get('work');
    expect(limits.holdUntil).toBe('released-by-hand');
    expect(limits.holdReason).toMatch(/^Your credit balance is too low\. x+…$/);
    expect((await book.set('work', { limits: { holdUntil: null, holdReason: null } })).limits).not.toHaveProperty(
      'holdUntil',
    );
  });
});

describe('renaming', () => {
  test('keeps the account, and bindings follow', async () => {
    const { book, home, text } = await openBook(FILE);
    await book.bind('~/src', ['work', 'private']);
    const before = await book.get('work');
    const after = await book.rename('work', 'office');
    expect(after).toEqual({ ...before, name: 'office' });
    expect(await book.find('work')).toBeNull();
    expect(await book.bindings()).toEqual([{ folder: `${home}/src`, profiles: ['office', 'private'] }]);
    expect(await text()).toContain('name = "office"   # short');
  });

  test('gives a default place that was not registered its own name', async () => {
    const { book } = await openBook();
    expect(await book.rename('gemini', 'google')).toMatchObject({ name: 'google', id: 'gemini:default' });
    expect((await book.get('gemini')).name).toBe('google');
    expect((await book.rename('google', 'gemini')).name).toBe('gemini');
  });

  test('refuses a name that is taken, reserved or none', async () => {
    const { book, text } = await openBook(FILE);
    expect((await refusal(book.rename('work', 'private'))).code).toBe('profile_already_exists');
    for (const to of ['claude', 'all', 'A', ''])
      expect((await refusal(book.rename('work', to))).code).toBe('invalid_argument');
    expect((await refusal(book.rename('nobody', 'x'))).code).toBe('profile_not_found');
    await book.rename('work', 'work');
    expect(await text()).toBe(FILE);
  });
});

describe('removing', () => {
  test('takes the name away, leaves the folder, and says what else stays', async () => {
    const { book, home, text } = await openBook(FILE);
    await mkdir(join(home, '.claude-work'));
    await writeFile(join(home, '.claude-work', 'mine'), 'x');
    await book.bind('~/both', ['work', 'private']);
    await book.bind('~/alone', ['work']);
    await book.bind('~/alone-2', ['work']);
    const { profile, leaves } = await book.remove('work');
    expect(profile).toMatchObject({ name: 'work', id: `claude:${home}/.claude-work` });
    expect(leaves).toEqual([
      expect.stringContaining(`${home}/.claude-work`),
      expect.stringMatching(/~\/both stays bound to private/),
      expect.stringMatching(/~\/alone was bound to it alone/),
      expect.stringMatching(/~\/alone-2 was bound to it alone/),
      expect.stringContaining(`claude:${home}/.claude-work`),
      expect.stringContaining('.ccx-profile'),
    ]);
    expect(await readFile(join(home, '.claude-work', 'mine'), 'utf8')).toBe('x');
    expect(await book.bindings()).toEqual([{ folder: `${home}/both`, profiles: ['private'] }]);
    const left = await text();
    expect(left).toContain('# My accounts, written by hand.');
    expect(left).toContain('# The other one.\n[[profile]]\nname = "private"');
    expect(left).not.toContain('At work');
    expect(left).not.toContain('teal');
  });

  test('of a default place gives it back its old name', async () => {
    const { book, home } = await openBook('[[profile]]\nname = "mine"\nagent = "claude"\npriority = 3\n');
    const { leaves } = await book.remove('mine');
    expect(leaves).toContainEqual(expect.stringContaining('as "claude"'));
    expect(await book.get('claude')).toMatchObject({ name: 'claude', createdAt: null, limits: { priority: 0 } });
    await book.set('claude', { label: 'x' });
    await book.bind('~/src', ['claude']);
    await book.remove('claude');
    expect(await book.bindings()).toEqual([{ folder: `${home}/src`, profiles: ['claude'] }]);
    expect((await refusal(book.remove('claude'))).message).toMatch(/not registered/);
  });

  test('of the last profile leaves a file that can be read', async () => {
    const { book, text } = await openBook();
    await book.add({ name: 'a', agent: 'claude', configDir: '~/a' });
    await book.remove('a');
    expect(await text()).toBe('');
    expect(await book.list()).toHaveLength(3);
  });
});
