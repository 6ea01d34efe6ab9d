import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openProfiles } from '../../src/index.ts';
import { openBook, refusal } from './open-book.ts';

const DEFAULTS = {
  priority: 0,
  suggestEnabled: true,
  rateLimitCooldownMs: 5 * 60 * 60_000,
  weeklyAnchor: 'rolling',
  reservePercent: 0,
  allowExtraUsage: false,
};

test('without a file there are the default places of the agents, by the names of the agents', async () => {
  const { book } = await openBook();
  const profiles = await book.list();
  expect(profiles.map(({ name, id, configDir, createdAt }) => [name, id, configDir, createdAt])).toEqual([
    ['claude', 'claude:default', null, null],
    ['codex', 'codex:default', null, null],
    ['gemini', 'gemini:default', null, null],
  ]);
  for (const { limits } of profiles) expect(limits).toEqual(DEFAULTS);
  expect(await book.choice()).toEqual({ strategy: 'balanced', withoutEvidence: 'assume' });
  expect(await book.bindings()).toEqual([]);
});

test('every key of the file has its place', async () => {
  const { book, home } = await openBook(`
[[profile]]
name = "work"
agent = "claude"
config_dir = "~/.claude-work/"
label = "Work ☕"
color = "#3fa7d6"
created_at = 2026-01-02T03:04:05+02:00
daily_token_budget = 5_000_000
weekly_token_budget = 20_000_000
monthly_usd_budget = 12.5
priority = -3
suggest_enabled = false
rate_limit_cooldown = "1h30m"
plan_tier = "max5"
weekly_anchor = "monday"
caps_5h_turns = 200
caps_weekly_turns = 1200
reserve_percent = 12.5
allow_extra_usage = true
billing = "subscription"
hold_until = "released-by-hand"
hold_reason = "no credit"

[choice]
strategy = "consume-first"
without_evidence = "avoid"

[[binding]]
folder = "~/src"
profiles = ["work", "claude"]
`);
  expect(await book.get('work')).toEqual({
    agent: 'claude',
    configDir: `${home}/.claude-work`,
    id: `claude:${home}/.claude-work`,
    name: 'work',
    label: 'Work ☕',
    color: '#3fa7d6',
    createdAt: '2026-01-02T01:04:05.000Z',
    lastUsedAt: null,
    limits: {
      dailyTokenBudget: 5_000_000,
      weeklyTokenBudget: 20_000_000,
      monthlyUsdBudget: 12.5,
      priority: -3,
      suggestEnabled: false,
      rateLimitCooldownMs: 90 * 60_000,
      planTier: 'max5',
      weeklyAnchor: 'monday',
      caps5hTurns: 200,
      capsWeeklyTurns: 1200,
      reservePercent: 12.5,
      allowExtraUsage: true,
      billing: 'subscription',
      holdUntil: 'released-by-hand',
      holdReason: 'no credit',
    },
  });
  expect(await book.choice()).toEqual({ strategy: 'consume-first', withoutEvidence: 'avoid' });
  expect(await book.bindings()).toEqual([{ folder: `${home}/src`, profiles: ['work', 'claude'] }]);
  expect(await book.unknownKeys()).toEqual([]);
});

test('a default place that was registered under another name stands under that name alone', async () => {
  const { book, home } = await openBook('[[profile]]\nname = "mine"\nagent = "claude"\nconfig_dir = "~/.claude"\n');
  expect((await book.list()).map(({ name }) => name)).toEqual(['codex', 'gemini', 'mine']);
  expect(await book.find('claude')).toMatchObject({ name: 'mine', configDir: null, id: 'claude:default' });
  expect(await book.byAccount('claude:default')).toMatchObject({ name: 'mine' });
  expect(await book.byAccount(`claude:${home}/.claude`)).toBeNull();
});

test('an account is known by its canonical folder, however the file writes it', async () => {
  const { book, home } = await openBook('[[profile]]\nname = "w"\nagent = "codex"\nconfig_dir = "~/link"\n');
  await mkdir(join(home, 'there'));
  await symlink('there', join(home, 'link'));
  expect((await book.byAccount(`codex:${home}/there`))?.name).toBe('w');
});

test('keys that ccx does not know are named and harm nothing', async () => {
  const { book } = await openBook(`
theme = "dark"
[[profile]]
name = "work"
agent = "claude"
config_dir = "~/w"
colour = 9223372036854775807
limits = { priority = 3 }
[choice]
mood = 1
[[binding]]
folder = "/src"
profiles = ["work"]
since = 2026-01-01
`);
  expect(await book.unknownKeys()).toEqual([
    'theme',
    'profile.work.colour',
    'profile.work.limits',
    'binding./src.since',
    'choice.mood',
  ]);
  expect((await book.get('work')).limits.priority).toBe(0);
});

const work = (line: string): string => `[[profile]]\nname = "work"\nagent = "claude"\nconfig_dir = "~/w"\n${line}\n`;

