import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBook, refusal } from './open-book.ts';

test('what is exported makes the same accounts in another home, without what belongs to this machine', async () => {
  const here = await openBook(`
[[profile]]
name = "work"
agent = "claude"
config_dir = "~/.claude-work"
label = "Work"
priority = 3
rate_limit_cooldown = "90m"
secret = "of another program"
created_at = 2026-01-01T00:00:00Z
hold_until = "released-by-hand"
hold_reason = "x"

[[profile]]
name = "g"
agent = "gemini"
config_dir = "~/g"

[[profile]]
name = "claude"
agent = "claude"
reserve_percent = 20
`);
  const text = await here.book.export();
  expect(text).not.toMatch(/secret|created_at|hold|\/home\//);
  expect(text).not.toContain(here.home);
  const there = await openBook();
  const { added, skipped } = await there.book.import(text);
  expect(skipped).toEqual([]);
  expect(added.map(({ name }) => name)).toEqual(['claude', 'g', 'work']);
  expect(await there.book.get('work')).toMatchObject({
    id: `claude:${there.home}/.claude-work`,
    label: 'Work',
    createdAt: '2026-11-21T08:00:00.000Z',
    limits: { priority: 3, rateLimitCooldownMs: 5_400_000 },
  });
  expect((await there.book.get('g')).configDir).toBe(`${there.home}/g/.gemini`);
  expect((await there.book.get('claude')).limits.reservePercent).toBe(20);
  expect(await there.book.export()).toBe(text);
});

test('named profiles are exported alone, also a default place that nobody registered', async () => {
  const { book } = await openBook('[[profile]]\nname = "a"\nagent = "claude"\nconfig_dir = "/a"\n');
  expect(await book.export(['codex'])).toBe('[[profile]]\nname = "codex"\nagent = "codex"\n');
  expect(await book.export(['a'])).toContain('config_dir = "/a"');
  expect((await refusal(book.export(['b']))).code).toBe('profile_not_found');
  expect(await (await openBook()).book.export()).toBe('');
});

test('the home directory is ~ also where it is reached through a link', async () => {
  const { book, home } = await openBook();
  const { openProfiles } = await import('../../src/index.ts');
  await symlink(home, `${home}-link`);
  const linked = openProfiles({ env: { CCX_HOME: join(home, 'ccx') }, home: `${home}-link` });
  await linked.add({ name: 'work', agent: 'claude', configDir: '~/.claude-work' });
  expect(await readFile(linked.path, 'utf8')).toContain('config_dir = "~/.claude-work"');
  expect((await linked.get('work')).id).toBe(`claude:${home}/.claude-work`);
  expect(await book.list()).toHaveLength(3);
});

test('what cannot be imported is skipped with its reason, and the rest is there', async () => {
  const { book, home, text } = await openBook('[[profile]]\nname = "work"\nagent = "claude"\nconfig_dir = "~/w"\n');
  const { added, skipped } = await book.import(`
[[profile]]
name = "work"
config_dir = "~/other"
[[profile]]
name = "same"
config_dir = "~/w/"
[[profile]]
name = "codex"
config_dir = "~/x"
[[profile]]
config_dir = "~/y"
[[profile]]
name = "relative"
config_dir = "y"
[[profile]]
name = "good"
config_dir = "~/good"
[[profile]]
name = "good-again"
config_dir = "~/good"
`);
  expect(added.map(({ id }) => id)).toEqual([`claude:${home}/good`]);
  expect(skipped.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
    expect.stringMatching(/^work: There is a profile "work" already/),
    expect.stringMatching(/^same: .* is the profile "work" already/),
    expect.stringMatching(/^codex: .*default place of Codex/),
    expect.stringMatching(/^profile 4: name is absent/),
    expect.stringMatching(/^relative: config_dir is "y", expected an absolute path/),
    expect.stringMatching(/^good-again: .* is the profile "good" already/),
  ]);
  expect((await text()).match(/\[\[profile\]\]/g)).toHaveLength(2);
});

test('the file of the ccx before this one can be imported', async () => {
  const { book, home } = await openBook();
  await mkdir(join(home, '.claude'));
  const { added, skipped } = await book.import(`
[[profile]]
  name = "personal"
  config_dir = "${home}/.claude"
  label = ""
  color = ""
  created_at = 2026-05-01T10:00:00Z
  last_used_at = 2026-05-02T10:00:00Z
  [profile.limits]
    daily_token_budget = 0
    weekly_token_budget = 5000000
    monthly_usd_budget = 0.0
    priority = 2
    suggest_enabled = false
    rate_limit_cooldown = "5h0m0s"
    plan_tier = "max20"
    weekly_anchor = ""
    caps_5h_turns = 0
    caps_weekly_turns = 4500
[[profile]]
  name = "odd"
  config_dir = "${home}/.claude-odd"
  [profile.limits]
    rate_limit_cooldown = "soon"
`);
  expect(added).toMatchObject([{ name: 'personal', agent: 'claude', configDir: null, label: null }]);
  expect(added[0]?.limits).toEqual({
    weeklyTokenBudget: 5_000_000,
    priority: 2,
    suggestEnabled: false,
    rateLimitCooldownMs: 5 * 3_600_000,
    planTier: 'max20',
    weeklyAnchor: 'rolling',
    capsWeeklyTurns: 4500,
    reservePercent: 0,
    allowExtraUsage: false,
  });
  expect(skipped).toEqual([{ name: 'odd', reason: expect.stringContaining('rate_limit_cooldown is "soon"') }]);
});

test('a text that is no such file is refused', async () => {
  const { book } = await openBook();
  expect(await refusal(book.import('[[profile'))).toMatchObject({ code: 'invalid_config' });
  expect(await refusal(book.import('profile = "x"'))).toMatchObject({ code: 'invalid_config' });
  expect(await book.import('')).toEqual({ added: [], skipped: [] });
});
