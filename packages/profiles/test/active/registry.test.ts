import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActiveChoice, ActiveQuestion } from '../../src/active-choice.ts';
import { findActive } from '../../src/active/find-active.ts';
import type { ProfileBook } from '../../src/profile-book.ts';
import { openProfiles } from '../../src/registry/open-profiles.ts';

let world: TempHome;
let book: ProfileBook;
let shop: string;

beforeEach(async () => {
  world = await createTempHome();
  book = openProfiles({ env: world.env, home: world.home, cwd: world.home });
  shop = join(world.home, 'shop');
  await mkdir(join(shop, 'src'), { recursive: true });
  await book.add({ name: 'work', agent: 'claude', configDir: '~/.claude-work' });
  await book.add({ name: 'pics', agent: 'gemini', configDir: '~/.gemini-pics' });
  await book.add({ name: 'main', agent: 'codex', configDir: null });
});
afterEach(() => world.remove());

function ask(
  env: Readonly<Record<string, string>> = {},
  question: Partial<ActiveQuestion> = {},
): Promise<ActiveChoice> {
  return findActive({ agent: null, flag: null, cwd: join(shop, 'src'), ...question }, { book, env, home: world.home });
}

describe('with the registry on disk', () => {
  it('a binding follows a rename, and a .ccx-profile says that it does not', async () => {
    await book.bind(shop, ['work', 'pics']);
    await book.rename('work', 'acme');
    const { pin } = await ask();
    expect(pin?.accounts.map((one) => one.profile?.name)).toEqual(['acme', 'pics']);
    await writeFile(join(shop, '.ccx-profile'), 'work');
    await expect(ask()).rejects.toMatchObject({ code: 'profile_not_found' });
  });

  it('a name that is nearly right is told which one was probably meant', async () => {
    const error = await ask({ CCX_PROFILE: 'wrok' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'profile_not_found',
      message: 'CCX_PROFILE: No profile is named "wrok".',
      hint: 'Correct or unset CCX_PROFILE. Did you mean "work"? ccx profile list names all.',
    });
  });

  it("an agent's name is its default place, also where that was registered under another name", async () => {
    const { pin } = await ask({ CCX_PROFILE: 'codex,claude' });
    expect(pin?.accounts.map(({ account, profile }) => [account.id, profile?.name])).toEqual([
      ['codex:default', 'main'],
      ['claude:default', 'claude'],
    ]);
  });

  it('variables find their profiles through links and in a folder above the config dir', async () => {
    await symlink('.claude-work', join(world.home, 'link'));
    const env = {
      CLAUDE_CONFIG_DIR: join(world.home, 'link', '/'),
      CODEX_HOME: join(world.home, '.codex'),
      GEMINI_CLI_HOME: join(world.home, '.gemini-pics'),
    };
    const { pin } = await ask(env);
    expect(pin?.accounts.map((one) => one.profile?.name)).toEqual(['work', 'main', 'pics']);
    expect((await ask({ ...env, CCX_ACTIVE_PROFILE: 'work,main,pics' })).notes).toBeUndefined();
  });
});