test.for<[string, string]>([
  [work('priority = "high"'), 'profile "work": priority is "high", expected a whole number from -1000 to 1000'],
  [work('priority = 1.5'), 'priority is 1.5'],
  [work('daily_token_budget = 0'), 'daily_token_budget is 0, expected a whole number above 0'],
  [work('daily_token_budget = 9223372036854775807'), 'daily_token_budget is 9223372036854775807'],
  [work('monthly_usd_budget = nan'), 'monthly_usd_budget is NaN'],
  [work('reserve_percent = 100'), 'reserve_percent is 100, expected a number from 0 to 99'],
  [work('suggest_enabled = "yes"'), 'expected true or false'],
  [work('rate_limit_cooldown = "soon"'), 'expected a length of time as "5h"'],
  [work('rate_limit_cooldown = 5'), 'rate_limit_cooldown is 5'],
  [work('plan_tier = "max50"'), 'expected pro, max5, max20 or api'],
  [work('weekly_anchor = "someday"'), 'expected rolling, monday'],
  [work('color = "red"'), 'expected a colour as #3fa7d6'],
  [work('label = "a\\u001b[31m"'), 'expected one line of text'],
  [work('hold_until = 2026-01-01'), 'expected a time as 2026-11-21T08:00:00Z, or "released-by-hand"'],
  [work('hold_until = "tomorrow"'), 'hold_until is "tomorrow"'],
  [work('billing = true'), 'expected subscription or api'],
  ['[[profile]]\nagent = "claude"\n', 'profile 1: name is absent'],
  ['[[profile]]\nname = "Work"\nagent = "claude"\n', 'name is "Work"'],
  ['[[profile]]\nname = "w"\n', 'profile "w": agent is absent, expected claude, codex or gemini'],
  ['[[profile]]\nname = "w"\nagent = "vim"\n', 'agent is "vim"'],
  ['[[profile]]\nname = "w"\nagent = "claude"\nconfig_dir = "here"\n', 'expected an absolute path'],
  ['[[profile]]\nname = "codex"\nagent = "claude"\nconfig_dir = "/w"\n', 'default place of Codex'],
  ['[[profile]]\nname = "all"\nagent = "claude"\nconfig_dir = "/w"\n', 'word of ccx'],
  [`${work('')}${work('').replace('~/w', '~/v')}`, 'two profiles are named "work"'],
  ['profile = 1\n', 'profile is 1, expected [[profile]] tables'],
  ['choice = 1\n', 'choice is 1, expected a table'],
  ['[choice]\nstrategy = "best"\n', 'choice: strategy is "best", expected balanced, consume-first or stick'],
  ['[[binding]]\nfolder = "src"\nprofiles = ["a"]\n', 'binding "src": folder is "src"'],
  [
    '[[binding]]\nfolder = "/src"\nprofiles = []\n',
    'profiles is a list, expected a list of names of profiles, not empty',
  ],
  ['a = 1\n[[profile\n', 'is not TOML: line 2, column 10'],
])('a wrong value is named with its place: %#', async ([text, said]) => {
  const { book } = await openBook(text);
  const { code, message, hint } = await refusal(book.list());
  expect(code).toBe('invalid_config');
  expect(message).toContain(book.path);
  expect(message).toContain(said);
  expect(hint).not.toBeNull();
});

test('one folder under two names is refused, whichever way it is written', async () => {
  const again = work('').replace('"work"', '"other"').replace('~/w', '~/x/../w/');
  const { book } = await openBook(`${work('')}${again}`);
  const { code, message } = await refusal(book.list());
  expect(code).toBe('config_dir_conflict');
  expect(message).toMatch(/"work" and "other"/);
});

test('two agents may use one folder', async () => {
  const { book } = await openBook(`${work('')}${work('').replace('"work"', '"w-2"').replace('"claude"', '"codex"')}`);
  expect((await book.list()).map(({ name }) => name)).toEqual(['claude', 'codex', 'gemini', 'w-2', 'work']);
});

test('a file that is not UTF-8 is refused, since it could not be written again as it was', async () => {
  const { book } = await openBook('');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(book.path, Buffer.from([0x23, 0xff, 0x0a]));
  expect(await refusal(book.list())).toMatchObject({
    code: 'invalid_config',
    message: expect.stringContaining('UTF-8'),
  });
});

test('a file that cannot be read is an error, never an empty registry', async () => {
  const { book } = await openBook();
  await mkdir(book.path, { recursive: true });
  expect(await refusal(book.list())).toMatchObject({ code: 'io_failed' });
});

test('a name that is not known is answered with the nearest', async () => {
  const { book } = await openBook(work(''));
  expect(await book.find('wrok')).toBeNull();
  expect(await refusal(book.get('wrok'))).toMatchObject({
    code: 'profile_not_found',
    message: 'No profile is named "wrok".',
    hint: expect.stringContaining('"work"'),
  });
  expect(await refusal(book.get('zzzzzz'))).toMatchObject({ hint: 'ccx profile list' });
});

test('CCX_HOME moves the registry', async () => {
  const { home } = await openBook();
  expect(openProfiles({ env: { CCX_HOME: '/srv/ccx' }, home }).path).toBe('/srv/ccx/profiles.toml');
});
