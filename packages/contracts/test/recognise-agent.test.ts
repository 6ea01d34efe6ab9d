import { describe, expect, test } from 'vitest';
import { recogniseAgent } from '../src/recognise-agent.ts';

describe('a command line', () => {
  test.each([
    ['/opt/x/claude-code/bin/claude.exe -p hi', 'claude', ['-p', 'hi']],
    ['claude', 'claude', []],
    ['/home/ada/.local/bin/codex app-server --listen unix://', 'codex', ['app-server', '--listen', 'unix://']],
    ['/usr/bin/node --max-old-space-size=8192 /x/bundle/gemini.js -p hi', 'gemini', ['-p', 'hi']],
    ['node /usr/bin/gemini', 'gemini', []],
    ['node -r hook.cjs /x/node_modules/@google/gemini-cli/bundle/index.js -p', 'gemini', ['-p']],
    ['bun /x/node_modules/@anthropic-ai/claude-code/cli.js', 'claude', []],
  ])('of an agent is recognised: %s', (line, agent, args) => {
    expect(recogniseAgent(line.split(' '))).toEqual({ agent, args });
  });

  test.each([
    'node /x/ccx.js profile link claude --from codex',
    'vim /home/ada/.claude/claude',
    'tail -f codex',
    '/opt/claude-desktop',
    'node',
    'node --test claude-test.js',
    '',
  ])('of anything else is not: %s', (line) => {
    expect(recogniseAgent(line.split(' '))).toBeNull();
  });
});
