import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codexHome, createTempHome, geminiHome, subscriptionHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Discovery, HomeInUse } from '../../src/discover/discovery.ts';
import { discoverProfiles } from '../../src/discover/discover-profiles.ts';
import { asOrdinaryUser } from '../support/as-ordinary-user.ts';
import { memoryBook, profile } from '../support/memory-book.ts';

let world: TempHome;

beforeEach(async () => {
  world = await createTempHome();
});
afterEach(() => world.remove());

interface Given {
  readonly profiles?: Parameters<typeof memoryBook>[0];
  readonly env?: Readonly<Record<string, string>>;
  readonly inUse?: readonly HomeInUse[];
}

function discover({ profiles = [], env = {}, inUse = [] }: Given = {}) {
  return discoverProfiles({ book: memoryBook(profiles), env, home: world.home, inUse });
}

/** Makes files, and folders where a path ends in `/`, below the home. */
async function make(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const place = join(world.home, path);
    await mkdir(path.endsWith('/') ? place : dirname(place), { recursive: true });
    if (!path.endsWith('/')) await writeFile(place, '');
  }
}

async function names(given?: Given): Promise<readonly string[]> {
  return (await discover(given)).found.map(({ name }) => name);
}

describe('what is proposed', () => {
  it('are homes as the CLIs leave them, with what they show', async () => {
    const at = (path: string) => join(world.home, path);
    await subscriptionHome(world, { configDir: at('.claude-work') });
    await codexHome(world, { url: 'http://127.0.0.1:9' }, { configDir: at('.codex-lab') });
    await geminiHome(world, { configDir: at('.gemini-pics/.gemini') });
    expect(await discover()).toEqual({
      found: [
        {
          agent: 'claude',
          configDir: at('.claude-work'),
          name: 'work',
          evidence: ['holds .credentials.json, .claude.json'],
          hasLogin: true,
          inUse: false,
        },
        {
          agent: 'codex',
          configDir: at('.codex-lab'),
          name: 'lab',
          evidence: ['holds auth.json, config.toml'],
          hasLogin: true,
          inUse: false,
        },
        {
          agent: 'gemini',
          configDir: at('.gemini-pics/.gemini'),
          name: 'pics',
          evidence: ['holds settings.json'],
          hasLogin: false,
          inUse: false,
        },
      ] satisfies readonly Discovery[],
      skipped: [],
    });
  });

  it.each([
    ['.claude-a/projects/'],
    ['.claude-a/.claude.json'],
    ['.claude-a/settings.json', '.claude-a/sessions/'],
    ['.codex-a/sessions/'],
    ['.codex-a/config.toml', '.codex-a/history.jsonl'],
    ['.gemini-a/.gemini/projects.json'],
    ['.gemini-a/.gemini/oauth_creds.json'],
    ['.config/claude-a/projects/'],
    ['.config/.codex-a/auth.json'],
  ])('is known by what its agent writes: %j', async (...paths) => {
    await make(...paths);
    expect(await names()).toEqual(['a']);
  });

  it('is also looked for where XDG_CONFIG_HOME says', async () => {
    await make('xdg/claude-far/projects/', '.config/claude-near/projects/');
    expect(await names({ env: { XDG_CONFIG_HOME: join(world.home, 'xdg') } })).toEqual(['far']);
    expect(await names({ env: { XDG_CONFIG_HOME: 'xdg' } })).toEqual(['near']);
  });

  it("is what an agent's variable names, wherever it lies", async () => {
    await make('accounts/acme/projects/', 'accounts/zed/.gemini/settings.json');
    const at = (path: string) => join(world.home, 'accounts', path);
    const { found } = await discover({ env: { CLAUDE_CONFIG_DIR: at('acme'), GEMINI_CLI_HOME: at('zed') } });
    expect(found).toMatchObject([
      { configDir: at('acme'), name: 'acme', evidence: ['holds projects/', 'CLAUDE_CONFIG_DIR names it'] },
      { configDir: at('zed/.gemini'), name: 'zed', evidence: ['holds settings.json', 'GEMINI_CLI_HOME names it'] },
    ]);
  });

  it('is what a live session uses, also where nothing else tells of it', async () => {
    await make('.claude-backup/', 'new/', '.codex-lab/auth.json');
    const at = (path: string) => join(world.home, path);
    const { found } = await discover({
      inUse: [
        { agent: 'claude', configDir: at('new') },
        { agent: 'claude', configDir: at('.claude-backup') },
        { agent: 'claude', configDir: null },
        { agent: 'codex', configDir: at('.codex-lab') },
        { agent: 'codex', configDir: at('.codex-lab') },
      ],
    });
    expect(found).toMatchObject([
      { configDir: at('.claude-backup'), inUse: true, hasLogin: false, evidence: ['a live session uses it'] },
      { configDir: at('new'), inUse: true },
      { configDir: at('.codex-lab'), inUse: true, evidence: ['holds auth.json', 'a live session uses it'] },
    ]);
  });

  it('has names that differ from each other and from those of profiles', async () => {
    await make(
      '.claude-work/projects/',
      '.claude-equipe/projects/',
      '.claude-Équipe/projects/',
      '.codex-work/auth.json',
    );
    await make('.codex-home/auth.json', '.claude-工作/projects/');
    const { found } = await discover({ profiles: [profile('home', 'claude', '/elsewhere')] });
    const folders = found.map(({ configDir, name }) => [configDir.slice(world.home.length + 1), name]);
    expect(Object.fromEntries(folders)).toEqual({
      '.claude-equipe': 'equipe',
      '.claude-work': 'work',
      '.claude-Équipe': 'claude-equipe',
      '.claude-工作': 'claude-2',
      '.codex-home': 'codex-home',
      '.codex-work': 'codex-work',
    });
  });

  it('is one place once, by its real path, under the name of the link that leads to it', async () => {
    await make('accounts/1/projects/');
    await symlink(join(world.home, 'accounts', '1'), join(world.home, '.claude-work'));
    await symlink('.claude-work', join(world.home, '.claude-works-too'));
    const { found } = await discover({ env: { CLAUDE_CONFIG_DIR: join(world.home, '.claude-work') } });
    expect(found).toMatchObject([{ configDir: join(world.home, 'accounts', '1'), name: 'work' }]);
  });
});

