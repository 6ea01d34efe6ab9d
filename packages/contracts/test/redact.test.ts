import { describe, expect, test } from 'vitest';
import { createRedactor } from '../src/redact.ts';

test.each([
  ['Authorization: Bearer abcdefgh12345678', 'Authorization: Bearer [redacted]'],
  ['x-api-key: sk-ant-api03-abc_DEF-123', 'x-api-key: [redacted]'],
  ['key sk-ant-api03-abc_DEF-123 refused', 'key [redacted] refused'],
  ['{"accessToken":"abcdef","refreshToken":"ghijkl"}', '{"accessToken":"[redacted]","refreshToken":"[redacted]"}'],
  ['ANTHROPIC_API_KEY=hunter2hunter2', 'ANTHROPIC_API_KEY=[redacted]'],
  ['password = "swordfish"', 'password = "[redacted]"'],
  ['token: abcdef123456', 'token: [redacted]'],
  ['jwt eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl end', 'jwt [redacted] end'],
  ['key AIzaSyA1234567890abcdefghijk', 'key [redacted]'],
  ['ghp_abcdefghijklmnop1234', '[redacted]'],
  ['proxy http://ada:secret@proxy.example:8080 failed', 'proxy http://[redacted]@proxy.example:8080 failed'],
  ['logged in as ada@example.com', 'logged in as [e-mail]'],
  ['/home/ADA+work@mail.Example.CO.UK/x', '/home/[e-mail]/x'],
  ['backup-ada@163.com-2024, ada@1.2.3.example.org', '[e-mail], [e-mail]'],
  ['ada@example.xn--p1ai.', '[e-mail].'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', '[redacted]'],
])('%j becomes %j', (text, expected) => {
  expect(createRedactor()(text)).toBe(expected);
});

test.each([
  'Error: Session ID 7d54a799-1f0e-4a53-9c0b-0d9bd9b6c0de is already in use.',
  'used 12345 tokens, 3 turns',
  'error: unknown option --no-such-flag',
  "There's an issue with the selected model (claude-nope-1).",
  'Cannot find module "./token.ts" at https://example.com/a:1:2',
  'password prompt was shown',
  'at file:///home/dev/node_modules/.pnpm/@google+gemini-cli@0.61.0/node_modules/@google/gemini-cli/bundle/gemini.js:1:2',
  '.pnpm/vitest@4.0.0_@types+node@24.1.0/x, react@19.0.0-rc.abc, next@15.0.1-canary.7',
])('%j stays as it is', (text) => {
  expect(createRedactor()(text)).toBe(text);
});

describe('known values', () => {
  test('are found wherever they stand', () => {
    expect(createRedactor(['correct horse', 'horse battery'])('say correct horse battery')).toBe(
      'say [redacted] battery',
    );
  });

  test('that are too short to be secrets are left', () => {
    expect(createRedactor(['on'])('turn it on')).toBe('turn it on');
  });
});
