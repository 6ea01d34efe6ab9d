import { expect, test } from 'vitest';
import { secretsOf } from '../src/secrets.ts';

test('known secrets come from the variables that carry secrets', () => {
  const env = {
    ANTHROPIC_API_KEY: 'a',
    MY_SECRET: 'b',
    CLAUDE_CODE_OAUTH_TOKEN: 'c',
    PATH: '/bin',
    ANTHROPIC_CUSTOM_HEADERS: 'd',
  };
  expect(secretsOf(env)).toEqual(['a', 'b', 'c', 'd']);
});
