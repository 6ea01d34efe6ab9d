import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { replayCassette } from '../../src/cassette/replay-cassette.ts';
import { shortReading, type ShortReading } from '../short-reading.ts';
import { CASSETTES, CORPUS } from './recordings.ts';

describe('A cassette of the corpus', () => {
  test.for(CASSETTES)('means today what it meant when it was recorded: %s', async (name) => {
    const { reading, recorded, same } = await replayCassette(join(CORPUS, name));
    expect(reading).toEqual(recorded);
    expect(same).toBe(true);
  });

  test.for(CASSETTES)(
    'says where it comes from, and holds nothing of the login with which it was recorded: %s',
    async (name) => {
      const text = async (file: string): Promise<string> => readFile(join(CORPUS, name, file), 'utf8');
      expect(JSON.parse(await text('manifest.json'))).toMatchObject({
        origin: expect.stringMatching(/with the real CLI .*, 2026-11-21/),
        cliVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      });
      for (const file of ['manifest.json', 'session.cast', 'snapshot.json', 'scrub.json']) {
        expect(await text(file)).not.toMatch(/dev@|\/home\/dev|c0ffee|acct-0|~\/project/);
      }
    },
  );

  test.for<[name: string, ShortReading]>([
    [
      'claude/usage',
      {
        session: '>=42% 2026-11-21T03:51Z',
        weekly: '>=17% 2026-11-25T01:21Z',
        'weekly:sonnet': '>=5% 2026-11-25T01:21Z',
      },
    ],
    ['claude/usage-zero', { session: '>=0%', weekly: '>=0% 2026-11-27T17:15Z', 'weekly:sonnet': '>=0%' }],
    ['claude/usage-login-expired', 'auth-expired'],
    ['claude/usage-without-limits', 'no-limit-rows'],
    ['claude/onboarding', 'onboarding'],
    ['codex/not-logged-in', 'not-logged-in'],
    ['codex/status-api-key', 'no-limit-rows'],
    ['gemini/model', { 'daily:pro': '75% 2026-11-21T07:14Z', 'daily:flash': '10% 2026-11-21T07:14Z' }],
    ['gemini/trust-prompt', 'trust-prompt'],
  ])('means what its screen shows: %s', async ([name, meaning]) => {
    expect(shortReading((await replayCassette(join(CORPUS, name))).reading)).toEqual(meaning);
  });
});