describe('what is not proposed', () => {
  it('are default places, registered ones, and links to them', async () => {
    await make('.claude/projects/', '.codex/auth.json', '.gemini/settings.json', '.claude-work/projects/');
    await symlink('.claude', join(world.home, '.claude-main'));
    await symlink('.claude-work', join(world.home, '.claude-job'));
    const profiles = [profile('work', 'claude', join(world.home, '.claude-work'))];
    const env = { CODEX_HOME: join(world.home, '.codex') };
    expect(await discover({ profiles, env })).toEqual({ found: [], skipped: [] });
  });

  it('are files, which are in every home', async () => {
    await make('.claude.json', '.claude.json.backup', '.codexrc');
    expect(await discover()).toEqual({ found: [], skipped: [] });
  });

  it.each([
    ['.claude-empty/', 'holds nothing of Claude Code'],
    ['.claude-mem/settings.json', 'holds settings.json and nothing else of Claude Code'],
    ['.claude-odd/projects', 'holds nothing of Claude Code'],
    ['.claude-odd/.claude.json/', 'holds nothing of Claude Code'],
    ['.codex-empty/', 'holds nothing of Codex'],
    ['.claude.bak/projects/', 'its name says that it was put aside: ".claude.bak"'],
    ['.claude-backup-2/.claude.json', 'its name says that it was put aside: ".claude-backup-2"'],
    ['.codex_20251121/auth.json', 'its name says that it was put aside: ".codex_20251121"'],
    ['.claude-work~/projects/', 'its name says that it was put aside: ".claude-work~"'],
  ])('%s: %s', async (path, reason) => {
    await make(path);
    const folder = path.slice(0, path.indexOf('/'));
    expect(await discover()).toEqual({ found: [], skipped: [{ path: join(world.home, folder), reason }] });
  });

  it('is a home of Gemini CLI that lacks the folder it would use', async () => {
    await make('.gemini-flat/settings.json');
    const { found, skipped } = await discover();
    expect(found).toEqual([]);
    expect(skipped).toEqual([{ path: join(world.home, '.gemini-flat', '.gemini'), reason: 'is not there' }]);
  });

  it('is a link that leads nowhere, in a circle or to a file', async () => {
    await make('file');
    await symlink('gone', join(world.home, '.claude-gone'));
    await symlink('.claude-round', join(world.home, '.claude-round'));
    await symlink('file', join(world.home, '.claude-file'));
    const { found, skipped } = await discover();
    expect(found).toEqual([]);
    expect(skipped).toHaveLength(3);
  });

  it('is a folder that may not be looked into; the others are', async () => {
    await make('.claude-shut/projects/', '.claude-work/projects/');
    await chmod(join(world.home, '.claude-shut'), 0o400);
    const { found, skipped } = await asOrdinaryUser(world, () => discover());
    expect(found).toMatchObject([{ name: 'work' }]);
    expect(skipped).toEqual([{ path: join(world.home, '.claude-shut'), reason: 'cannot be looked into (EACCES)' }]);
  });

  it('is anything in a home that may not be read, and that is said', async () => {
    await make('.claude-work/projects/');
    await chmod(world.home, 0o300);
    const { found, skipped } = await asOrdinaryUser(world, () => discover());
    expect(found).toEqual([]);
    expect(skipped).toEqual([{ path: world.home, reason: 'cannot be read (EACCES)' }]);
  });

  it('is what a session used that is gone', async () => {
    const configDir = join(world.home, 'gone');
    const { found, skipped } = await discover({ inUse: [{ agent: 'claude', configDir }] });
    expect({ found, skipped }).toEqual({ found: [], skipped: [{ path: configDir, reason: 'is not there' }] });
  });

  it("is what cannot be registered: ccx's own folders, and the home itself", async () => {
    await make('.local/state/ccx/probe/projects/');
    const own = join(world.home, '.local', 'state', 'ccx', 'probe');
    const { found, skipped } = await discover({
      env: { CLAUDE_CONFIG_DIR: world.home },
      inUse: [{ agent: 'claude', configDir: own }],
    });
    expect(found).toEqual([]);
    expect(skipped.map(({ path }) => path).toSorted()).toEqual([own, world.home].toSorted());
  });
});

it('looks at no more than 200 folders of an agent in one folder, and says how many it left', async () => {
  await Promise.all(Array.from({ length: 1500 }, (_, at) => mkdir(join(world.home, `other-${at}`))));
  await Promise.all(
    Array.from({ length: 230 }, (_, at) => mkdir(join(world.home, `.claude-n${at}`, 'projects'), { recursive: true })),
  );
  await make('.codex-lab/auth.json');
  const { found, skipped } = await discover();
  expect(found).toHaveLength(201);
  expect(new Set(found.map(({ name }) => name)).size).toBe(201);
  expect(skipped).toEqual([{ path: world.home, reason: expect.stringMatching(/^30 more folders/) }]);
});

it('registers nothing, changes nothing, and opens no file', async () => {
  await subscriptionHome(world, { configDir: join(world.home, '.claude-work') });
  await Promise.all(
    ['.credentials.json', '.claude.json'].map((name) => chmod(join(world.home, '.claude-work', name), 0o000)),
  );
  const before = await readdir(world.home, { recursive: true });
  const { found } = await asOrdinaryUser(world, () => discover());
  expect(found).toMatchObject([{ name: 'work', hasLogin: true }]);
  expect(await readdir(world.home, { recursive: true })).toEqual(before);
});
