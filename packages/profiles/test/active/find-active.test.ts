import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CcxError } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActiveQuestion } from '../../src/active-choice.ts';
import { findActive } from '../../src/active/find-active.ts';
import type { Binding } from '../../src/profile-book.ts';
import { memoryBook, profile } from '../support/memory-book.ts';

const PROFILES = [
  profile('work', 'claude'),
  profile('private', 'claude'),
  profile('lab', 'codex'),
  profile('pics', 'gemini'),
];

let world: TempHome;
let shop: string;

beforeEach(async () => {
  world = await createTempHome();
  shop = join(world.home, 'shop');
  await mkdir(join(shop, 'src'), { recursive: true });
});
afterEach(() => world.remove());

interface Asked {
  readonly question?: Partial<ActiveQuestion>;
  readonly env?: Readonly<Record<string, string>>;
  readonly bindings?: readonly Binding[];
}

function ask({ question, env = {}, bindings = [] }: Asked = {}) {
  return findActive(
    { agent: null, flag: null, cwd: join(shop, 'src'), ...question },
    { book: memoryBook(PROFILES, bindings), env, home: world.home },
  );
}

async function failure(asked: Asked): Promise<CcxError> {
  const outcome = await ask(asked).catch((error: unknown) => error);
  if (!CcxError.is(outcome)) throw new Error('expected a CcxError', { cause: outcome });
  return outcome;
}

async function names(asked: Asked): Promise<readonly (string | undefined)[] | null> {
  const { pin } = await ask(asked);
  return pin === null ? null : pin.accounts.map(({ profile: found }) => found?.name);
}

describe('where nobody chose', () => {
  it('nothing pins, and every rule is named with its place', async () => {
    const { pin, findings, notes } = await ask();
    expect(pin).toBeNull();
    expect(notes).toBeUndefined();
    expect(findings.map(({ rule, where }) => [rule, where])).toEqual([
      ['flag', '--profile'],
      ['variable', 'CCX_PROFILE'],
      ['file', '.ccx-profile'],
      ['binding', '/config/ccx/profiles.toml'],
      ['shell', 'CCX_ACTIVE_PROFILE'],
      ['config-dir', 'CLAUDE_CONFIG_DIR, CODEX_HOME, GEMINI_CLI_HOME'],
    ]);
    expect(findings.every(({ outcome, says }) => outcome === 'silent' && says === null)).toBe(true);
  });

  it('empty variables say nothing', async () => {
    const env = { CCX_PROFILE: ' , ', CCX_ACTIVE_PROFILE: '', CLAUDE_CONFIG_DIR: '' };
    expect((await ask({ env })).pin).toBeNull();
  });
});

