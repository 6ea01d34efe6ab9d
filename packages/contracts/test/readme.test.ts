import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { accountId } from '../src/account.ts';
import { agentEnv } from '../src/agent-env.ts';
import { CcxError } from '../src/error.ts';
import { parseResetTime } from '../src/reset-time.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

/** The comments under the calls, one text for each block of them. */
const shown = [...example.matchAll(/(?:^\/\/ .*\n)+/gm)].map(([block]) => block.replace(/^\/\/ /gm, '').trimEnd());

test('the README shows what its example really gives', () => {
  const configDir = '/home/ada/.claude-work';
  const account = { agent: 'claude', configDir, id: accountId('claude', configDir) } as const;
  const text = "You've hit your 5-hour limit · resets 2:32am (UTC)";
  const about = { now: '2026-11-21T01:08:00.000Z', timeZone: 'Europe/Vienna', windowMinutes: 300 };
  const base = { PATH: '/bin', CLAUDECODE: '1', ANTHROPIC_API_KEY: 'sk-…' };
  expect(shown).toEqual([
    inspect(parseResetTime(text, about)),
    inspect(agentEnv(account, 'subscription', base), { breakLength: 78 }),
    JSON.stringify(new CcxError('profile_not_found', 'No profile is named "wrok".', { hint: 'ccx profile list' })),
  ]);
  for (const word of [text, about.now, "PATH: '/bin', CLAUDECODE: '1'", "{ hint: 'ccx profile list' }"]) {
    expect(example).toContain(word);
  }
});
