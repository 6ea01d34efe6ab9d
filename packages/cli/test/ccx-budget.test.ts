import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCcxPlace, type CcxPlace } from './ccx-process.ts';

let place: CcxPlace;
beforeEach(async () => {
  place = await createCcxPlace();
});
afterEach(async () => place.remove());

/** One call of an hour ago, with so many tokens. */
function callOf(tokens: number): string {
  return JSON.stringify({
    type: 'assistant',
    uuid: 'u1',
    sessionId: 's1',
    timestamp: new Date(Date.now() - 3_600_000).toISOString(),
    version: '2.1.329',
    cwd: '/home/ada/shop',
    requestId: 'req_1',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-opus-5-5',
      content: [],
      usage: { input_tokens: tokens, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 },
    },
  });
}

test.for([
  [5_000, 75],
  [50_000, 0],
] as const)(
  'an account that used 10000 tokens today and may use %i is chosen accordingly: exit %i',
  async ([budget, code]) => {
    const configDir = join(place.home, '.claude-work');
    mkdirSync(join(configDir, 'projects/shop'), { recursive: true });
    writeFileSync(join(configDir, 'projects/shop/s1.jsonl'), `${callOf(10_000)}\n`);
    mkdirSync(join(place.home, 'ccx'), { recursive: true });
    const profile = ['[[profile]]', 'name = "work"', 'agent = "claude"', 'config_dir = "~/.claude-work"'];
    writeFileSync(join(place.home, 'ccx/profiles.toml'), `${profile.join('\n')}\ndaily_token_budget = ${budget}\n`);
    const end = await place.run(['pick', '--only', 'work', '--explain']);
    expect(end.code).toBe(code);
    if (code === 75) expect(end.stdout).toContain('its budget of 5000 tokens a day is used up (10000)');
  },
);

test('where nobody has numbers of a quota, turns are counted against the caps that a person gave', async () => {
  const configDir = join(place.home, '.claude-work');
  mkdirSync(join(configDir, 'projects/shop'), { recursive: true });
  const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  const prompts = [1, 2, 3].map((minutes) =>
    JSON.stringify({
      type: 'user',
      uuid: `u${minutes}`,
      sessionId: 's1',
      promptSource: 'typed',
      timestamp: minutesAgo(minutes),
      message: { role: 'user', content: 'Go on.' },
    }),
  );
  writeFileSync(join(configDir, 'projects/shop/s1.jsonl'), `${prompts.join('\n')}\n`);
  mkdirSync(join(place.home, 'ccx'), { recursive: true });
  const profile = ['[[profile]]', 'name = "work"', 'agent = "claude"', 'config_dir = "~/.claude-work"'];
  for (const [cap, code] of [
    [4, 0],
    [3, 75],
  ] as const) {
    const caps = `caps_5h_turns = ${cap}\n`;
    writeFileSync(join(place.home, 'ccx/profiles.toml'), `${profile.join('\n')}\n${caps}`);
    const end = await place.run(['pick', '--only', 'work', '--explain']);
    expect([cap, end.code]).toEqual([cap, code]);
    expect(end.stdout).toContain('counted turns');
  }
});