describe('names', () => {
  it.each([
    ['one', ['work'], ['work']],
    ['several flags', ['work', 'lab'], ['work', 'lab']],
    ['a comma list with blanks', [' lab , work,'], ['lab', 'work']],
    ['the same account twice', ['work', 'lab', 'work'], ['work', 'lab']],
    ['an agent, which is its default place', ['codex'], ['codex']],
  ])('of the flag may be %s', async (_title, flag, expected) => {
    expect(await names({ question: { flag } })).toEqual(expected);
  });

  it('carry the account without what belongs to the profile', async () => {
    const { pin } = await ask({ question: { flag: ['work'] } });
    expect(pin?.accounts[0]?.account).toEqual({ agent: 'claude', configDir: '/homes/work', id: 'claude:/homes/work' });
  });

  it('of a rule keep their order and the accounts of all agents, or only those of the one asked for', async () => {
    const env = { CCX_PROFILE: 'lab,private,pics,work' };
    expect(await names({ env })).toEqual(['lab', 'private', 'pics', 'work']);
    expect(await names({ env, question: { agent: 'claude' } })).toEqual(['private', 'work']);
  });

  it('a flag without one is a wrong call, as it is where a shell variable was empty', async () => {
    expect(await failure({ question: { flag: [''] } })).toMatchObject({ code: 'invalid_argument' });
    expect(await failure({ question: { flag: [] } })).toMatchObject({ code: 'invalid_argument' });
  });

  it.each([
    [{ question: { flag: ['wrok'] } }, '--profile', 'ccx profile list'],
    [{ env: { CCX_PROFILE: 'work,wrok' } }, 'CCX_PROFILE', 'unset'],
    [{ env: { CCX_ACTIVE_PROFILE: 'wrok' } }, 'CCX_ACTIVE_PROFILE', 'ccx use --unset'],
  ] satisfies [Asked, string, string][])(
    'no profile has end the search and say where they stand: %j',
    async (asked, place, hint) => {
      const error = await failure(asked);
      expect(error).toMatchObject({ code: 'profile_not_found', hint: expect.stringContaining(hint) });
      expect(error.message).toContain(`${place}: `);
      expect(error.message).toContain('"wrok"');
    },
  );

  it('no profile has end the search also where only another agent is asked for', async () => {
    const asked = {
      env: { CCX_PROFILE: 'lab,wrok', CCX_ACTIVE_PROFILE: 'work' },
      question: { agent: 'claude' },
    } as const;
    expect(await failure(asked)).toMatchObject({ code: 'profile_not_found' });
  });

  it('show nothing to a terminal that a terminal would obey', async () => {
    const { message } = await failure({ env: { CCX_PROFILE: `\u{1b}[31mwork\u{202e}${'x'.repeat(500)}` } });
    expect(message).not.toMatch(/\p{C}/u);
    expect(message.length).toBeLessThan(200);
  });

  it('in a weaker rule do not hinder a stronger one, and are told', async () => {
    const { pin, findings, notes } = await ask({ question: { flag: ['work'] }, env: { CCX_ACTIVE_PROFILE: 'gone' } });
    expect(pin?.rule).toBe('flag');
    expect(findings).toContainEqual({ rule: 'shell', where: 'CCX_ACTIVE_PROFILE', says: 'gone', outcome: 'outranked' });
    expect(notes).toEqual([expect.stringContaining('"gone"')]);
  });
});

it('the registry is read once for all names and variables, and once for the bindings', async () => {
  const book = memoryBook(PROFILES, [{ folder: shop, profiles: ['work', 'lab'] }]);
  const reads: string[] = [];
  const counted = {
    ...book,
    list: () => (reads.push('list'), book.list()),
    get: (name: string) => (reads.push('get'), book.get(name)),
    bindings: () => (reads.push('bindings'), book.bindings()),
  };
  const env = { CCX_PROFILE: 'work,lab,pics', CCX_ACTIVE_PROFILE: 'private', CODEX_HOME: '/homes/lab' };
  await findActive({ agent: null, flag: ['work'], cwd: shop }, { book: counted, env, home: world.home });
  expect(reads.toSorted()).toEqual(['bindings', 'list']);
});

describe('a rule that names only accounts of another agent', () => {
  it('gives way to the next one', async () => {
    const { pin, findings } = await ask({
      question: { agent: 'claude', flag: ['lab'] },
      env: { CCX_PROFILE: 'codex,pics', CCX_ACTIVE_PROFILE: 'work', CLAUDE_CONFIG_DIR: '/homes/work' },
    });
    expect(pin).toMatchObject({ rule: 'shell', where: 'CCX_ACTIVE_PROFILE' });
    expect(findings.map(({ outcome }) => outcome)).toEqual([
      'other-agent',
      'other-agent',
      'silent',
      'silent',
      'won',
      'outranked',
    ]);
  });

  it("is not the other agent's choice where no agent is asked for", async () => {
    expect(await names({ question: { flag: ['lab'] }, env: { CCX_PROFILE: 'work' } })).toEqual(['lab']);
  });
});

