import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type Account, type Env, type QuotaReading } from '@ccx/contracts';
import { createTempHome, type TempHome } from '@ccx/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { geminiLogSource } from '../../src/gemini/log.ts';
import { systemClock } from '../../src/system-clock.ts';
import { expectWellFormed } from '../well-formed.ts';

const ACCOUNT: Account = { agent: 'gemini', configDir: null, id: accountId('gemini', null) };

const homes: TempHome[] = [];
afterAll(() => Promise.all(homes.map((home) => home.remove())));

interface World {
  readonly selected?: string;
  readonly settings?: string;
  readonly files?: readonly string[];
  readonly env?: Env;
}

/** Reads a folder of Gemini CLI in which its credentials cannot be opened by anybody but root. */
async function read({ selected, settings, files = [], env = {} }: World): Promise<QuotaReading> {
  const temp = await createTempHome();
  homes.push(temp);
  const configDir = join(temp.home, '.gemini');
  await mkdir(configDir);
  const text =
    settings ??
    (selected === undefined ? undefined : JSON.stringify({ security: { auth: { selectedType: selected } } }));
  if (text !== undefined) await writeFile(join(configDir, 'settings.json'), text);
  for (const name of files) {
    await writeFile(join(configDir, name), 'GEMINI_API_KEY=dummy');
    await chmod(join(configDir, name), 0);
  }
  const reading = await geminiLogSource({ clock: systemClock }).read(ACCOUNT, {
    env: { ...temp.env, ...env },
    signal: new AbortController().signal,
  });
  expectWellFormed(reading, 'log');
  return reading;
}

describe('the folder of Gemini CLI', () => {
  const key = { GEMINI_API_KEY: 'dummy' };
  const google = { files: ['oauth_creds.json'] };
  test.for<[string, World, code: string]>([
    ['an API key was chosen', { selected: 'gemini-api-key' }, 'not-a-subscription'],
    [
      'an API key was chosen, and a Google login is there, too',
      { selected: 'gemini-api-key', ...google },
      'not-a-subscription',
    ],
    ['Vertex AI was chosen', { selected: 'vertex-ai' }, 'not-a-subscription'],
    ['a key is in the environment and nothing was chosen', { env: key }, 'not-a-subscription'],
    [
      'a gateway is in the environment',
      { env: { GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:1' } },
      'not-a-subscription',
    ],
    [
      'Google was chosen and is logged in, whatever key is in the environment',
      { selected: 'oauth-personal', ...google, env: key },
      'nothing-recorded',
    ],
    ['a Google login is there, and nothing was chosen', { ...google, env: key }, 'nothing-recorded'],
    [
      'a Google token is in the environment',
      { env: { GOOGLE_GENAI_USE_GCA: 'true', GOOGLE_CLOUD_ACCESS_TOKEN: 'dummy' } },
      'nothing-recorded',
    ],
    ['Google was chosen and nobody is logged in', { selected: 'oauth-personal', env: key }, 'not-logged-in'],
    ['nothing was chosen', {}, 'not-logged-in'],
    ['the login may be in a file of variables', { files: ['.env'] }, 'nothing-recorded'],
    [
      'the login may be kept encrypted',
      { selected: 'oauth-personal', env: { GEMINI_FORCE_ENCRYPTED_FILE_STORAGE: 'true' } },
      'nothing-recorded',
    ],
    ['a way was chosen that is not known', { selected: 'next-year' }, 'nothing-recorded'],
    ['the settings cannot be read', { settings: '// mine\n{', env: key }, 'nothing-recorded'],
  ])('where %s', async ([, world, code]) => {
    expect(await read(world)).toMatchObject({ ok: false, problem: { code } });
  });

  test('says that an API key has no windows', async () => {
    expect(await read({ selected: 'gemini-api-key' })).toMatchObject({
      problem: { detail: 'This login has no windows: it is an API key, or paid by use in another way.', retryAt: null },
    });
  });

  test('is that of the account, where the account has one of its own', async () => {
    const temp = await createTempHome();
    homes.push(temp);
    const configDir = join(temp.home, 'work/.gemini');
    await mkdir(configDir, { recursive: true });
    await writeFile(join(configDir, 'oauth_creds.json'), '{}');
    const source = geminiLogSource({ clock: systemClock });
    const options = { env: { ...temp.env, GEMINI_API_KEY: 'dummy' }, signal: new AbortController().signal };
    const account: Account = { agent: 'gemini', configDir, id: accountId('gemini', configDir) };
    expect(await source.read(account, options)).toMatchObject({ problem: { code: 'nothing-recorded' } });
    expect(await source.read(ACCOUNT, options)).toMatchObject({ problem: { code: 'not-a-subscription' } });
  });

  test('costs nothing, and is not read when that was aborted before', async () => {
    const source = geminiLogSource({ clock: systemClock });
    expect(source).toMatchObject({
      id: 'log',
      agent: 'gemini',
      cost: { process: false, usageEndpoint: false, mayOpenWindow: false },
    });
    const signal = AbortSignal.abort(new Error('not wanted'));
    await expect(source.read(ACCOUNT, { env: {}, signal })).rejects.toThrow('not wanted');
  });
});
