import { expect, test } from 'vitest';
import { parsePs } from '../../src/live/ps.ts';

test('the lines of ps show the agents of this user, with unknown config dirs', () => {
  const text = [
    '  101   501 Ss   /sbin/launchd',
    '  202   501 S+   /opt/homebrew/bin/claude --resume',
    '  203   502 S+   /opt/homebrew/bin/claude',
    '  204   501 Z    claude',
    '  205   501 S    node /opt/homebrew/bin/gemini',
    '',
  ].join('\n');
  expect(parsePs(text, 501)).toMatchObject([
    { pid: 202, agent: 'claude', args: ['--resume'], configDir: null },
    { pid: 205, agent: 'gemini', args: [], configDir: null },
  ]);
});