describe('a binding', () => {
  it('of the longest folder that contains the working folder wins', async () => {
    const bindings = [
      { folder: world.home, profiles: ['private'] },
      { folder: join(shop, 'src'), profiles: ['work', 'lab'] },
      { folder: shop, profiles: ['pics'] },
    ];
    const { pin, findings } = await ask({ bindings });
    expect(pin).toMatchObject({ rule: 'binding', where: join(shop, 'src') });
    expect(findings[3]?.says).toBe('work, lab');
  });

  it('holds for the folder itself and at the root, not for one whose name only begins alike', async () => {
    expect(await names({ bindings: [{ folder: join(shop, 's'), profiles: ['work'] }] })).toBeNull();
    expect(await names({ bindings: [{ folder: '/', profiles: ['work'] }] })).toEqual(['work']);
    expect(await names({ bindings: [{ folder: shop, profiles: ['work'] }], question: { cwd: shop } })).toEqual([
      'work',
    ]);
  });

  it('is found through a link to the folder, and in a folder that is not there yet', async () => {
    const link = join(world.home, 'link');
    await symlink(shop, link);
    const bindings = [{ folder: shop, profiles: ['work'] }];
    expect(await names({ bindings, question: { cwd: link } })).toEqual(['work']);
    expect(await names({ bindings, question: { cwd: join(link, 'not', 'yet') } })).toEqual(['work']);
  });

  it('to a profile that is gone says where the binding stands', async () => {
    const error = await failure({ bindings: [{ folder: shop, profiles: ['gone'] }] });
    expect(error.code).toBe('profile_not_found');
    expect(error.message).toContain(`the binding of ${shop} in /config/ccx/profiles.toml`);
  });
});

describe("an agent's own variable", () => {
  it('pins the account of its config dir: registered or not, and the default one', async () => {
    const other = join(world.home, '.codex-other');
    const env = { CLAUDE_CONFIG_DIR: '/homes/work/', CODEX_HOME: other, GEMINI_CLI_HOME: world.home };
    const { pin } = await ask({ env });
    expect(pin?.where).toBe('CLAUDE_CONFIG_DIR, CODEX_HOME, GEMINI_CLI_HOME');
    expect(pin?.accounts.map(({ account, profile: found }) => [account.id, found?.name ?? null])).toEqual([
      ['claude:/homes/work', 'work'],
      [`codex:${other}`, null],
      ['gemini:default', 'gemini'],
    ]);
  });

  it('is asked of one agent alone where one is asked for', async () => {
    const env = { CLAUDE_CONFIG_DIR: '/homes/work', CODEX_HOME: '/homes/lab' };
    const { pin } = await ask({ env, question: { agent: 'codex' } });
    expect(pin).toMatchObject({ rule: 'config-dir', where: 'CODEX_HOME' });
    expect(pin?.accounts.map(({ account }) => account.id)).toEqual(['codex:/homes/lab']);
    expect((await ask({ env, question: { agent: 'gemini' } })).pin).toBeNull();
  });
});

describe('a shell that says two things', () => {
  it('is told of for each agent whose own variable names another account', async () => {
    const env = {
      CCX_ACTIVE_PROFILE: 'work,lab,gemini',
      CLAUDE_CONFIG_DIR: '/homes/private',
      GEMINI_CLI_HOME: '/homes/pics',
    };
    const { pin, notes } = await ask({ env });
    expect(pin?.rule).toBe('shell');
    expect(notes).toEqual([
      expect.stringMatching(/"work" \(\/homes\/work\), but CLAUDE_CONFIG_DIR is \/homes\/private/),
      expect.stringMatching(/"lab" \(\/homes\/lab\), but CODEX_HOME is not set/),
      expect.stringMatching(/"gemini" \(the default place of Gemini CLI\), but GEMINI_CLI_HOME is \/homes\/pics/),
    ]);
    expect((await ask({ env, question: { agent: 'codex' } })).notes).toHaveLength(1);
  });

  it('is not told of where both say the same', async () => {
    const env = {
      CCX_ACTIVE_PROFILE: 'work,codex',
      CLAUDE_CONFIG_DIR: '/homes/work',
      CODEX_HOME: join(world.home, '.codex'),
    };
    expect((await ask({ env })).notes).toBeUndefined();
  });
});

describe('a broken file', () => {
  it('does not hinder a stronger rule, and is told', async () => {
    await writeFile(join(shop, '.ccx-profile'), 'x'.repeat(5000));
    const { pin, notes, findings } = await ask({ question: { flag: ['work'] } });
    expect(pin?.rule).toBe('flag');
    expect(findings[2]).toEqual({ rule: 'file', where: '.ccx-profile', says: null, outcome: 'silent' });
    expect(notes).toEqual([expect.stringContaining(join(shop, '.ccx-profile'))]);
  });
});
