import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findActive } from '../../src/active/find-active.ts';
import type { ActiveChoice } from '../../src/active-choice.ts';
import { asOrdinaryUser } from '../support/as-ordinary-user.ts';
import { memoryBook, profile } from '../support/memory-book.ts';

const book = memoryBook([profile('work', 'claude'), profile('private', 'claude'), profile('lab', 'codex')]);

let world: TempHome;
let shop: string;
let file: string;

beforeEach(async () => {
  world = await createTempHome();
  shop = join(world.home, 'shop', 'packages', 'cart');
  file = join(shop, '.ccx-profile');
  await mkdir(shop, { recursive: true });
});
afterEach(() => world.remove());

function ask(cwd = shop, env: Readonly<Record<string, string>> = {}): Promise<ActiveChoice> {
  return findActive({ agent: null, flag: null, cwd }, { book, env, home: world.home });
}

async function pinned(content: string | Uint8Array): Promise<readonly (string | undefined)[] | null> {
  await writeFile(file, content);
  const { pin } = await ask();
  return pin === null ? null : pin.accounts.map((one) => one.profile?.name);
}

describe('a .ccx-profile', () => {
  it.each([
    ['one line', 'work\n', ['work']],
    ['no line end', 'work', ['work']],
    ['several lines', 'work\nlab\n', ['work', 'lab']],
    ['the line ends of Windows and its mark', '\u{feff}work\r\nlab\r\n', ['work', 'lab']],
    ['commas and blanks', ' lab,\twork , private ', ['lab', 'work', 'private']],
    ['comments', '# pays for the shop\nwork # the plan\n\n#lab\n# a\u{2028}lab', ['work']],
  ])('gives names: %s', async (_title, content, expected) => {
    expect(await pinned(content)).toEqual(expected);
  });

  it('may have 4096 bytes', async () => {
    expect(await pinned(`work\n#${'x'.repeat(4090)}`)).toEqual(['work']);
  });

  it('counts in a folder above, up to the root, and names its place', async () => {
    const above = join(world.home, '.ccx-profile');
    await writeFile(above, 'work');
    const { pin, findings } = await ask();
    expect(pin).toMatchObject({ rule: 'file', where: above });
    expect(findings[2]).toEqual({ rule: 'file', where: above, says: 'work', outcome: 'won' });
  });

  it('counts in the home directory itself', async () => {
    await writeFile(join(world.home, '.ccx-profile'), 'lab');
    expect((await ask(world.home)).pin?.accounts[0]?.account.agent).toBe('codex');
  });

  it('that is nearest wins', async () => {
    await writeFile(join(dirname(shop), '.ccx-profile'), 'lab');
    expect(await pinned('work')).toEqual(['work']);
  });

  it('is looked for above the real folder, not above a link to it', async () => {
    const link = join(world.cwd, 'link');
    await symlink(shop, link);
    await writeFile(join(world.cwd, '.ccx-profile'), 'lab');
    await writeFile(join(dirname(shop), '.ccx-profile'), 'work');
    expect((await ask(link)).pin?.accounts[0]?.profile?.name).toBe('work');
  });

  it.each([
    ['', 'no byte'],
    ['# nothing yet\n\n , \n', 'only comments'],
  ])('with %j pins nothing, ends the search and is named', async (content) => {
    await writeFile(join(world.home, '.ccx-profile'), 'work');
    await writeFile(file, content);
    const { pin, findings } = await ask(shop, { CCX_ACTIVE_PROFILE: 'lab' });
    expect(findings[2]).toEqual({ rule: 'file', where: file, says: null, outcome: 'silent' });
    expect(pin?.rule).toBe('shell');
  });

  it('that is a folder or a pipe is passed over', async () => {
    await writeFile(join(world.home, '.ccx-profile'), 'work');
    await mkdir(file);
    expect((await ask()).pin?.where).toBe(join(world.home, '.ccx-profile'));
    await rm(file, { recursive: true });
    execFileSync('mkfifo', [file]);
    expect((await ask()).pin?.where).toBe(join(world.home, '.ccx-profile'));
  });

  it.each([
    ['a name that no profile has', 'work\n\nwrok\n', 'profile_not_found', ':3: '],
    ['a name that none can have', 'Wörk\u{7}\n', 'profile_not_found', ':1: '],
    ['4097 bytes', `work\n#${'x'.repeat(4091)}`, 'invalid_config', '4097 bytes'],
    ['bytes that are no UTF-8', new Uint8Array([0xff, 0xfe, 0x77, 0x00]), 'invalid_config', 'UTF-8'],
  ])('with %s fails and says where', async (_title, content, code, words) => {
    const error = await pinned(content).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, hint: expect.any(String) });
    expect(String(error)).toContain(file);
    expect(String(error)).toContain(words);
  });

  it('that is a link fails, wherever it leads: what is behind it is not opened', async () => {
    const secret = join(world.home, 'secret.json');
    await writeFile(secret, 'work');
    await symlink(secret, file);
    await expect(ask()).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringContaining('symbolic link'),
    });
    await rm(secret);
    await expect(ask()).rejects.toMatchObject({ code: 'invalid_config' });
  });

  it('that may not be read fails, for it means an account', async () => {
    await writeFile(file, 'work');
    await chmod(file, 0o000);
    await asOrdinaryUser(world, () =>
      expect(ask()).rejects.toMatchObject({ code: 'invalid_config', message: expect.stringContaining('EACCES') }),
    );
  });

  it('in a folder that may not be entered is not seen', async () => {
    await writeFile(join(world.home, '.ccx-profile'), 'work');
    await writeFile(join(dirname(shop), '.ccx-profile'), 'lab');
    await chmod(dirname(shop), 0o400);
    const { pin } = await asOrdinaryUser(world, () => ask());
    await chmod(dirname(shop), 0o700);
    expect(pin?.accounts[0]?.profile?.name).toBe('work');
  });
});
