import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type GeminiWorld, openGeminiWorld } from '../support/gemini-world.ts';
import { expectExit } from '../support/world.ts';

async function quota(world: GeminiWorld, exit: number, more: readonly string[] = []): Promise<unknown> {
  const finished = await world.ccx(['quota', '--agent', 'gemini', '--json', ...more]);
  expectExit(finished, exit);
  return JSON.parse(finished.stdout);
}

const answered = (code: string, detail: RegExp): object => ({
  accounts: [
    {
      account: { id: 'gemini:default' },
      reading: { ok: false, problem: { code, detail: expect.stringMatching(detail) } },
    },
  ],
});

describe('ccx quota on Gemini CLI', () => {
  test('says at once that an API key has no windows: nothing is started and nobody is asked', async () => {
    const world = await openGeminiWorld({ login: 'api-key' });
    const said = await quota(world, 0, ['--explain']);
    expect(said).toMatchObject(answered('not-a-subscription', /API key/));
    expect(said).toMatchObject({ accounts: [{ tried: [{ source: 'cache' }, { source: 'log' }] }] });
    expect(world.api.requests).toEqual([]);
    await world.allEnd();
  });

  test('says so, too, of a key that is only chosen, and lies where nobody looks', async () => {
    const world = await openGeminiWorld({ login: 'api-key' });
    const finished = await world.ccx(['quota', '--agent', 'gemini', '--json'], { env: { GEMINI_API_KEY: '' } });
    expectExit(finished, 0);
    expect(JSON.parse(finished.stdout)).toMatchObject(answered('not-a-subscription', /API key/));
  });

  test('opens no login in a browser where nobody is logged in', async () => {
    const world = await openGeminiWorld({ login: 'none' });
    await writeFile(
      join(world.home.home, '.gemini/settings.json'),
      JSON.stringify({ security: { auth: { selectedType: 'oauth-personal' } } }),
    );
    expect(await quota(world, 4)).toMatchObject(answered('not-logged-in', /Nobody is logged in/));
    expect(world.living()).toEqual([]);
  });
});
