import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTempHome } from '@ccx/testkit';
import { expect, it } from 'vitest';
import { discoverProfiles } from '../../src/discover/discover-profiles.ts';
import { openProfiles } from '../../src/registry/open-profiles.ts';

it('every proposal can be registered as it is, and is then proposed no more', async () => {
  const world = await createTempHome();
  const { home, env } = world;
  try {
    const book = openProfiles({ env, home });
    const signs = [
      '.claude-work/projects/x',
      '.claude-all/.claude.json',
      '.codex2/auth.json',
      '.gemini-work/.gemini/settings.json',
    ];
    for (const sign of [...signs, '.config/codex/auth.json', 'elsewhere/.gemini/projects.json']) {
      await mkdir(dirname(join(home, sign)), { recursive: true });
      await writeFile(join(home, sign), '');
    }
    const inUse = [{ agent: 'gemini', configDir: join(home, 'elsewhere', '.gemini') }] as const;
    const { found } = await discoverProfiles({ book, env, home, inUse });
    expect(found.map(({ agent, name }) => `${agent} ${name}`)).toEqual([
      'claude claude-all',
      'claude work',
      'codex codex-2',
      'codex codex-3',
      'gemini gemini-work',
      'gemini elsewhere',
    ]);
    for (const { agent, configDir, name } of found) {
      expect(await book.add({ agent, configDir, name })).toMatchObject({ agent, configDir, name });
    }
    expect(await discoverProfiles({ book, env, home, inUse })).toEqual({ found: [], skipped: [] });
  } finally {
    await world.remove();
  }
});
